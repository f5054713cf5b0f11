// Names by slot, each asked for once.
import * as api from './api.js';

/** @type {Map<number, string>} */
const names = new Map();
/** @type {Set<number>} */
const asked = new Set();

/** The name of a vessel if it is known by now. @param {number} slot */
export const nameOf = (slot) => names.get(slot);

/** Ask for names not asked for yet. @param {number[]} slots @returns {Promise<boolean>} whether any name is new */
export async function learnNames(slots) {
  const unknown = slots.filter((slot) => !asked.has(slot));
  if (unknown.length === 0) return false;
  unknown.forEach((slot) => asked.add(slot));
  const { vessels } = await api.cards(unknown).catch(() => ({ vessels: [] }));
  for (const card of vessels) if (card.name) names.set(card.slot, card.name);
  return vessels.length > 0;
}

/** Vessels say their names late, and a restarted server counts slots anew: ask again. */
export function forgetNames() {
  asked.clear();
  names.clear();
}
