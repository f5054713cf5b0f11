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
