// Debian's Chromium, drawing in software, watched for everything it should not do.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const FLAGS = ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const SIZE = { width: 1280, height: 800 };

export const launch = (...flags) =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...FLAGS, ...flags] });

/** A page that remembers foreign requests, errors and policy violations. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: SIZE, colorScheme: 'dark', ...options });
  const page = await context.newPage();
  const faults = [];
  await page.route('**/*', (route) => {
    const { hostname, protocol } = new URL(route.request().url());
    if (hostname === '127.0.0.1' || protocol === 'data:' || protocol === 'blob:') return route.continue();
    faults.push(`request to ${route.request().url()}`);
    return route.abort();
  });
  page.on('console', (message) => { if (message.type() === 'error') faults.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  return Object.assign(page, { faults, clean: () => assert.deepEqual(faults, []) });
}

/** Ask the page until it says yes. (The policy forbids what `waitForFunction` does.) */
export async function until(page, what, ask, argument, withinMs = 15_000) {
  const end = Date.now() + withinMs;
  for (;;) {
    if (await page.evaluate(ask, argument)) return;
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await page.waitForTimeout(50);
  }
}

/** Wait until coast and vessels are drawn. */
export const mapReady = (page) => until(page, 'map drawn', () => {
  const map = globalThis.cordonMap;
  return Boolean(map?.getLayer('vessels') && map.areTilesLoaded() && map.queryRenderedFeatures({ layers: ['land'] }).length > 0);
});

/** How many colours there are in a square of the screen around a place on the map. */
export async function coloursAt(page, lat, lon, size = 16) {
  const at = await page.evaluate(([lat_, lon_]) => {
    const { x, y } = globalThis.cordonMap.project([lon_, lat_]);
    const box = document.querySelector('#map').getBoundingClientRect();
    return { x: box.left + x, y: box.top + y };
  }, [lat, lon]);
  const clip = { x: at.x - size / 2, y: at.y - size / 2, width: size, height: size };
  const png = (await page.screenshot({ clip })).toString('base64');
  return page.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const ink = new OffscreenCanvas(image.width, image.height).getContext('2d');
    ink.drawImage(image, 0, 0);
    return new Set(new Uint32Array(ink.getImageData(0, 0, image.width, image.height).data.buffer)).size;
  }, png);
}

/** What the address says, field by field. */
export const address = (page) => page.evaluate(() => ({
  path: location.pathname,
  ...Object.fromEntries(location.hash.slice(1).split('&').map((field) => field.split('='))),
}));
