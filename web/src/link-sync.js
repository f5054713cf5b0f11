// Keeps the address and the state in step. The address rules at the start and on "back"; after that
// the state writes it: a new entry for a selection, the same entry for everything else.
import { batch, effect } from '@preact/signals';
import { clearSelection, goLive, goTo, say, selectFinding, selectVessel, setTheme } from './actions.js';
import * as api from './api.js';
import { showCase, showCases } from './cases.js';
import { showDrill } from './drill.js';
import { readLink, writeLink } from './link.js';
import { CLASSES } from './palette.js';
import { showPlan } from './plan.js';
import { showShare } from './share.js';
import * as s from './state.js';
import { STRINGS } from './strings.js';

const WORDS = { layers: s.LAYERS, kinds: s.KINDS, classes: CLASSES };

/** Read the address into the state. */
export async function openLink() {
  const { link, bad } = readLink(location.pathname, location.hash, WORDS);
  if (bad.length > 0) say(`${STRINGS.badLink}: ${bad.join(', ')}`);
  batch(() => setView(link));
  s.asOf.value = link.asOf ?? null;
  if (link.asOf !== undefined) await freeze(link.asOf);
  if (typeof link.t === 'number') await goTo(link.t);
  else if (!s.live.value) await goLive();
  if (link.selection?.kind === 'vessel') await selectVessel(link.selection.id, { move: link.lat === undefined });
  else if (link.selection?.kind === 'plan') showPlan();
  else if (link.selection?.kind === 'share') showShare();
  else if (link.selection?.kind === 'drill') showDrill();
  else if (link.selection?.kind === 'cases') await showCases();
  else if (link.selection?.kind === 'case') await showCase(link.selection.id, { version: link.caseVersion ?? null });
  else if (link.selection) await selectFinding(link.selection.id, { move: link.lat === undefined });
  else clearSelection();
}

/** @param {import('./link.js').Link} link */
function setView(link) {
  const { lat, lon, zoom } = s.view.value;
  s.view.value = { lat: link.lat ?? lat, lon: link.lon ?? lon, zoom: link.zoom ?? zoom };
  if (link.windowMs) s.windowMs.value = link.windowMs;
  if (link.layers) s.layers.value = new Set(link.layers);
  if (link.kinds) s.kinds.value = new Set(link.kinds);
  if (link.colour) s.colourBy.value = link.colour;
  if (link.classes) s.classes.value = new Set(link.classes);
  if (link.theme) setTheme(link.theme);
  if (link.table !== undefined) s.table.value = link.table;
}

/** @param {number} asOf */
async function freeze(asOf) {
  const { findings } = await api.getFindings(asOf);
  s.findings.value = new Map(findings.map((f) => [f.id, f]));
}

/** Write the state into the address from now on. */
export function keepLink() {
  let selected = selectionKey();
  /** @type {number | undefined} */
  let timer;
  effect(() => {
    const address = writeLink(current());
    const moved = selectionKey() !== selected;
    clearTimeout(timer);
    if (moved) {
      selected = selectionKey();
      history.pushState(null, '', address);
    } else {
      // Browsers refuse more than some hundred changes in ten seconds.
      timer = setTimeout(() => history.replaceState(null, '', address), 200);
    }
  });
  addEventListener('popstate', () => { selected = null; void openLink().then(() => { selected = selectionKey(); }); });
}

const selectionKey = () => (s.selection.value ? `${s.selection.value.kind}/${s.selection.value.id}` : null);

/** @returns {import('./link.js').Link} */
function current() {
  const { lat, lon, zoom } = s.view.value;
  return {
    selection: s.selection.value, lat, lon, zoom,
    t: s.live.value ? 'live' : s.chosen.value,
    windowMs: s.windowMs.value,
    layers: s.LAYERS.filter((layer) => s.layers.value.has(layer)),
    kinds: s.KINDS.filter((kind) => s.kinds.value.has(kind)),
    colour: s.colourBy.value,
    classes: [...s.classes.value],
    asOf: s.asOf.value ?? undefined,
    caseVersion: (s.screen.value === 'case' && s.caseVersion.value) || undefined,
    theme: s.theme.value,
    table: s.table.value,
  };
}
