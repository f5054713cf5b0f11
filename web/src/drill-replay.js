// Looking back at a drill that is over: a moment of it, as it truly was. All of it is simulated.
import { batch, computed, signal } from '@preact/signals';
import { failed, flyTo } from './actions.js';
import * as api from './drill-api.js';
import * as s from './state.js';

/** How much simulated time goes by in a second. */
const RATES = [60, 300, 1_200, 3_600];
const FRAME_MS = 100;
/** A way behind a craft is drawn for so long, in seconds. */
const TRAIL_S = 3 * 3_600;
/** Who is not told of for longer has left, in seconds beyond the usual. */
const GONE_S = 1_800;

/** @type {import('@preact/signals').Signal<api.Run[]>} */
export const runs = signal([]);
/** The run that is looked at. @type {import('@preact/signals').Signal<(api.Scrub & {id: string}) | null>} */
export const run = signal(null);
/** Seconds from its beginning. */
export const at = signal(0);
export const playing = signal(false);
export const rate = signal(RATES[1] ?? 60);
export { RATES };

export const length = computed(() => (run.value ? (Date.parse(run.value.until) - Date.parse(run.value.from)) / 1_000 : 0));
/** The moment that is shown, in milliseconds of 1970. */
export const moment = computed(() => (run.value ? Date.parse(run.value.from) + at.value * 1_000 : 0));
/** What has happened by then. */
export const past = computed(() => {
  const all = run.value?.events ?? [];
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Date.parse(all[middle].t) <= moment.value) low = middle + 1;
    else high = middle;
  }
  return all.slice(0, low);
});

/** Which drills there are to look back at. */
export async function listRuns() {
  try { runs.value = await api.getRuns(); } catch { runs.value = []; }
}

/** @param {string} id */
export async function openRun(id) {
  try {
    const told = await api.getRun(id);
    batch(() => { run.value = { ...told, id }; at.value = 0; playing.value = false; });
    const first = told.craft.find((it) => it.role === 'enforcer')?.places[0] ?? told.craft[0]?.places[0];
    if (first) flyTo.current(first[1], first[2], 7);
  } catch (error) {
    failed(error);
  }
}

export function closeRun() {
  batch(() => { run.value = null; playing.value = false; at.value = 0; });
}

/** @param {number} seconds */
export function seek(seconds) {
  at.value = Math.max(0, Math.min(length.peek(), seconds));
}

/** To the moment of an event. @param {api.Line} line */
export function seekTo(line) {
  if (run.peek()) seek((Date.parse(line.t) - Date.parse(/** @type {api.Scrub} */ (run.peek()).from)) / 1_000);
}

/** To the next event of note, or the one before. @param {1 | -1} way */
export function skip(way) {
  const now = moment.peek();
  const noted = (run.peek()?.events ?? []).filter(isOfNote);
  const next = way > 0 ? noted.find((it) => Date.parse(it.t) > now + 500) : noted.findLast((it) => Date.parse(it.t) < now - 500);
  if (next) seekTo(next);
}

/** First sights, pictures and near misses are many; the rest is what a drill is about. @param {api.Line} line */
export const isOfNote = (line) => !['contact', 'picture', 'close_quarters', 'order', 'released'].includes(line.event);

export function toggle() {
  if (!playing.peek() && at.peek() >= length.peek()) at.value = 0;
  playing.value = !playing.peek();
}

setInterval(() => {
  if (!playing.peek() || document.hidden || s.screen.peek() !== 'drill') return;
  seek(at.peek() + (rate.peek() * FRAME_MS) / 1_000);
  if (at.peek() >= length.peek()) playing.value = false;
}, FRAME_MS);

/** Where a craft is at a moment, between the places that were kept; null before it came and after it left.
 * @param {api.Way} way @param {number} when @param {number} every @returns {{lat: number, lon: number, flags: number, index: number} | null} */
export function placeOf(way, when, every) {
  const { places } = way;
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle][0] <= when) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [places[low - 1], places[low]];
  if (!before || (!after && when - before[0] > every + GONE_S)) return null;
  if (!after) return { lat: before[1], lon: before[2], flags: before[3], index: low };
  const part = (when - before[0]) / (after[0] - before[0]);
  const turn = after[2] - before[2] - Math.round((after[2] - before[2]) / 360) * 360;
  return { lat: before[1] + part * (after[1] - before[1]), lon: before[2] + part * turn, flags: before[3], index: low };
}

/** The way a craft came, longitudes running on over the 180th meridian. @param {api.Way} way @param {NonNullable<ReturnType<typeof placeOf>>} here @param {number} when */
export function trailOf(way, here, when) {
  let first = here.index;
  while (first > 0 && way.places[first - 1][0] >= when - TRAIL_S) first -= 1;
  /** @type {[number, number][]} */
  const line = [];
  for (const [lat, lon] of [...way.places.slice(first, here.index).map((it) => [it[1], it[2]]), [here.lat, here.lon]]) {
    const last = line.at(-1)?.[0] ?? lon;
    line.push([lon - Math.round((lon - last) / 360) * 360, lat]);
  }
  return line;
}
