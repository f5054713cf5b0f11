// The pictures in docs/screenshots, made anew with CORDON_SCREENSHOTS=1.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { launch, mapReady, openPage, until } from './lib/browser.mjs';
import { CORDON, FIXTURE, demo, fixture } from './lib/server.mjs';

const INTO = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const skip = process.env.CORDON_SCREENSHOTS === '1' && CORDON ? false : 'only with CORDON_SCREENSHOTS=1 and a built cordon';
let browser, server;
before(async () => { if (!skip) [browser, server] = [await launch(), await demo()]; });
after(async () => { await browser?.close(); await server?.stop(); });

for (const [name, path, theme] of [
  ['watch-dark', '/watch', 'dark'],
  ['watch-light', '/watch', 'light'],
  ['vessel-dark', '/vessel/799000307#ll=32.7000,126.6000&z=7.40', 'dark'],
  ['vessel-light', '/vessel/799000307#ll=32.7000,126.6000&z=7.40&col=speed', 'light'],
  ['table-dark', '/watch#tab=1', 'dark'],
]) {
  test(`picture: ${name}`, { skip }, async () => {
    mkdirSync(INTO, { recursive: true });
    const page = await openPage(browser, { colorScheme: theme });
    await page.goto(server.url + path);
    await mapReady(page);
    if (path.startsWith('/vessel')) await until(page, 'the track', () => globalThis.cordonMap.queryRenderedFeatures({ layers: ['track'] }).length > 0);
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: `${INTO}${name}.png` });
    page.clean();
    await page.close();
  });
}

/** Cases and identity come from the known picture, which has them. */
for (const [name, path, ready] of [
  ['cases-dark', '/cases', '.cases > li'],
  ['case-dark', '/case/C-1', '.casefindings > li'],
  ['case-light', '/case/C-1', '.casefindings > li'],
  ['identity-dark', '/vessel/200000000', '.idlanes rect'],
]) {
  test(`picture: ${name}`, { skip: process.env.CORDON_SCREENSHOTS === '1' && FIXTURE ? false : 'only with CORDON_SCREENSHOTS=1 and a built fixture' }, async () => {
    mkdirSync(INTO, { recursive: true });
    const [own, known] = [await launch(), await fixture()];
    const page = await openPage(own, { colorScheme: name.endsWith('dark') ? 'dark' : 'light' });
    await page.goto(known.url + path);
    await mapReady(page);
    await until(page, ready, (selector) => document.querySelector(selector) !== null, ready);
    if (name.startsWith('identity')) await page.click('.wider');
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: `${INTO}${name}.png` });
    page.clean();
    await own.close();
    await known.stop();
  });
}
