// Contacts that TAK servers and their clients tell of: on the map, as told.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, mapReady, openPage, until } from './lib/browser.mjs';
import { CORDON, serve } from './lib/server.mjs';

const skip = CORDON ? false : 'cordon is not built: cargo build --release';
const at = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();
const event = (uid, type, callsign, lon, { opex = '', stale = 30 } = {}) =>
  `<event version="2.0" uid="${uid}" type="${type}" how="m-g" ${opex} time="${at(-5)}" start="${at(-5)}" stale="${at(stale)}">`
  + `<point lat="33.1" lon="${lon}" hae="0" ce="10" le="9999999"/><detail><contact callsign="${callsign}"/></detail></event>`;

/** A tag block with its checksum. */
const tagged = (tag) => `\\${tag}*${Buffer.from(tag).reduce((sum, byte) => sum ^ byte, 0).toString(16).toUpperCase().padStart(2, '0')}\\`;

let browser, server, data;
before(async () => {
  if (skip) return;
  data = mkdtempSync(join(tmpdir(), 'cordon-contacts-'));
  const file = join(data, 'events.xml');
  writeFileSync(file, [
    event('A', 'a-f-S-C-P', 'PATROL &lt;img src=x onerror=alert(1)&gt;', 126.3),
    event('B', 'a-h-S', 'RED 1', 126.6, { opex: 'opex="e-DRILL7"' }),
    event('C', 'b-a-o-tbl', 'MAYDAY', 126.9, { stale: -1 }),
  ].join('\n'));
  const input = `${tagged(`c:${Math.floor(Date.now() / 1000)}`)}!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\n`;
  const watched = spawnSync(CORDON, ['watch', '-', '--data', data], { encoding: 'utf8', input });
  assert.equal(watched.status, 0, watched.stderr);
  const heard = spawnSync(CORDON, ['contact', 'watch', file, '--data', data], { encoding: 'utf8' });
  assert.equal(heard.status, 0, heard.stderr);
  [browser, server] = [await launch(), await serve(CORDON, ['serve', '--port', '0', '--data', data])];
});
after(async () => { await browser?.close(); await server?.stop(); if (data) rmSync(data, { recursive: true, force: true }); });

test('contacts are drawn as their teller holds them, marked as told, and as a drill where they are one', { skip }, async () => {
  const page = await openPage(browser);
  await page.goto(`${server.url}/watch#ll=33.1000,126.6000&z=8.50`);
  await mapReady(page);
  const drawn = () => globalThis.cordonMap.queryRenderedFeatures({ layers: ['contact'] }).map(({ properties }) => properties);
  await until(page, 'three contacts', () => globalThis.cordonMap.queryRenderedFeatures({ layers: ['contact'] }).length === 3);
  const shown = Object.fromEntries((await page.evaluate(drawn)).map((of) => [of.affiliation, of]));
  assert.equal(shown.f.label, 'PATROL <img src=x onerror=alert(1)> · told by CoT');
  assert.equal(shown.h.label, 'RED 1 · told by CoT · EX DRILL7');
  assert.equal(shown.u.label, 'MAYDAY · ALARM · told by CoT');
  assert.deepEqual([shown.f.old, shown.u.old, shown.u.alarmed], [false, true, true]);
  assert.equal((await page.evaluate(() => globalThis.cordonMap.queryRenderedFeatures({ layers: ['aircraft'] }))).length, 0);
  page.clean();
  await page.close();
});
