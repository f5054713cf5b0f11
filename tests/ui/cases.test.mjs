// Cases: the list, one case, review by keyboard, as known at, bytes, export; in both themes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { address, launch, mapReady, openPage, until } from './lib/browser.mjs';
import { fixture } from './lib/server.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser, server;
before(async () => { [browser, server] = [await launch(), await fixture()]; });
after(async () => { await browser?.close(); await server?.stop(); });

const open = async (path, options) => {
  const page = await openPage(browser, { reducedMotion: 'reduce', acceptDownloads: true, ...options });
  await page.goto(server.url + path);
  if (path.startsWith('/case/')) await until(page, 'the case', () => document.querySelector('#case-title') !== null);
  if (path === '/cases') await until(page, 'the list', () => document.querySelectorAll('.cases > li').length >= 2);
  return page;
};
const text = (page, what) => page.evaluate((selector) => document.querySelector(selector)?.textContent ?? '', what);

test('the list says why each case ranks where it does, and works by keyboard', async () => {
  const page = await open('/cases');
  const sums = await page.evaluate(() => [...document.querySelectorAll('.cases .rank')].map((table) => ({
    score: Number(table.querySelector('caption b').textContent),
    parts: [...table.querySelectorAll('tbody .n b')].map((cell) => Number(cell.textContent)),
  })));
  assert.ok(sums.length >= 2);
  for (const { score, parts } of sums) {
    assert.ok(parts.length > 0);
    assert.ok(Math.abs(parts.reduce((a, b) => a + b, 0) - score) < 0.01 * (parts.length + 1), `${score} ${parts}`);
  }
  assert.ok(sums[0].score >= sums[1].score);
  await page.keyboard.press('j');
  await until(page, 'the second row', () => document.querySelectorAll('.cases > li')[1].getAttribute('aria-current') === 'true');
  await page.keyboard.press('k');
  await page.keyboard.press('o');
  await until(page, 'the case', () => document.querySelector('#case-title')?.textContent.includes('Silent west of Jeju'));
  assert.equal((await address(page)).path, '/case/C-1');
  await page.keyboard.press('Escape');
  await until(page, 'the list', () => location.pathname === '/cases');
  await page.goBack();
  await until(page, 'the case again', () => location.pathname === '/case/C-1' && document.querySelector('#case-title'));
  await page.keyboard.press('w');
  await until(page, 'watch', () => location.pathname === '/watch' && document.querySelector('.timebar'));
  page.clean();
  await page.close();
});

test('a case shows everything in it, foreign text as text, and its places on the map', async () => {
  const page = await open('/case/C-1');
  const shown = await text(page, '.paper');
  for (const part of ['SIMULATED · SYNTH-01', 'Silent for 9 h 16 min', 'We never switched it off.', 'D4', 'EX LIST', 'name differs: BLUE TERN',
    'EX-SAR-0042', 'lading-17.txt', 'Ask Port Alpha', 'moderate', 'F-1, F-2, S-1', 'Not: Poor reception', '<img src=x onerror=alert(1)> & 부산']) {
    assert.ok(shown.includes(part), part);
  }
  assert.equal(await page.evaluate(() => document.querySelectorAll('.paper img').length), 0);
  await mapReady(page);
  await until(page, 'the gap in view', () => globalThis.cordonMap.queryRenderedFeatures({ layers: ['track'] }).length > 0);
  page.clean();
  await page.close();
});

test('evidence opens to its bytes, as text and as hex, held to the hash', async () => {
  const page = await open('/case/C-1');
  await page.click('.casefindings details summary');
  await page.click('.casefindings .evidence button');
  await until(page, 'bytes', () => document.querySelector('.casefindings pre.hex') !== null);
  assert.match(await text(page, '.casefindings pre'), /^!AIVDM,1,1,,A,1>M4f/);
  assert.match(await text(page, '.casefindings pre.hex'), /4096 {2}21 41 49 56 44 4d/);
  assert.match(await text(page, '.casefindings .evidence'), /synthetic\.nmea@4096\+48/);
  assert.match(await text(page, '.casefindings .evidence'), /bytes are as they were cited/);
  page.clean();
  await page.close();
});

test('as known at: an earlier version shows nothing later, in a link too', async () => {
  const page = await open('/case/C-1');
  await page.fill('#known', '2');
  await until(page, 'version 2', () => document.querySelector('output')?.textContent.startsWith('version 2'));
  const then = await text(page, '.paper');
  assert.ok(then.includes('Silent for 9 h 16 min') && !then.includes('We never switched it off.'));
  assert.equal(await page.evaluate(() => document.querySelectorAll('.paper textarea').length), 0, 'the past cannot be changed');
  await until(page, 'the link', () => location.hash.includes('cv=2'));
  await page.reload();
  await until(page, 'version 2 again', () => document.querySelector('output')?.textContent.startsWith('version 2'));
  await page.keyboard.press('Escape');
  await until(page, 'now', () => document.querySelector('.paper textarea') !== null && !location.hash.includes('cv='));
  page.clean();
  await page.close();
});

