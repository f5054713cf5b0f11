// Keys, themes, and what assistive technology needs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { launch, mapReady, openPage, until } from './lib/browser.mjs';
import { fixture } from './lib/server.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser, server;
before(async () => { [browser, server] = [await launch(), await fixture()]; });
after(async () => { await browser?.close(); await server?.stop(); });

const SCREENS = [
  ['watch', '/watch'], ['vessel', '/vessel/200000000'], ['table', '/watch#tab=1'], ['API', '/docs'],
];
for (const theme of ['dark', 'light']) {
  for (const [name, path] of SCREENS) {
    test(`axe finds nothing wrong: ${name}, ${theme}`, async (t) => {
      // axe is put in from outside, which the page's own policy rightly refuses.
      const page = await openPage(browser, { colorScheme: theme, bypassCSP: true });
      await page.goto(server.url + path);
      if (name !== 'API') await mapReady(page);
      if (name === 'vessel') await until(page, 'the vessel', () => document.querySelector('#vessel-title') !== null);
      await page.waitForTimeout(300);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      const told = violations.map((v) => `${v.impact} ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join('; ')}`);
      told.forEach((line) => t.diagnostic(line));
      assert.deepEqual(told.filter((line) => /^(serious|critical)/.test(line)), []);
      await page.close();
    });
  }
}

test('the whole main task works by keyboard alone', async () => {
  const page = await openPage(browser);
  await page.goto(`${server.url}/watch`);
  await mapReady(page);
  await page.keyboard.press('?');
  await until(page, 'the keys', () => document.querySelector('.help')?.open);
  assert.match(await page.locator('.help').innerText(), /Space\s+Play or pause/);
  await page.keyboard.press('Escape');
  await until(page, 'no keys', () => !document.querySelector('.help').open);
  await page.keyboard.press('/');
  await page.keyboard.type('200000000');
  await until(page, 'a result', () => document.querySelectorAll('#found li[role=option] b').length > 0);
  await page.keyboard.press('Enter');
  await until(page, 'the vessel', () => document.querySelector('#vessel-title')?.textContent === 'EX BLUE TERN');
  await page.keyboard.press('Control+ArrowLeft');
  await until(page, 'a finding', () => location.pathname.startsWith('/finding/'));
  await page.keyboard.press('Escape');
  await until(page, 'nothing', () => location.pathname === '/watch');
  page.clean();
  await page.close();
});

test('keys are letters while someone types', async () => {
  const page = await openPage(browser);
  await page.goto(`${server.url}/watch`);
  await mapReady(page);
  await page.keyboard.press('/');
  await page.keyboard.type('t?nv1');
  assert.equal(await page.inputValue('#search'), 't?nv1');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  page.clean();
  await page.close();
});

test('the search box also takes positions', async () => {
  const page = await openPage(browser);
  await page.goto(`${server.url}/watch`);
  await mapReady(page);
  for (const [text, lat, lon] of [["34°30'N 128°15'E", 34.5, 128.25], ['-33.5 151.25', -33.5, 151.25], ['10.5S, 20.25W', -10.5, -20.25]]) {
    await page.fill('#search', text);
    await page.press('#search', 'Enter');
    await until(page, text, ([lat_, lon_]) => {
      const at = globalThis.cordonMap.getCenter();
      return Math.abs(at.lat - lat_) < 1e-3 && Math.abs(at.lng - lon_) < 1e-3;
    }, [lat, lon]);
  }
  page.clean();
  await page.close();
});
