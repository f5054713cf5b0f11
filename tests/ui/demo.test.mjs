// The bundled scenario on screen: from invented sentences through the real pipeline to their bytes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, mapReady, openPage, until } from './lib/browser.mjs';
import { CORDON, demo } from './lib/server.mjs';

const skip = CORDON ? false : 'cordon is not built: cargo build --release';
let browser, server;
before(async () => { if (!skip) [browser, server] = [await launch(), await demo()]; });
after(async () => { await browser?.close(); await server?.stop(); });

test('a gap found in the drill leads back to the sentence that ended it', { skip }, async () => {
  const page = await openPage(browser);
  await page.goto(`${server.url}/watch#w=48h`);
  await mapReady(page);
  assert.match(await page.locator('.banner').innerText(), /DRILL · EX SOUTH-OF-JEJU · SIMULATED/);
  await page.locator('.left .finding', { hasText: /Gap \d+ h/ }).first().click();
  await page.getByRole('button', { name: 'Show bytes' }).last().click();
  await until(page, 'the sentence', () => /!AIVDM,1,1,/.test(document.querySelector('.evidence pre')?.textContent ?? ''));
  assert.match(await page.locator('.evidence').innerText(), /SHA-256 [0-9a-f]{16}/);
  page.clean();
  await page.close();
});

test('the records balance on screen', { skip }, async () => {
  const page = await openPage(browser);
  await page.goto(server.url);
  await mapReady(page);
  const { tally } = await (await fetch(`${server.url}/api/status`)).json();
  const rejected = Object.values(tally.rejected).reduce((sum, n) => sum + n, 0);
  assert.equal(tally.read, tally.used + rejected);
  assert.ok((await page.locator('.overview').innerText()).includes(tally.read.toLocaleString('en')));
  const numbers = await page.locator('.overview .pairs.wide').first().boundingBox();
  assert.ok(numbers.x + numbers.width <= 1280, 'the numbers lie within the panel');
  page.clean();
  await page.close();
});
