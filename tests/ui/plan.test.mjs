// Planning: a ship and an asset put down on the map, their reach and meeting drawn, the law told.
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

const open = async (options) => {
  const page = await openPage(browser, { reducedMotion: 'reduce', ...options });
  await page.goto(`${server.url}/plan#ll=32.4000,127.2000&z=6.60`);
  await mapReady(page);
  return page;
};

const clickAt = async (page, lat, lon) => {
  const at = await page.evaluate(([lat_, lon_]) => {
    const { x, y } = globalThis.cordonMap.project([lon_, lat_]);
    const box = document.querySelector('#map').getBoundingClientRect();
    return { x: box.left + x, y: box.top + y };
  }, [lat, lon]);
  await page.mouse.click(at.x, at.y);
};

/** Answers are reckoned by the server, which may be busy. */
const PATIENCE_MS = 40_000;
const says = (page, what) => until(page, what, (wanted) => document.querySelector('.plan')?.textContent.includes(wanted), what, PATIENCE_MS);
const drawn = (page, layer) => until(page, layer, (id) => globalThis.cordonMap.queryRenderedFeatures({ layers: [id] }).length > 0, layer);

const setNumber = async (page, label, value) => {
  await page.getByLabel(label).fill(String(value));
  await page.getByLabel(label).press('Tab');
};

test('a ship, its reach, an asset, the meeting, the law', async () => {
  const page = await open();
  await clickAt(page, 32.0, 127.5);
  await says(page, 'Within reach:');
  await drawn(page, 'plan-reach');
  await page.getByLabel('Also where it most likely is').check();
  await drawn(page, 'plan-likely');
  await drawn(page, 'plan-part');
  await says(page, '95 %');
  await setNumber(page, 'Course (°)', 270);
  await clickAt(page, 33.0, 126.55);
  await page.getByRole('radio', { name: 'puts the asset' }).check();
  await clickAt(page, 33.15, 127.2);
  await says(page, 'They meet');
  await says(page, '6 h ago; the asset leaves now');
  await drawn(page, 'plan-way');
  const before = await page.textContent('.plan .law');
  assert.match(before, /Boardneeds/);
  await page.getByLabel('Own State').fill('KOR');
  await page.getByLabel('Flag', { exact: true }).fill('PAN');
  await page.getByLabel('Flag', { exact: true }).press('Tab');
  await page.getByLabel('grounds recorded').check();
  await says(page, 'To board, the consent of PAN');
  await says(page, 'UNSCR 2375 (2017) par. 7');
  await page.getByLabel('Consent of the flag').selectOption('granted');
  await until(page, 'boarding is open', () => [...document.querySelectorAll('.plan .law li')].some((li) => /^Board\s*open/.test(li.textContent)));
  await says(page, 'GSHHG, full resolution');
  page.clean();
  await page.close();
});

test('dragging the hours widens the reach; a place is told; files are saved', async () => {
  const page = await open();
  await clickAt(page, 32.0, 127.5);
  const area = async () => Number((await page.textContent('.plan [role=status]')).replace(/\D/g, ''));
  await says(page, 'Within reach:');
  const narrow = await area();
  await page.getByRole('slider').fill('12');
  await until(page, 'a wider reach', (least) => {
    const told = document.querySelector('.plan [role=status]').textContent;
    return told.includes('Within') && Number(told.replace(/\D/g, '')) > least;
  }, 2 * narrow);
  await page.getByRole('radio', { name: 'asks about the place' }).check();
  await clickAt(page, 33.05, 126.268);
  await says(page, 'Territorial sea');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'GeoJSON' }).click()]);
  const saved = JSON.parse(readFileSync(await file.path(), 'utf8'));
  assert.equal(saved.type, 'FeatureCollection');
  assert.ok(saved.features.length >= 4 && saved.properties.assumptions.length > 0);
  page.clean();
  await page.close();
});

test('branches are kept side by side, drawn, and taken up again', async () => {
  const page = await open();
  await clickAt(page, 32.0, 127.5);
  await says(page, 'Within reach:');
  await setNumber(page, 'Course (°)', 270);
  await page.getByRole('radio', { name: 'puts the asset' }).check();
  await clickAt(page, 33.15, 127.2);
  await says(page, 'They meet');
  const keep = page.getByRole('button', { name: 'Keep this branch' });
  const rows = () => page.locator('.branches tbody tr').count();
  const kept = (/** @type {number} */ n) => until(page, `${n} branches`, (wanted) => document.querySelectorAll('.branches tbody tr').length === wanted, n);
  await keep.click();
  await kept(1);
  const answered = page.waitForResponse((response) => response.url().includes('/api/plan/intercept'));
  await page.getByRole('slider').fill('3');
  await says(page, '3 h ago; the asset leaves now');
  await answered;
  await until(page, 'the answers', () => !document.querySelector('.plan [role=status]').textContent.includes('Working'));
  await keep.click();
  await kept(2);
  const told = await page.locator('.branches tbody tr').allTextContents();
  assert.match(told[0], /^A6 h, 14 kn, 270°/);
  assert.match(told[1], /^B3 h, 14 kn, 270°/);
  // Less head start for the ship: sooner met, counted from its last place.
  assert.ok(told[1].includes('first') && !told[0].includes('first'), told.join(' | '));
  await drawn(page, 'plan-kept');
  await page.getByRole('button', { name: 'Take up A' }).click();
  await says(page, '6 h ago; the asset leaves now');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'KML' }).click()]);
  assert.match(readFileSync(await file.path(), 'utf8'), /<kml xmlns="http:\/\/www.opengis.net\/kml\/2.2">[^]*<coordinates>127\.2\d*,33\.15\d*,0 /);
  await page.getByRole('button', { name: 'Drop A' }).click();
  assert.equal(await rows(), 1);
  page.clean();
  await page.close();
});

