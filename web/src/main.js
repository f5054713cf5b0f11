// Start: read the address, listen to the server, draw.
import { render } from 'preact';
import { say, setTheme } from './actions.js';
import * as api from './api.js';
import { html } from './html.js';
import { keepDrilling } from './drill.js';
import { listenToKeys } from './keys.js';
import { keepFlights } from './flights.js';
import { keepLink, openLink } from './link-sync.js';
import { rememberActor } from './cases.js';
import { listen } from './live.js';
import { keepSharing } from './share.js';
import * as s from './state.js';
import { App } from './ui/app.js';

function firstTheme() {
  let kept = null;
  try { kept = localStorage.getItem('theme'); } catch { /* a private window keeps nothing */ }
  if (kept === 'dark' || kept === 'light') return kept;
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

async function start() {
  setTheme(firstTheme());
  rememberActor();
  try {
    const [status, { findings }] = await Promise.all([api.getStatus(), api.getFindings(null)]);
    s.status.value = status;
    s.findings.value = new Map(findings.map((f) => [f.id, f]));
  } catch (error) {
    say(String(error));
  }
  const linked = openLink();
  render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
  listen();
  keepFlights();
  keepSharing();
  keepDrilling();
  listenToKeys();
  await linked;
  keepLink();
}

void start();
