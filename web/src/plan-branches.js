// Branches of a plan: what was asked and answered, kept to be compared and taken up again.
import { batch, signal } from '@preact/signals';
import * as p from './plan.js';

/**
 * @typedef {{name: string, start: p.Start, hours: number, top: number, likely: boolean, asset: {lat: number, lon: number, speed: number, air: boolean} | null,
 *   law: typeof p.law.value, area: number | null, meeting: import('./plan-api.js').Meeting | null,
 *   ways: import('geojson').FeatureCollection | null}} Branch
 */

/** @type {import('@preact/signals').Signal<Branch[]>} */
export const branches = signal([]);

export const MOST = 6;
const NAMES = 'ABCDEF';

/** Keep what is shown now under the next free letter. */
export function keep() {
  const start = p.start.peek();
  const name = [...NAMES].find((letter) => branches.peek().every((kept) => kept.name !== letter));
  if (!start || !name) return;
  const asset = p.asset.peek();
  const branch = {
    name, start: { ...start }, hours: p.hours.peek(), top: p.top.peek(), likely: p.likely.peek(), asset: asset && { ...asset }, law: { ...p.law.peek() },
    area: p.areas.peek()?.properties?.area_nm2 ?? null, meeting: p.meeting(), ways: p.ways.peek(),
  };
  branches.value = [...branches.peek(), branch].sort((a, b) => a.name.localeCompare(b.name));
}

/** Ask again what a branch asked. @param {Branch} branch */
export function takeUp(branch) {
  batch(() => {
    p.start.value = { ...branch.start };
    p.hours.value = branch.hours;
    p.top.value = branch.top;
    p.likely.value = branch.likely;
    p.asset.value = branch.asset && { ...branch.asset };
    p.law.value = { ...branch.law };
  });
}

/** @param {Branch} branch */
export function drop(branch) {
  branches.value = branches.peek().filter((kept) => kept !== branch);
}

/** The one whose meeting is first, where two or more can be compared. @returns {Branch | null} */
export function soonest() {
  const met = branches.value.filter((branch) => branch.meeting?.possible);
  if (branches.value.length < 2 || met.length === 0) return null;
  return met.reduce((best, branch) => (after(branch) < after(best) ? branch : best));
}

/** Hours from the ship's last place to the meeting. @param {Branch} branch */
export const after = (branch) => (branch.start.course === null ? 0 : branch.hours) + (branch.meeting?.time_h ?? Infinity);
