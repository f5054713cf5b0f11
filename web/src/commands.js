// What the command palette offers: every key that has a name, every layer, places, vessels.
import { flyTo, selectVessel, toggle } from './actions.js';
import * as api from './api.js';
import { place, readPlace } from './geo.js';
import { KEYS, works } from './keys.js';
import { toggleMeasure } from './measure.js';
import * as s from './state.js';
import { STRINGS } from './strings.js';

/** @typedef {{id: string, label: string, note?: string, run: () => void}} Command */

/** Keys that are told otherwise here, or that only move about. */
const NOT_OFFERED = new Set(['1 … 5', 'Ctrl K', 'Esc', 'M']);

/** @returns {Command[]} */
function standing() {
  const layers = s.LAYERS.map((layer, i) => ({
    id: `layer-${layer}`, note: String(i + 1), run: () => toggle(s.layers, layer),
    label: `${s.layers.peek().has(layer) ? STRINGS.hideLayer : STRINGS.showLayer}: ${STRINGS.layerNames[/** @type {keyof typeof STRINGS.layerNames} */ (layer)]}`,
  }));
  const keys = KEYS.filter((key) => works(key) && !NOT_OFFERED.has(key.shown)).map((key) => ({
    id: `key-${key.keys[0].replace(/\W/g, (letter) => String(letter.charCodeAt(0)))}`, label: key.does, note: key.shown, run: () => key.run(),
  }));
  const measure = { id: 'measure', label: s.measuring.peek() ? STRINGS.measureEnd : STRINGS.measure, note: 'M', run: toggleMeasure };
  return [measure, ...layers, ...keys];
}

/** Commands that hold every word. @param {string} text @returns {Command[]} */
export function matching(text) {
  const there = readPlace(text);
  if (there) return [{ id: 'place', label: `${STRINGS.goToPlace} ${place(there.lat, there.lon)}`, run: () => flyTo.current(there.lat, there.lon) }];
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return standing().filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
}

/** Vessels by name or number. @param {string} text @returns {Promise<Command[]>} */
export async function vessels(text) {
  if (text.trim().length < 2 || readPlace(text)) return [];
  const found = await api.search(text).catch(() => ({ vessels: [] }));
  return found.vessels.slice(0, 8).map((card) => {
    const mmsi = String(card.mmsi).padStart(9, '0');
    return { id: `vessel-${mmsi}`, label: card.name ?? mmsi, note: `MMSI ${mmsi}`, run: () => void selectVessel(mmsi, { move: true }) };
  });
}
