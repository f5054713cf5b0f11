// The command palette and the measure tool, by keyboard and by pointer.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { address, launch, mapReady, openPage, until } from './lib/browser.mjs';
import { fixture } from './lib/server.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser, server;
before(async () => { [browser, server] = [await launch(), await fixture()]; });
after(async () => { await browser?.close(); await server?.stop(); });

const open = async (options) => {
  const page = await openPage(browser, { reducedMotion: 'reduce', ...options });
  await page.goto(`${server.url}/watch`);
  await mapReady(page);
  return page;
};

/** Open the palette, type, take the first row that says so. */
const command = async (page, text, row) => {
  await page.keyboard.press('Control+k');
  await until(page, 'the palette', () => document.activeElement?.getAttribute('aria-controls') === 'commands-list');
  await page.keyboard.type(text);
  await until(page, row, (wanted) => document.querySelector('.commands [aria-selected=true]')?.textContent.includes(wanted), row);
  await page.keyboard.press('Enter');
  await until(page, 'no palette', () => !document.querySelector('.commands').open);
};

const centreIs = (page, lat, lon) => until(page, `${lat} ${lon}`, ([lat_, lon_]) => {
  const at = globalThis.cordonMap.getCenter().wrap();
  return Math.abs(at.lat - lat_) < 1e-4 && Math.abs(at.lng - lon_) < 1e-4;
}, [lat, lon]);

test('commands: a vessel, a position, a layer, the theme, the keys', async () => {
  const page = await open();
  await command(page, 'blue tern', 'EX BLUE TERN');
  await until(page, 'the vessel', () => document.querySelector('#vessel-title')?.textContent === 'EX BLUE TERN');
  assert.equal((await address(page)).path, '/vessel/200000000');
  await command(page, '31.5 125.25', 'Go to');
  await centreIs(page, 31.5, 125.25);
  await command(page, 'graticule', 'Show: Graticule');
  await until(page, 'the graticule', () => globalThis.cordonMap.getLayoutProperty('graticule', 'visibility') === 'visible');
  await command(page, 'dark or', 'Dark or light');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'light');
  await command(page, 'these keys', 'These keys');
  await until(page, 'the keys', () => document.querySelector('.help').open);
  await page.keyboard.press('Escape');
  page.clean();
  await page.close();
});

test('commands: arrows choose, Escape leaves, nothing found says so', async () => {
  const page = await open();
  // From inside another box as well.
  await page.keyboard.press('/');
  await page.keyboard.press('Control+k');
  const chosen = () => page.evaluate(() => document.querySelector('.commands [aria-selected=true]')?.id);
  await until(page, 'the palette', () => document.querySelector('.commands').open);
  assert.equal(await chosen(), 'command-0');
  await page.keyboard.press('ArrowDown');
  await until(page, 'the second', () => document.querySelector('#command-1')?.getAttribute('aria-selected') === 'true');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  const last = await page.evaluate(() => document.querySelectorAll('.commands li').length - 1);
  await until(page, 'the last', (id) => document.querySelector('.commands [aria-selected=true]')?.id === id, `command-${last}`);
  await page.keyboard.type('zzzzqq');
  await until(page, 'an honest answer', () => /Nothing by that name/.test(document.querySelector('#commands-list').textContent));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await until(page, 'no palette', () => !document.querySelector('.commands').open);
  assert.equal((await address(page)).path, '/watch');
  page.clean();
  await page.close();
});

test('measure by keyboard: bearings, distances and their sum', async () => {
  const page = await open();
  await page.keyboard.press('m');
  for (const place of ['0 0', '0 1', '1 1']) {
    await command(page, place, 'Go to');
    const [lat, lon] = place.split(' ').map(Number);
    await centreIs(page, lat, lon);
    await page.waitForTimeout(100);
    await page.keyboard.press('x');
  }
  const text = () => page.locator('.measure').innerText();
  await until(page, 'two legs', () => document.querySelectorAll('.measure li').length === 2);
  // A degree of the equator is 111 319.491 m, one of the meridian there 110 574.389 m (WGS 84).
  assert.match(await text(), /090\.0°T\s+60\.11 nm/);
  assert.match(await text(), /000\.0°T\s+59\.71 nm/);
  assert.match(await text(), /Total 119\.8 nm/);
  await until(page, 'the line', () => globalThis.cordonMap.querySourceFeatures('measure').length > 0);
  await page.keyboard.press('z');
  await until(page, 'one leg', () => document.querySelectorAll('.measure li').length === 1);
  await page.keyboard.press('Escape');
  await until(page, 'no measuring', () => !document.querySelector('.measure'));
  page.clean();
  await page.close();
});

test('measure by pointer: clicks put places down and select nothing', async () => {
  const page = await open();
  await page.keyboard.press('m');
  const spots = await page.evaluate(() => {
    globalThis.cordonMap.jumpTo({ center: [179.9, 10], zoom: 7 });
    const box = document.querySelector('#map').getBoundingClientRect();
    return [[179.5, 9.5], [180.5, 9.5]].map((place) => {
      const { x, y } = globalThis.cordonMap.project(place);
      return { x: box.left + x, y: box.top + y };
    });
  });
  for (const { x, y } of spots) await page.mouse.click(x, y, { delay: 30 });
  await until(page, 'a leg', () => document.querySelectorAll('.measure li').length === 1);
  const [, bearing, miles] = /([\d.]+)°T\s+([\d.]+) nm/.exec(await page.locator('.measure li').innerText());
  // A degree of longitude at 9.5° north is 109 804 m; a pixel is some 0.6 nm.
  assert.ok(Math.abs(Number(bearing) - 90) < 2 && Math.abs(Number(miles) - 59.29) < 1.3, `${bearing} ${miles}`);
  assert.equal((await address(page)).path, '/watch');
  page.clean();
  await page.close();
});

for (const theme of ['dark', 'light']) {
  test(`axe finds nothing wrong: palette and measure, ${theme}`, async () => {
    const page = await open({ colorScheme: theme, bypassCSP: true });
    await page.keyboard.press('x');
    await page.keyboard.press('x');
    await until(page, 'a leg', () => document.querySelectorAll('.measure li').length === 1);
    await page.evaluate(AXE);
    const check = async () => {
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      const told = violations.map((v) => `${v.impact} ${v.id}: ${v.nodes.map((node) => node.target.join(' ')).slice(0, 3).join('; ')}`);
      assert.deepEqual(told.filter((line) => /^(serious|critical)/.test(line)), []);
    };
    await check();
    await page.keyboard.press('Control+k');
    await until(page, 'the palette', () => document.querySelector('.commands').open);
    await check();
    await page.close();
  });
}
