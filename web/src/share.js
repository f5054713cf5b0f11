// Sharing: how it goes with each partner, the picture as one of them sees it, and why.
import { batch, effect, signal } from '@preact/signals';
import { clearSelection, failed } from './actions.js';
import { getExplanation, getPreview, getReceived, getSharing } from './share-api.js';
import * as s from './state.js';

const EVERY_MS = 2_000;
/** @type {import('geojson').FeatureCollection} */
const NOTHING = { type: 'FeatureCollection', features: [] };

/** Null while nothing is known; false where this server shares with nobody. @type {import('@preact/signals').Signal<import('./share-api.js').Sharing | null | false>} */
export const sharing = signal(null);
/** Whose picture is looked at. */
export const partner = signal('');
/** @type {import('@preact/signals').Signal<import('./share-api.js').Preview | null>} */
export const preview = signal(null);
/** The object asked about. @type {import('@preact/signals').Signal<import('./share-api.js').Explanation | null>} */
export const explained = signal(null);
/** What partners gave us. @type {import('@preact/signals').Signal<import('geojson').FeatureCollection>} */
export const received = signal(NOTHING);

/** Open the screen. */
export function showShare() {
  batch(() => {
    clearSelection();
    s.selection.value = { kind: 'share', id: '' };
  });
  void lookAgain();
}

/** See what a partner sees; the same again ends it. @param {string} name */
export function lookAs(name) {
  batch(() => { partner.value = partner.peek() === name ? '' : name; preview.value = null; explained.value = null; });
  void lookAgain();
}

/** Why an object leaves or not. @param {string} object */
export async function explain(object) {
  const name = partner.peek();
  if (!name) return;
  try {
    const told = await getExplanation(object, name);
    if (partner.peek() === name) explained.value = told;
  } catch (error) {
    failed(error);
  }
}

async function lookAgain() {
  try {
    sharing.value = (await getSharing()) ?? false;
    if (!sharing.value) return;
    received.value = await getReceived();
    const name = partner.peek();
    if (!name || s.screen.peek() !== 'share') return;
    const seen = await getPreview(name);
    if (partner.peek() === name) preview.value = seen;
  } catch {
    // The header says that the connection is lost; the next time may tell.
  }
}

/** Ask now and then, for as long as this server shares with anybody. */
export function keepSharing() {
  void lookAgain();
  setInterval(() => { if (sharing.peek() !== false && !document.hidden) void lookAgain(); }, EVERY_MS);
  effect(() => { if (s.screen.value !== 'share') { preview.value = null; explained.value = null; } });
}
