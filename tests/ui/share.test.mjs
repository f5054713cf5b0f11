// Sharing: partners, our picture as one of them sees it, why something leaves or stays.
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
before(async () => { [browser, server] = [await launch(), await fixture('--share')]; });
after(async () => { await browser?.close(); await server?.stop(); });

const open = async (options) => {
  const page = await openPage(browser, { reducedMotion: 'reduce', ...options });
  await page.goto(`${server.url}/share#ll=32.6000,126.6000&z=6.60`);
  await mapReady(page);
  await says(page, 'We are');
  return page;
};

const says = (page, what) => until(page, what, (wanted) => document.querySelector('.share')?.textContent.includes(wanted), what);
const preview = async (name) => (await fetch(`${server.url}/api/share/preview/${name}`)).json();

/** Clicks an object that is drawn as a partner sees it, and tells its name here. */
const clickSeen = async (page) => {
  const at = await page.evaluate(() => {
    const map = globalThis.cordonMap;
    const box = document.querySelector('#map').getBoundingClientRect();
    const drawn = map.queryRenderedFeatures({ layers: ['share-place'] })
      .map(({ geometry, properties }) => ({ ...map.project(geometry.coordinates), id: properties.id }))
      .find(({ x, y }) => x > 60 && y > 60 && x < box.width - 60 && y < box.height - 60);
    return { x: box.left + drawn.x, y: box.top + drawn.y, id: drawn.id };
  });
  await page.mouse.click(at.x, at.y);
  return at.id;
};

test('partners, their agreements and their links are told', async () => {
  const page = await open();
  const cards = await page.$$eval('.share .partners li', (found) => found.map((li) => li.textContent));
  assert.equal(cards.length, 2);
  assert.match(cards[0], /JPN.*link down.*full/);
  assert.match(cards[1], /KOR.*coarse/);
  page.clean();
  await page.close();
});

test('a partner sees what its policy allows, and a click says why', async () => {
  const [japan, korea] = [await preview('JPN'), await preview('KOR')];
  assert.ok(japan.seen > 100 && korea.seen > 20, `${japan.seen}, ${korea.seen}`);
  assert.ok(japan.features.every(({ properties }) => properties.reduced_by === null));
  assert.ok(korea.features.every(({ properties }) => properties.reduced_by === 'coarse' && properties.body.mmsi === undefined));
  assert.ok(korea.features.every(({ properties }) => properties.exercise === 'SYNTH-01'), 'the exercise mark is on each');
  assert.ok(korea.unseen['law-not-named'] > 0, JSON.stringify(korea.unseen));
  const page = await open();
  await page.getByRole('button', { name: 'See as KOR' }).click();
  await says(page, 'KOR sees');
  await until(page, 'cells', () => globalThis.cordonMap.queryRenderedFeatures({ layers: ['share-cell'] }).length > 0);
  await clickSeen(page);
  await says(page, 'Released to KOR through the profile coarse');
  const fates = await page.$$eval('.share .fates li', (rows) => Object.fromEntries(rows.map((li) => [li.querySelector('code').textContent, li.className])));
  assert.deepEqual([fates.lat, fates.mmsi, fates.ce_m], ['coarsened', 'removed', 'added']);
  await page.getByRole('button', { name: 'See as JPN' }).click();
  await says(page, 'JPN sees');
  await until(page, 'no cells', () => globalThis.cordonMap.queryRenderedFeatures({ layers: ['share-cell'] }).length === 0);
  await page.getByRole('button', { name: 'Back to our own' }).click();
  await until(page, 'nothing seen', () => globalThis.cordonMap.queryRenderedFeatures({ layers: ['share-place'] }).length === 0);
  page.clean();
  await page.close();
});

test('the screen has an address, a key, and no fault that axe finds', async () => {
  const page = await open();
  await page.keyboard.press('Escape');
  await until(page, 'the watch', () => location.pathname === '/watch');
  await page.keyboard.press('Shift+S');
  await until(page, 'the screen', () => location.pathname === '/share');
  await page.getByRole('button', { name: 'See as KOR' }).click();
  await says(page, 'KOR sees');
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa'] }));
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
  page.clean();
  await page.close();
});

test('a server without a node says how to begin', async () => {
  const bare = await fixture('--vessels', '10');
  const page = await openPage(browser);
  await page.goto(`${bare.url}/share`);
  await says(page, 'cordon share init');
  assert.equal(await (await fetch(`${bare.url}/api/share/status`)).json(), null);
  page.clean();
  await page.close();
  await bare.stop();
});

test('picture: share', { skip: process.env.CORDON_SCREENSHOTS === '1' ? false : 'only with CORDON_SCREENSHOTS=1' }, async () => {
  mkdirSync(INTO, { recursive: true });
  const page = await open({ colorScheme: 'dark' });
  await page.getByRole('button', { name: 'See as KOR' }).click();
  await says(page, 'KOR sees');
  await until(page, 'cells', () => globalThis.cordonMap.queryRenderedFeatures({ layers: ['share-cell'] }).length > 0);
  await clickSeen(page);
  await says(page, 'Released to KOR');
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: `${INTO}share.png` });
  await page.close();
});
