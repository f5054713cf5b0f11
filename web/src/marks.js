// Every vessel on the map, in columns: the same index is the same vessel.
import { mercatorX, mercatorY } from './geo.js';

const BYTES = 24;
const UNITS_PER_DEGREE = 600_000;
/** "Not said" in speed and course. */
const NONE = 65_535;
/** A vessel silent for longer is no longer shown live. */
const SHOWN_FOR_S = 12 * 3600;

/** @typedef {ReturnType<typeof emptyMarks>} Marks */

/** @param {number} room */
export function emptyMarks(room) {
  return {
    count: 0,
    /** @type {Map<number, number>} */ index: new Map(),
    slot: new Uint32Array(room), mmsi: new Uint32Array(room),
    lat: new Float64Array(room), lon: new Float64Array(room),
    x: new Float64Array(room), y: new Float64Array(room),
    /** Time of the fix, s since 1970. */ time: new Float64Array(room),
    /** Knots, NaN when not said. */ sog: new Float32Array(room),
    /** Degrees, NaN when not said. */ cog: new Float32Array(room),
    type: new Uint8Array(room), flags: new Uint8Array(room),
  };
}

/** The marks now on the map. */
export let marks = emptyMarks(1024);

/** Forget all. */
export function clearMarks() {
  marks = emptyMarks(1024);
}

/**
 * Take in marks as the server sends them.
 * @param {DataView} data @param {number} nowMs instant that the ages count from
 */
export function takeMarks(data, nowMs) {
  const n = Math.floor(data.byteLength / BYTES);
  for (let i = 0; i < n; i++) takeOne(data, i * BYTES, nowMs / 1000);
}

/** @param {DataView} data @param {number} at @param {number} now */
function takeOne(data, at, now) {
  const slot = data.getUint32(at + 12, true);
  const i = marks.index.get(slot) ?? add(slot);
  marks.lon[i] = data.getInt32(at, true) / UNITS_PER_DEGREE;
  marks.lat[i] = data.getInt32(at + 4, true) / UNITS_PER_DEGREE;
  marks.x[i] = mercatorX(marks.lon[i]);
  marks.y[i] = mercatorY(marks.lat[i]);
  marks.mmsi[i] = data.getUint32(at + 8, true);
  marks.time[i] = now - data.getUint16(at + 16, true);
  marks.sog[i] = tenths(data.getUint16(at + 18, true));
  marks.cog[i] = tenths(data.getUint16(at + 20, true));
  marks.type[i] = data.getUint8(at + 22);
  marks.flags[i] = data.getUint8(at + 23);
}

/** @param {number} raw */
const tenths = (raw) => (raw === NONE ? NaN : raw / 10);

/** @param {number} slot */
function add(slot) {
  if (marks.count === marks.slot.length) grow();
  const i = marks.count++;
  marks.slot[i] = slot;
  marks.index.set(slot, i);
  return i;
}

function grow() {
  const wider = emptyMarks(marks.slot.length * 2);
  for (const key of /** @type {const} */ (['slot', 'mmsi', 'lat', 'lon', 'x', 'y', 'time', 'sog', 'cog', 'type', 'flags'])) {
    wider[key].set(marks[key]);
  }
  marks = { ...wider, count: marks.count, index: marks.index };
}

/** Whether a mark is still shown at an instant. @param {number} i @param {number} nowS */
export const isShown = (i, nowS) => nowS - marks.time[i] <= SHOWN_FOR_S;
