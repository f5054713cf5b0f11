// Drills that people drive: begin, look as a side, give orders, bring injects in, end, and the score.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { launch, mapReady, openPage, until } from './lib/browser.mjs';
import { fixture } from './lib/server.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const INTO = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
let browser, server;
before(async () => { [browser, server] = [await launch(), await fixture()]; });
after(async () => { await browser?.close(); await server?.stop(); });

const says = (page, what, withinMs) => until(page, what, (wanted) => document.querySelector('.drill')?.textContent.includes(wanted), what, withinMs);
const drawn = (page, what) => page.evaluate((wanted) => globalThis.cordonMap.queryRenderedFeatures({ layers: ['drill-place', 'drill-truth'] })
  .filter(({ properties }) => properties.what === wanted).length, what);

const send = async (what, body, key) => {
  const answer = await fetch(`${server.url}/api/drill/${what}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...(key ? { 'x-drill-key': key } : {}) } });
  return { status: answer.status, told: await answer.json() };
};

/** The screen, with nothing under way. */
const open = async (options) => {
  const page = await openPage(browser, { reducedMotion: 'reduce', ...options });
  await page.goto(`${server.url}/drill#ll=32.2000,127.0000&z=7.00`);
  await mapReady(page);
  await says(page, 'SIMULATED');
  return page;
};

const begin = async (page, seed) => {
  await page.getByLabel('Scenario').selectOption('jeju-2023');
  await page.getByLabel('Seed').fill(String(seed));
  await page.getByRole('checkbox', { name: 'kr' }).check();
  await page.getByRole('button', { name: 'Start' }).click();
  await says(page, 'You are controller');
};

/** Does something that the server is told of, and waits until it has been. */
const taken = (page, what, act) => Promise.all([page.waitForResponse((answer) => answer.url().endsWith(`/api/drill/${what}`)), act()]);

const step = async (page, label, clock) => {
  await page.getByRole('button', { name: label, exact: true }).click();
  await says(page, clock, 60_000);
};

/** Waits until nothing is played or scored any more. */
const scored = async () => {
  for (let tries = 0; tries < 600; tries++) {
    const told = await (await fetch(`${server.url}/api/drill`)).json();
    if (!['playing', 'scoring'].includes(told?.stage)) return;
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
  throw new Error('the drill was not scored within two minutes');
};

const end = async (page) => {
  await page.getByRole('button', { name: 'End and score' }).click();
  await says(page, 'After-action report', 120_000);
};

test('a controller begins a drill, steps it, brings an inject in, and ends it', async () => {
  const page = await open();
  await begin(page, 7);
  await until(page, 'the mark', () => document.querySelector('.banner')?.textContent.includes('EX JEJU-2023'));
  await step(page, '+ 1 h', '01:00');
  await until(page, 'contacts', () => globalThis.cordonMap.queryRenderedFeatures({ layers: ['drill-place'] }).length > 10);
  assert.equal(await drawn(page, 'truth'), 0, 'the truth is asked for');
  await page.getByRole('checkbox', { name: 'what is true' }).check();
  await until(page, 'truth', () => globalThis.cordonMap.queryRenderedFeatures({ layers: ['drill-truth'] }).length > 10);
  const labels = await page.evaluate(() => globalThis.cordonMap.queryRenderedFeatures({ layers: ['drill-place'] }).map(({ properties }) => properties.label));
  assert.ok(labels.every((label) => label.startsWith('EX ')), 'every label bears the mark');
  assert.equal(await page.evaluate(() => globalThis.cordonMap.queryRenderedFeatures({ layers: ['finding', 'track'] }).length), 0, 'nothing of the watch beside it');
  await page.getByRole('button', { name: 'Bring in launch' }).click();
  await step(page, '+ 1 min', '01:01');
  await says(page, 'launch_warning');
  await end(page);
  const score = await (await fetch(`${server.url}/api/drill/score`)).json();
  assert.deepEqual([score.exercise, score.seed], ['JEJU-2023', 7]);
  const report = await fetch(`${server.url}/api/drill/report`);
  assert.match(await report.text(), /SIMULATED · EXERCISE JEJU-2023/);
  assert.match(report.headers.get('content-security-policy'), /style-src 'unsafe-inline'/);
  page.clean();
  await page.close();
});

test('a side sees its own only, and orders its own only', async () => {
  const { told: { keys } } = await send('start', { scenario: 'jeju-2023', seed: 9, people: ['kr'] });
  assert.equal((await send('step', { seconds: 1_800 }, keys.kr)).status, 403, 'the clock is the controller\'s');
  assert.equal((await send('step', { seconds: 1_800 }, keys.controller)).status, 200);
  assert.equal((await send('orders', { side: 'us', unit: 'shoup', task: 'resume' }, keys.kr)).status, 403);
  assert.equal((await send('orders', { side: 'kr', unit: 'yulgok', task: 'sink' }, keys.kr)).status, 400);
  assert.equal((await send('start', { scenario: 'jeju-2023' })).status, 409, 'one at a time');
  assert.equal((await send('say', { text: 'hello' }, 'no key')).status, 403);
  const page = await open();
  await page.getByLabel('Key of your role').fill(keys.kr);
  await page.getByRole('button', { name: 'Enter' }).click();
  await says(page, 'You are kr');
  await says(page, '00:30');
  assert.equal(await page.getByRole('checkbox', { name: 'what is true' }).count(), 0);
  assert.equal(await page.getByRole('button', { name: 'End and score' }).count(), 0);
  await until(page, 'own assets', () => globalThis.cordonMap.queryRenderedFeatures({ layers: ['drill-place'] }).some(({ properties }) => properties.what === 'asset'));
  const sides = await page.evaluate(() => globalThis.cordonMap.queryRenderedFeatures({ layers: ['drill-place'] }).filter(({ properties }) => properties.what === 'asset').map(({ properties }) => properties.id));
  assert.ok(sides.length > 0 && sides.every((id) => id.startsWith('kr/')), sides.join());
  await page.getByLabel('About the contact').selectOption({ index: 1 });
  await taken(page, 'orders', () => page.getByRole('button', { name: 'Intercept' }).click());
  await page.getByPlaceholder('Say something to all').fill('Yulgok closes');
  await taken(page, 'say', () => page.getByRole('button', { name: 'Send' }).click());
  await send('step', { seconds: 60 }, keys.controller);
  await says(page, 'intercept · ');
  await says(page, 'Yulgok closes');
  await until(page, 'a way to it', () => globalThis.cordonMap.querySourceFeatures('drill').some(({ properties }) => properties.what === 'task'));
  await page.getByRole('button', { name: 'Go to …' }).click();
  await taken(page, 'orders', () => page.mouse.click(900, 500));
  await send('step', { seconds: 60 }, keys.controller);
  await says(page, 'kr · yulgok · go');
  page.clean();
  await page.close();
  await send('end', {}, keys.controller);
});

test('a drill that is over is looked back at, moment by moment', async () => {
  await scored();
  const page = await open();
  await page.getByRole('button', { name: 'Open jeju-2023-7', exact: true }).click();
  await says(page, 'as it truly was');
  await until(page, 'the mark', () => document.querySelector('.banner')?.textContent.includes('EX JEJU-2023'));
  await until(page, 'everybody', () => globalThis.cordonMap.queryRenderedFeatures({ layers: ['drill-place'] }).length > 20);
  const placed = () => page.evaluate(() => Object.fromEntries(globalThis.cordonMap.querySourceFeatures('drill').filter(({ properties }) => properties.what === 'asset').map(({ properties, geometry }) => [properties.id, geometry.coordinates.join()])));
  const early = await placed();
  assert.ok(Object.keys(early).length > 3, 'our side');
  const slider = page.getByRole('slider', { name: 'Time shown' });
  await slider.fill('3600');
  await until(page, 'an hour on', () => document.querySelector('.drill time b')?.textContent.startsWith('01:00'));
  await until(page, 'ways behind them', () => globalThis.cordonMap.querySourceFeatures('drill').some(({ properties }) => properties.what === 'trail'));
  const later = await placed();
  assert.ok(Object.keys(early).some((id) => later[id] && later[id] !== early[id]), 'they moved');
  await says(page, 'launch_warning');
  await slider.fill('0');
  await until(page, 'nothing yet', () => !document.querySelector('.drill .log').textContent.includes('launch_warning'));
  await page.getByRole('button', { name: 'Next event' }).click();
  await until(page, 'on to it', () => Number(document.querySelector('.scrub').value) > 0);
  await slider.fill('60');
  await page.getByRole('button', { name: 'Play' }).click();
  const began = Number(await slider.inputValue());
  await until(page, 'time goes by', (from) => Number(document.querySelector('.scrub').value) > from, began);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa'] }));
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
  await page.getByRole('button', { name: 'Close' }).click();
  await says(page, 'Begin a drill');
  page.clean();
  await page.close();
});

test('the screen has an address, a key, and no fault that axe finds', async () => {
  await scored();
  const page = await open({ colorScheme: 'light' });
  await page.keyboard.press('Escape');
  await until(page, 'the watch', () => location.pathname === '/watch');
  await page.keyboard.press('Shift+D');
  await until(page, 'the screen', () => location.pathname === '/drill');
  await begin(page, 11);
  await step(page, '+ 10 min', '00:10');
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa'] }));
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
  await end(page);
  page.clean();
  await page.close();
});

test('picture: drill', { skip: process.env.CORDON_SCREENSHOTS === '1' ? false : 'only with CORDON_SCREENSHOTS=1' }, async () => {
  mkdirSync(INTO, { recursive: true });
  const page = await open({ colorScheme: 'dark' });
  await begin(page, 2023);
  for (const [label, clock] of [['+ 6 h', '06:00'], ['+ 6 h', '12:00'], ['+ 6 h', '18:00']]) await step(page, label, clock);
  await page.getByRole('checkbox', { name: 'what is true' }).check();
  await page.waitForTimeout(2_000);
  await page.screenshot({ path: `${INTO}drill.png` });
  await end(page);
  await page.getByRole('button', { name: 'Open jeju-2023-2023', exact: true }).click();
  await page.getByRole('slider', { name: 'Time shown' }).fill(String(17 * 3_600));
  await page.waitForTimeout(2_000);
  await page.screenshot({ path: `${INTO}drill-look-back.png` });
  await page.close();
});
