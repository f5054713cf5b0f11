// From a finding of the real pipeline to a package that the command line verifies.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, mapReady, openPage, until } from './lib/browser.mjs';
import { CORDON, demo } from './lib/server.mjs';

const folder = mkdtempSync(join(tmpdir(), 'cordon-package-'));
let browser, server;
before(async () => { [browser, server] = [await launch(), await demo()]; });
after(async () => { await browser?.close(); await server?.stop(); rmSync(folder, { recursive: true, force: true }); });

test('a case opened and exported in the browser verifies alone, every finding computed again', async () => {
  const page = await openPage(browser, { reducedMotion: 'reduce', acceptDownloads: true });
  const { findings } = await (await fetch(`${server.url}/api/findings?kind=gap&brief=1`)).json();
  await page.goto(`${server.url}/finding/${findings[0].id}`);
  await mapReady(page);
  await until(page, 'the finding', () => document.querySelector('.tocase button') !== null);
  await page.keyboard.press('a');
  await until(page, 'the case', () => document.querySelector('#case-title') !== null && location.pathname === '/case/C-1');
  await page.click('.casefindings details summary');
  await page.click('.casefindings .evidence button');
  await until(page, 'its bytes', () => /!AIVDM/.test(document.querySelector('.casefindings pre')?.textContent ?? ''));
  assert.match(await page.locator('.casefindings .evidence').innerText(), /bytes are as they were cited/);
  const [zip] = await Promise.all([page.waitForEvent('download'), page.click('.casehead button:has-text("Export")')]);
  const file = join(folder, 'case.zip');
  await zip.saveAs(file);
  const told = execFileSync(CORDON, ['case', 'verify', file], { cwd: folder, encoding: 'utf8' });
  assert.match(told, /F-1 .*computed again, the same/);
  page.clean();
  await page.close();
});
