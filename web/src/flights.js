// Aircraft, launch warnings, and contacts that others tell of: asked for now and then.
import { signal } from '@preact/signals';
import { ask } from './api.js';

/** @type {import('geojson').FeatureCollection} */
const NONE = { type: 'FeatureCollection', features: [] };
const EVERY_MS = 5000;

/** Aircraft where they were last. @type {import('@preact/signals').Signal<import('geojson').FeatureCollection>} */
export const flights = signal(NONE);
/** Launch and impact of every flight that was not called off. @type {import('@preact/signals').Signal<import('geojson').FeatureCollection>} */
export const warnings = signal(NONE);
/** What TAK servers and their clients tell of; nobody vouches for it. @type {import('@preact/signals').Signal<import('geojson').FeatureCollection>} */
export const contacts = signal(NONE);

/** Ask now, and every few seconds while somebody looks. */
export function keepFlights() {
  void lookAgain();
  setInterval(() => { if (!document.hidden) void lookAgain(); }, EVERY_MS);
}

async function lookAgain() {
  const asked = ['/api/flights.geojson', '/api/warnings.geojson', '/api/contacts.geojson'].map((path) => ask(path));
  const [flying, warned, told] = await Promise.allSettled(asked);
  if (flying.status === 'fulfilled') flights.value = flying.value;
  if (warned.status === 'fulfilled') warnings.value = warned.value;
  if (told.status === 'fulfilled') contacts.value = told.value;
}
