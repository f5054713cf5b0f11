// Addresses: every field goes out and comes back; a bad one costs only itself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { address, launch, mapReady, openPage, until } from './lib/browser.mjs';
import { fixture } from './lib/server.mjs';

let browser, server;
before(async () => { [browser, server] = [await launch(), await fixture()]; });
after(async () => { await browser?.close(); await server?.stop(); });

const FIELDS = {
  ll: '33.1000,127.2000', z: '7.25', t: '2031-03-14T09:30:00Z', w: '6h', lay: 'ais,ev,grat',
  ev: 'gap,loitering', col: 'speed', f: 'tanker,cargo', th: 'light', v: '1',
};
const fragment = (fields) => Object.entries(fields).map(([name, value]) => `${name}=${value}`).join('&');

test('every field of a link comes back as it went', async () => {
  const page = await openPage(browser);
  await page.goto(`${server.url}/vessel/200000000#${fragment({ ...FIELDS, asof: '99999999' })}`);
  await mapReady(page);
  await until(page, 'the vessel', () => document.querySelector('#vessel-title') !== null);
  await page.waitForTimeout(500);
  assert.deepEqual(await address(page), { path: '/vessel/200000000', ...FIELDS, asof: '99999999' });
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'light');
  page.clean();
  await page.close();
});

test('a case at a version comes back as it went', async () => {
  const page = await openPage(browser);
  await page.goto(`${server.url}/case/C-1#${fragment({ ...FIELDS, cv: '2', th: 'dark' })}`);
  await until(page, 'the case', () => document.querySelector('output')?.textContent.startsWith('version 2'));
  await page.waitForTimeout(500);
  const { path, cv, w } = await address(page);
  assert.deepEqual({ path, cv, w }, { path: '/case/C-1', cv: '2', w: '6h' });
  page.clean();
  await page.close();
});

test('a changed view survives a reload', async () => {
  const page = await openPage(browser);
  await page.goto(`${server.url}/watch`);
  await mapReady(page);
  await page.keyboard.press('2');
  await page.keyboard.press('[');
  await page.keyboard.press('t');
  await until(page, 'the address', () => /th=light/.test(location.hash) && /w=12h/.test(location.hash));
  const before_ = await address(page);
  await page.reload();
  await mapReady(page);
  await page.waitForTimeout(500);
  assert.deepEqual(await address(page), before_);
  page.clean();
  await page.close();
});

test('back undoes a selection', async () => {
  const page = await openPage(browser);
  await page.goto(`${server.url}/watch`);
  await mapReady(page);
  await page.waitForTimeout(400);
  await page.keyboard.press('n');
  await until(page, 'a vessel', () => location.pathname.startsWith('/vessel/'));
  await page.goBack();
  await until(page, 'none', () => location.pathname === '/watch' && !document.querySelector('#vessel-title'));
  page.clean();
  await page.close();
});

for (const [what, hash] of [
  ['nonsense numbers', 'll=91,500&z=99&w=0h&t=yesterday'],
  ['unknown words', 'lay=ais,lasers&ev=ufo&col=smell&f=warship&th=pink&zzz=1'],
  ['broken escapes', 'll=%E0%A4%A&z=%&asof=-1'],
  ['prototype names', '__proto__=1&constructor=2&toString=3'],
]) {
  test(`a link with ${what} still opens, and says so`, async () => {
    const page = await openPage(browser);
    await page.goto(`${server.url}/watch#${hash}`);
    await mapReady(page);
    await until(page, 'the notice', () => /not understood/.test(document.querySelector('.notice').textContent));
    page.clean();
    await page.close();
  });
}
