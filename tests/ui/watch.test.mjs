// The main tasks of the Watch screen, done as a person does them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { address, coloursAt, launch, mapReady, openPage, until } from './lib/browser.mjs';
import { fixture } from './lib/server.mjs';

// Under three seconds on an idle machine; this is for a busy one, drawing in software.
const FIRST_MAP_MS = 15_000;
let browser, server;
before(async () => { [browser, server] = [await launch(), await fixture()]; });
after(async () => { await browser?.close(); await server?.stop(); });

const open = async (path = '/watch', options) => {
  const page = await openPage(browser, options);
  await page.goto(server.url + path);
  await mapReady(page);
  return page;
};

test('the first map is there soon, from this machine alone', async (t) => {
  const page = await openPage(browser);
  const begun = Date.now();
  await page.goto(server.url);
  await mapReady(page);
  const took = Date.now() - begun;
  const bytes = await page.evaluate(() => performance.getEntriesByType('resource').reduce((sum, r) => sum + r.transferSize, 0));
  t.diagnostic(`first map after ${took} ms, ${Math.round(bytes / 1000)} kB transferred`);
  assert.ok(took < FIRST_MAP_MS, `${took} ms`);
  assert.ok(bytes < 1_200_000, `${bytes} bytes`);
  page.clean();
  await page.close();
});

test('an exercise says so across the whole screen', async () => {
  const page = await open();
  const banner = page.locator('.banner');
  assert.match(await banner.innerText(), /DRILL · EX SYNTH-01 · SIMULATED/);
  const box = await banner.boundingBox();
  assert.equal(box.width, 1280);
  page.clean();
  await page.close();
});

test('search, select, read: name to panel with identity and findings', async () => {
  const page = await open();
  await page.keyboard.press('/');
  await page.keyboard.type('blue tern');
  await until(page, 'a result', () => document.querySelectorAll('#found li[role=option] b').length > 0);
  const begun = Date.now();
  await page.keyboard.press('Enter');
  await until(page, 'the panel', () => document.querySelector('#vessel-title')?.textContent === 'EX BLUE TERN');
  assert.ok(Date.now() - begun < 2_000);
  const panel = await page.locator('.right').innerText();
  assert.match(panel, /EX BLUE HERON/, 'the old name stays in the history');
  assert.match(panel, /MMSI\s+200000000/);
  assert.match(panel, /Silent for 9 h 16 min/);
  assert.equal((await address(page)).path, '/vessel/200000000');
  page.clean();
  await page.close();
});

test('a click on the map selects the vessel under it', async () => {
  const page = await open('/watch#ll=32.6000,126.6000&z=7.00');
  const at = await page.evaluate(async () => {
    const { vessels } = await (await fetch('/api/vessels?slots=9')).json();
    const { lat, lon } = vessels[0].last;
    globalThis.cordonMap.jumpTo({ center: [lon, lat], zoom: 10 });
    const { x, y } = globalThis.cordonMap.project([lon, lat]);
    const box = document.querySelector('#map').getBoundingClientRect();
    return { x: box.left + x, y: box.top + y };
  });
  await page.waitForTimeout(300);
  await page.mouse.click(at.x, at.y);
  await until(page, 'the address', () => location.pathname === '/vessel/200000009');
  page.clean();
  await page.close();
});

test('the map has no edge at the 180th meridian', async () => {
  for (const [centre, lon] of [[179.9, 179.99], [-179.9, -180.01]]) {
    const page = await openPage(browser);
    await page.goto(`${server.url}/watch#ll=10.0000,${centre}&z=8.00`);
    await until(page, 'the map', () => globalThis.cordonMap?.getLayer('vessels') && globalThis.cordonMap.loaded());
    await page.waitForTimeout(500);
    assert.ok(await coloursAt(page, 10, lon) >= 3, `a vessel is drawn, seen from ${centre}`);
    assert.equal(await coloursAt(page, 10.4, lon), 1, 'and the sea beside it is empty');
    page.clean();
    await page.close();
  }
});

