// What a ship said it is, on the axis of time.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, openPage, until } from './lib/browser.mjs';
import { fixture } from './lib/server.mjs';

let browser, server;
before(async () => { [browser, server] = [await launch(), await fixture()]; });
after(async () => { await browser?.close(); await server?.stop(); });

const open = async (path) => {
  const page = await openPage(browser, { reducedMotion: 'reduce' });
  await page.goto(server.url + path);
  await until(page, 'the lanes', () => document.querySelectorAll('.idlanes rect').length > 0);
  return page;
};
const bars = (page, titles) => page.evaluate((wanted) => {
  const all = [...document.querySelector('.idlanes').querySelectorAll('rect')];
  return wanted.map((start) => {
    const bar = all.find((rect) => rect.querySelector('title').textContent.startsWith(start));
    return bar && { x: Number(bar.getAttribute('x')), y: Number(bar.getAttribute('y')), other: bar.classList.contains('other') };
  });
}, titles);

test('a change of name stands where it happened, with its bytes', async () => {
  const page = await open('/vessel/200000000');
  const [before_, after_] = await bars(page, ['EX BLUE HERON:', 'EX BLUE TERN:']);
  assert.ok(before_.x < after_.x);
  const told = await page.evaluate(() => document.querySelector('.idlanes').getAttribute('aria-label'));
  assert.match(told, /Name: EX BLUE HERON: 13 Mar 2031 13:12Z → .*synthetic\.nmea@960/);
  page.clean();
  await page.close();
});

test('another number that gives the same IMO number has lanes of its own', async () => {
  const page = await open('/vessel/200000000');
  const [own, other] = await bars(page, ['200000000', '200000002']);
  assert.ok(own && other && !own.other && other.other && other.y > own.y);
  page.clean();
  await page.close();
});

test('the lanes open wide, and close with Escape', async () => {
  const page = await open('/vessel/200000000');
  await page.click('.wider');
  await until(page, 'wide', () => document.querySelector('dialog.wide').open);
  const width = await page.evaluate(() => document.querySelector('dialog.wide svg').getBoundingClientRect().width);
  assert.ok(width > 900, `${width}`);
  await page.keyboard.press('Escape');
  await until(page, 'closed', () => !document.querySelector('dialog.wide').open);
  assert.equal(await page.evaluate(() => location.pathname), '/vessel/200000000', 'the vessel stays selected');
  page.clean();
  await page.close();
});

test('a person says that two tracks are two ships, and it stays so', async () => {
  const renumbered = await fixture('--renumbered');
  const page = await openPage(browser, { reducedMotion: 'reduce' });
  await page.goto(`${renumbered.url}/vessel/200000000`);
  await until(page, 'a link', () => document.querySelectorAll('.hulls li').length > 0);
  const before = await page.evaluate(() => document.querySelector('.hulls').textContent);
  assert.match(before, /200000900-.*200000000-.*one ended, the other began there.*proposed/s);
  await page.fill('.hulls input', 'two masts');
  await page.click('.hulls button:has-text("Two ships")');
  await until(page, 'split', () => document.querySelector('.hulls .state.split') !== null);
  await page.reload();
  await until(page, 'still split', () => /split by ada/.test(document.querySelector('.hulls')?.textContent ?? ''));
  await page.click('.hulls button:has-text("One ship")');
  await until(page, 'one', () => document.querySelector('.hulls .state.confirmed') !== null);
  page.clean();
  await page.close();
  await renumbered.stop();
});

test('list hits say what was asked and what was not, and cases lead to their pages', async () => {
  const page = await open('/vessel/200000000');
  await until(page, 'a hit', () => document.querySelectorAll('.hits li').length === 1);
  const told = await page.evaluate(() => document.querySelector('.hits').parentElement.textContent);
  assert.match(told, /EX LIST EX-17 · listed 2030-05-08/);
  assert.match(told, /screened as of 2031-03-14 against EX LIST.*not loaded: OFAC/);
  await page.click('.plainlist button:has-text("C-1")');
  await until(page, 'the case', () => location.pathname === '/case/C-1');
  page.clean();
  await page.close();
});
