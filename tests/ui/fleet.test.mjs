// Fifty thousand vessels.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { launch, mapReady, openPage, until } from './lib/browser.mjs';
import { fixture } from './lib/server.mjs';

const VESSELS = 50_000;
const TICKS_A_SECOND = 100;
const FRAMES = 12;
let browser, server;
before(async () => { [browser, server] = [await launch(), await fixture('--vessels', String(VESSELS))]; });
after(async () => { await browser?.close(); await server?.stop(); });

/** CPU time of Chromium's processes in ms, and who they are (Linux: fields 14 and 15 of stat). */
function chromiumCpu() {
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      if (!/chrom/.test(stat.slice(0, stat.lastIndexOf(')')))) continue;
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch { /* a process that ended meanwhile */ }
  }
  return (1000 * ticks) / TICKS_A_SECOND;
}

test('fifty thousand vessels on the map, and the cost of a frame', async (t) => {
  const page = await openPage(browser);
  await page.goto(`${server.url}/watch#ll=32.6000,126.6000&z=5.50`);
  await mapReady(page);
  await until(page, 'all vessels', (n) => document.querySelector('.layers .count')?.textContent === n.toLocaleString('en'), VESSELS, 30_000);
  const decode = await page.evaluate(async () => {
    const { takeMarks } = await import('/app/marks.js');
    const data = new DataView(await (await fetch('/api/positions.bin')).arrayBuffer(), 24);
    const begun = performance.now();
    takeMarks(data, Date.now());
    return performance.now() - begun;
  });
  const before_ = chromiumCpu();
  const wall = await page.evaluate(async (frames) => {
    const map = globalThis.cordonMap;
    const begun = performance.now();
    for (let i = 0; i < frames; i++) {
      await new Promise((drawn) => { map.once('render', drawn); map.triggerRepaint(); });
    }
    return (performance.now() - begun) / frames;
  }, FRAMES);
  const cpu = (chromiumCpu() - before_) / FRAMES;
  t.diagnostic(`50 000 vessels, software drawing: ${cpu.toFixed(0)} CPU ms a frame, ${wall.toFixed(0)} ms wall, decode ${decode.toFixed(0)} ms`);
  assert.ok(cpu < 1_000, `${cpu} ms`);
  page.clean();
  await page.close();
});