test('review by keyboard, and a note, land in the history under the name given', async () => {
  const page = await open('/case/C-1');
  await page.fill('.casehead input', 'cleo');
  await page.press('.casehead input', 'Tab');
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('a');
  await until(page, 'accepted', () => document.querySelector('.casefindings .verdict.accepted')?.textContent.includes('cleo'));
  await until(page, 'the next', () => document.querySelectorAll('.casefindings > li')[1].getAttribute('aria-current') === 'true');
  await page.keyboard.press('r');
  await until(page, 'rejected', () => document.querySelector('.casefindings .verdict.rejected')?.textContent.includes('cleo'));
  await page.keyboard.press('n');
  await page.keyboard.type('jaren & <b>n</b>');
  await page.press('#note', 'Tab');
  await page.keyboard.press('Enter');
  await until(page, 'the note', () => document.querySelector('.paper').textContent.includes('jaren & <b>n</b>'));
  await until(page, 'the history', () => /cleo wrote N-2/.test(document.querySelector('.history li').textContent.replace(/\s+/g, ' ')));
  page.clean();
  await page.close();
});

test('assess with an alternative; a task is opened and done', async () => {
  const page = await open('/case/C-2');
  await page.keyboard.press('s');
  await page.keyboard.type('Waiting for a berth');
  await page.fill('.paper details form label:nth-of-type(3) input', 'F-1');
  await page.fill('.paper details form label:nth-of-type(4) input', 'A transfer');
  await page.fill('.paper details form label:nth-of-type(5) input', 'Nobody came near');
  await page.click('.paper details form button');
  await until(page, 'the assessment', () => /Waiting for a berth.*Not: A transfer.*Nobody came near/s.test(document.querySelector('.assessment')?.textContent ?? ''));
  await page.fill('#task', 'Ask the pilot');
  await page.press('#task', 'Tab');
  await page.keyboard.press('Enter');
  await page.click('.items button:has-text("Done")');
  await until(page, 'done', () => /☑\s+Ask the pilot/.test(document.querySelector('.paper').textContent));
  page.clean();
  await page.close();
});

test('what somebody else set meanwhile is told, not overwritten', async () => {
  const page = await open('/case/C-2');
  const other = await fetch(`${server.url}/api/cases/C-2/events`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ actor: 'bo', events: [{ kind: 'status', status: 'watching', reason: 'it sails tomorrow' }] }),
  });
  assert.equal(other.status, 200);
  await page.selectOption('.casehead select', 'closed');
  await until(page, 'who', () => /bo changed the status of C-2/.test(document.querySelector('.notice').textContent));
  await until(page, 'what', () => document.querySelector('.casehead select').value === 'watching');
  // The browser itself reports the refusal.
  assert.deepEqual(page.faults.filter((fault) => !fault.includes('409')), []);
  await page.close();
});

test('documents are attached and come back as files; the case exports as a package', async () => {
  const page = await open('/case/C-2');
  await page.evaluate(() => document.querySelector('input[type=file]').closest('details').setAttribute('open', ''));
  await page.setInputFiles('input[type=file]', { name: 'log.html', mimeType: 'text/html', buffer: Buffer.from('<script>alert(1)</script>') });
  await until(page, 'the document', () => [...document.querySelectorAll('.items a')].some((a) => a.textContent === 'log.html'));
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('.items a:has-text("log.html")')]);
  assert.equal(readFileSync(await file.path(), 'utf8'), '<script>alert(1)</script>');
  const [zip] = await Promise.all([page.waitForEvent('download'), page.click('.casehead button:has-text("Export")')]);
  assert.equal(zip.suggestedFilename(), 'C-2.zip');
  assert.equal(readFileSync(await zip.path()).subarray(0, 4).toString('latin1'), 'PK\u0003\u0004');
  await until(page, 'the history', () => /exported it/.test(document.querySelector('.history li').textContent));
  page.clean();
  await page.close();
});

test('a case is opened from a finding, and the finding knows its cases', async () => {
  const page = await openPage(browser, { reducedMotion: 'reduce' });
  await page.goto(`${server.url}/watch`);
  await mapReady(page);
  await page.click('.findings .finding:has-text("Port visit")');
  await until(page, 'the finding', () => document.querySelector('.tocase button') !== null);
  await page.keyboard.press('a');
  await until(page, 'the case', () => /^\/case\/C-\d+$/.test(location.pathname) && /Port visit/.test(document.querySelector('#case-title')?.textContent ?? ''));
  const path = (await address(page)).path;
  await page.click('.casefindings h4 button');
  await until(page, 'its case', (id) => document.querySelector('.tocase button')?.textContent === `In ${id}`, path.split('/')[2]);
  page.clean();
  await page.close();
});

test('a narrow screen shows the case without scrolling sideways', async () => {
  const page = await open('/case/C-1', { viewport: { width: 390, height: 800 } });
  const [wide, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= shown, `${wide} > ${shown}`);
  page.clean();
  await page.close();
});

for (const theme of ['dark', 'light']) {
  for (const path of ['/cases', '/case/C-1', '/case/C-1#cv=3']) {
    test(`axe finds nothing wrong: ${path}, ${theme}`, async (t) => {
      const page = await open(path, { colorScheme: theme, bypassCSP: true });
      await page.evaluate(() => document.querySelectorAll('.paper details').forEach((details) => details.setAttribute('open', '')));
      await page.waitForTimeout(300);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      const told = violations.map((v) => `${v.impact} ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join('; ')}`);
      told.forEach((line) => t.diagnostic(line));
      assert.deepEqual(told.filter((line) => /^(serious|critical)/.test(line)), []);
      await page.close();
    });
  }
}
