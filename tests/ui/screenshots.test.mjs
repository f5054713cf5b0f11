// The pictures in docs/screenshots, made anew with CORDON_SCREENSHOTS=1.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { launch, mapReady, openPage, until } from './lib/browser.mjs';
import { fixture } from './lib/server.mjs';

const INTO = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const skip = process.env.CORDON_SCREENSHOTS === '1' ? false : 'only with CORDON_SCREENSHOTS=1';
let browser, server;
before(async () => { if (!skip) [browser, server] = [await launch(), await fixture()]; });
after(async () => { await browser?.close(); await server?.stop(); });

for (const [name, path, theme] of [
  ['watch-dark', '/watch', 'dark'],
  ['watch-light', '/watch', 'light'],
  ['vessel-dark', '/vessel/200000000#ll=32.4000,127.6000&z=6.60', 'dark'],
  ['vessel-light', '/vessel/200000000#ll=32.4000,127.6000&z=6.60&col=speed', 'light'],
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