test('a track shows its silence as a dashed straight line', async () => {
  const page = await open('/vessel/200000000#ll=32.4000,127.4000&z=6.00');
  await until(page, 'the gap', () => globalThis.cordonMap.queryRenderedFeatures({ layers: ['track-gap'] }).length > 0);
  const kinds = await page.evaluate(() => globalThis.cordonMap.getPaintProperty('track-gap', 'line-dasharray'));
  assert.ok(kinds.length >= 2);
  page.clean();
  await page.close();
});

test('a finding opens with its reason, thresholds, versions and evidence', async () => {
  const page = await open();
  await page.locator('.left .finding', { hasText: 'Gap' }).click();
  await until(page, 'the finding', () => /Versions/i.test(document.querySelector('.right').innerText));
  const panel = await page.locator('.right').innerText();
  for (const part of [/Silent for 9 h 16 min/, /min duration\s+2 h/, /revised/, /byte 4096\+48/]) assert.match(panel, part);
  assert.match((await address(page)).path, /^\/finding\/gap-[0-9a-f]{16}$/);
  await page.getByRole('button', { name: 'Show bytes' }).first().click();
  await until(page, 'the bytes', () => /!AIVDM/.test(document.querySelector('.evidence pre')?.textContent ?? ''));
  page.faults.splice(0, page.faults.length, ...page.faults.filter((fault) => !/404/.test(fault)));
  page.clean();
  await page.close();
});

test('playback moves the vessels back in time and returns to live', async () => {
  const page = await open();
  const shown = () => page.evaluate(() => document.querySelector('.clock').getAttribute('datetime'));
  const now = await shown();
  await page.keyboard.press('Shift+ArrowLeft');
  await until(page, 'an hour ago', (iso) => Date.parse(iso) - Date.parse(document.querySelector('.clock').getAttribute('datetime')) === 3_600_000, now);
  await page.keyboard.press('Space');
  const before_ = await shown();
  await until(page, 'time running', (iso) => document.querySelector('.clock').getAttribute('datetime') > iso, before_);
  await page.keyboard.press('Space');
  await page.keyboard.press('Home');
  await until(page, 'the beginning', () => document.querySelector('.clock').getAttribute('datetime') === '2031-03-13T13:12:00.000Z');
  await page.keyboard.press('l');
  await until(page, 'live again', () => document.querySelector('.livebutton').getAttribute('aria-pressed') === 'true');
  page.clean();
  await page.close();
});

test('the table tells the same vessels, sorts, and holds still while read', async () => {
  const page = await open();
  await page.keyboard.press('v');
  await until(page, 'names', () => /^EX /.test(document.querySelector('.table tbody th')?.innerText ?? ''));
  await page.getByRole('button', { name: 'Speed', exact: true }).click();
  const speeds = () => page.evaluate(() => [...document.querySelectorAll('.table tbody tr')].map((row) => Number.parseFloat(row.cells[3].textContent)));
  await until(page, 'sorted', () => document.querySelector('.table th[aria-sort]')?.getAttribute('aria-sort') === 'ascending');
  const sorted = await speeds();
  assert.ok(sorted.length > 20 && sorted.every((v, i) => i === 0 || sorted[i - 1] <= v));
  await page.locator('.table tbody button').first().focus();
  await until(page, 'held', () => /order held/.test(document.querySelector('.table .sub').textContent));
  page.clean();
  await page.close();
});

test('without WebGL the table stands in for the map', async () => {
  const plain = await launch('--disable-gpu', '--disable-3d-apis', '--disable-webgl', '--disable-webgl2');
  const page = await openPage(plain);
  await page.goto(`${server.url}/watch`);
  await until(page, 'rows', () => document.querySelectorAll('.table tbody tr').length > 50);
  assert.match(await page.locator('.table .sub').innerText(), /No WebGL/);
  page.clean();
  await plain.close();
});
