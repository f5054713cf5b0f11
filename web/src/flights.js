// Aircraft and launch warnings of the store, asked for now and then.
import { signal } from '@preact/signals';
import { ask } from './api.js';

/** @type {import('geojson').FeatureCollection} */
const NONE = { type: 'FeatureCollection', features: [] };
const EVERY_MS = 5000;

/** Aircraft where they were last. @type {import('@preact/signals').Signal<import('geojson').FeatureCollection>} */
export const flights = signal(NONE);
/** Launch and impact of every flight that was not called off. @type {import('@preact/signals').Signal<import('geojson').FeatureCollection>} */
export const warnings = signal(NONE);

/** Ask now, and every few seconds while somebody looks. */
export function keepFlights() {
  void lookAgain();
  setInterval(() => { if (!document.hidden) void lookAgain(); }, EVERY_MS);
}

async function lookAgain() {
  const [flying, warned] = await Promise.allSettled([ask('/api/flights.geojson'), ask('/api/warnings.geojson')]);
  if (flying.status === 'fulfilled') flights.value = flying.value;
  if (warned.status === 'fulfilled') warnings.value = warned.value;
}