test('a selected vessel is planned for at the time of the data, and the time can be dragged', async () => {
  const page = await open();
  const { vessels } = await (await fetch(`${server.url}/api/vessels?slots=0,1,2,3`)).json();
  const under = vessels.find(({ last }) => last?.sog_kn > 1) ?? vessels[0];
  await page.goto(`${server.url}/vessel/${under.mmsi}#ll=32.4000,127.4000&z=6.00`);
  await mapReady(page);
  await until(page, 'the panel', () => document.querySelector('#vessel-title')?.textContent.length > 0);
  await page.keyboard.press('Shift+P');
  await until(page, 'the screen', () => location.pathname === '/plan');
  await says(page, 'Planned for');
  const times = () => page.locator('.plan time').evaluateAll((all) => all.map((time) => Date.parse(time.dateTime)));
  const slider = page.getByRole('slider');
  const hours = Number(await slider.inputValue());
  const [seen, planned] = await times();
  assert.ok(Math.abs(planned - seen - hours * 3_600_000) < 1_000, `${planned - seen} ${hours}`);
  const clock = await page.evaluate(async () => Date.parse((await (await fetch('/api/status')).json()).clock));
  assert.ok(Math.abs(planned - clock) <= 6 * 60_000, `${planned} ${clock}`);
  await slider.fill('4');
  await until(page, 'the moment', ([from]) => Date.parse(document.querySelectorAll('.plan time')[1].dateTime) === from + 4 * 3_600_000, [seen]);
  page.clean();
  await page.close();
});

test('by keyboard alone, and what is refused is told', async () => {
  const page = await open();
  await page.goto(`${server.url}/watch#ll=36.5000,127.9000&z=6.60`);
  await mapReady(page);
  await page.keyboard.press('Shift+P');
  await until(page, 'the screen', () => location.pathname === '/plan');
  await page.keyboard.press('x');
  await says(page, 'lies on land');
  page.faults.length = 0; // The browser reports the refusal itself.
  await page.keyboard.press('Escape');
  await until(page, 'the watch', () => location.pathname === '/watch');
  await page.close();
});

test('what is being typed stays when an answer arrives', async () => {
  const page = await open();
  let answer = () => {};
  await page.route('**/api/plan/reach*', async (route) => { await new Promise((done) => { answer = done; }); await route.continue(); });
  const asked = page.waitForRequest('**/api/plan/reach*');
  await clickAt(page, 32.0, 127.5);
  await asked;
  await page.getByLabel('Course (°)').pressSequentially('27');
  answer();
  await says(page, 'Within reach:');
  await page.getByLabel('Course (°)').pressSequentially('0');
  assert.equal(await page.getByLabel('Course (°)').inputValue(), '270');
  page.clean();
  await page.close();
});

test('a server that is busy is asked again', async () => {
  const page = await open();
  let asked = 0;
  await page.route('**/api/plan/reach*', (route) => (asked++ ? route.continue() : route.fulfill({ status: 503, json: { error: 'busy', help: '' } })));
  await clickAt(page, 32.0, 127.5);
  await says(page, 'Within reach:');
  assert.equal(asked, 2);
  page.faults.length = 0; // The browser reports the refusal itself.
  await page.close();
});

for (const colorScheme of ['dark', 'light']) {
  test(`no barrier, ${colorScheme}`, async () => {
    const page = await open({ colorScheme });
    await clickAt(page, 32.0, 127.5);
    await setNumber(page, 'Course (°)', 270);
    await clickAt(page, 33.15, 127.2);
    await says(page, 'They meet');
    if (colorScheme === 'dark') await page.getByLabel('Also where it most likely is').check();
    if (colorScheme === 'dark') await drawn(page, 'plan-likely');
    await page.getByRole('button', { name: 'Keep this branch' }).click();
    await page.getByRole('slider').fill('3');
    await says(page, '3 h ago; the asset leaves now');
    await until(page, 'the answers', () => !document.querySelector('.plan [role=status]').textContent.includes('Working'));
    await page.getByRole('button', { name: 'Keep this branch' }).click();
    await page.waitForTimeout(600);
    // What only screen readers see scrolls with its panel, or the whole screen would be pushed up.
    assert.equal(await page.evaluate(() => document.querySelector('.screen').scrollTop + globalThis.scrollY), 0);
    if (process.env.CORDON_SCREENSHOTS === '1') {
      mkdirSync(INTO, { recursive: true });
      await page.screenshot({ path: `${INTO}plan${colorScheme === 'dark' ? '' : '-light'}.png` });
    }
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => globalThis.axe.run({ exclude: ['#map'] }));
    assert.deepEqual(violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join(' ')}`), []);
    page.clean();
    await page.close();
  });
}
