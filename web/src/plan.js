// Planning: where a ship can be by now, and how an asset meets it. The server reckons; this asks again when
// something changes, and forgets answers that come too late.
import { batch, computed, effect, signal } from '@preact/signals';
import { clearSelection, failed, say } from './actions.js';
import { getIntercept, getReach, getTrack, getWaters } from './plan-api.js';
import * as s from './state.js';
import { STRINGS } from './strings.js';
import { HOUR } from './time.js';

/** @typedef {{lat: number, lon: number}} Place */
/** `seen`: when it was there, ms; null where nobody said. @typedef {Place & {course: number | null, speed: number | null, name: string, seen: number | null}} Start */

/** Where the ship was last. @type {import('@preact/signals').Signal<Start | null>} */
export const start = signal(null);
/** Hours since then. */
export const hours = signal(6);
/** Fastest it goes, in knots. */
export const top = signal(14);
export const likely = signal(false);
/** The one who goes. @type {import('@preact/signals').Signal<(Place & {speed: number, air: boolean}) | null>} */
export const asset = signal(null);
/** Facts for the law. */
export const law = signal({ own: '', flag: '', grounds: false, consent: 'not_asked' });
/** What the next click on the map puts down. @type {import('@preact/signals').Signal<'ask' | 'start' | 'asset'>} */
export const putting = signal('start');
/** The place asked about, and what the chart says of it. @type {import('@preact/signals').Signal<{place: Place, waters: import('./plan-api.js').Waters | null} | null>} */
export const asked = signal(null);
/** @type {import('@preact/signals').Signal<import('./plan-api.js').Areas | null>} */
export const areas = signal(null);
/** @type {import('@preact/signals').Signal<import('geojson').FeatureCollection | null>} */
export const ways = signal(null);
export const working = signal(0);
/** What the server refused, in its words. */
export const refused = signal('');

export const MOST_HOURS = 48;
/** The moment that is planned for, ms: so many hours after the ship was seen. */
export const plannedAt = computed(() => (start.value?.seen == null ? null : start.value.seen + hours.value * HOUR));
/** A server that is busy is asked again after so long, and so often. */
const [BUSY_MS, MOST_BUSY] = [1_000, 5];
const SETTLED_MS = 250;

/** The meeting within the answer. @returns {import('./plan-api.js').Meeting | null} */
export const meeting = () => /** @type {any} */ (ways.value?.features[0]?.properties ?? null);

/** Open the screen; a selected vessel is what it plans for. */
export function showPlan() {
  const last = s.selection.peek()?.kind === 'vessel' ? s.vessel.peek()?.last : null;
  const name = s.vessel.peek()?.name ?? '';
  batch(() => {
    clearSelection();
    s.selection.value = { kind: 'plan', id: '' };
    if (last) begin({ lat: last.lat, lon: last.lon, course: last.cog_deg, speed: last.sog_kn, name, seen: Date.parse(last.time) });
  });
  keepAsking();
}

/** @param {Start} from */
function begin(from) {
  start.value = from;
  if (from.seen !== null) hours.value = sinceSeen(from.seen);
  if (from.speed) top.value = Math.max(1, Math.round(from.speed * 10) / 10);
  putting.value = asset.peek() ? 'ask' : 'asset';
}

/** Hours from when a ship was seen to the time of the data. @param {number} seen */
function sinceSeen(seen) {
  const gone = (s.shownAt.peek() - seen) / HOUR;
  return Math.min(MOST_HOURS, Math.max(0.1, Math.round(gone * 10) / 10));
}

/** A click, or the middle of the map by key. @param {number} lat @param {number} lon */
export function putAt(lat, lon) {
  const at = { lat: round(lat), lon: round(((((lon + 180) % 360) + 360) % 360) - 180) };
  const what = putting.peek();
  if (what === 'start') begin({ ...at, course: null, speed: null, name: '', seen: null });
  else if (what === 'asset') batch(() => { asset.value = { speed: 25, air: false, ...asset.peek(), ...at }; putting.value = 'ask'; });
  void look(at);
}

/** Four decimals of a degree: some metres. @param {number} degrees */
const round = (degrees) => Math.round(degrees * 1e4) / 1e4;

export function putAtCentre() {
  putAt(s.view.peek().lat, s.view.peek().lon);
}

/** What the chart says of a place. @param {Place} place */
async function look(place) {
  asked.value = { place, waters: null };
  try {
    const waters = await getWaters(place.lat, place.lon);
    if (asked.peek()?.place === place) asked.value = { place, waters };
  } catch (error) {
    failed(error);
  }
}

/** Begin anew. */
export function forget() {
  batch(() => { start.value = null; asset.value = null; asked.value = null; areas.value = null; ways.value = null; refused.value = ''; putting.value = 'start'; });
}

function reachQuestion() {
  const from = start.value;
  if (!from) return null;
  const moving = from.course !== null && from.speed !== null && from.speed <= top.value;
  const course = from.course === null ? {} : { course_deg: from.course, ...(moving ? { sog_kn: from.speed } : {}) };
  return { lat: from.lat, lon: from.lon, hours: hours.value, speed_kn: top.value, probability: likely.value, ...course };
}

function meetingQuestion() {
  const [from, own] = [start.value, asset.value];
  if (!from || !own) return null;
  const { own: state, flag, grounds, consent } = law.value;
  const since = from.course === null ? {} : { since_h: hours.value };
  return {
    asset: { lat: own.lat, lon: own.lon, speed_kn: own.speed, air: own.air },
    target: { lat: from.lat, lon: from.lon, course_deg: from.course ?? 0, speed_kn: from.course === null ? 0 : top.value, ...since },
    horizon_h: 240,
    law: { ...(state ? { own: state } : {}), ...(flag ? { flag } : {}), grounds, consent },
  };
}

let isAsking = false;

/** Ask whenever a question changes, once it has settled. */
function keepAsking() {
  if (isAsking) return;
  isAsking = true;
  follow(reachQuestion, getReach, areas);
  follow(meetingQuestion, getIntercept, ways);
}

/**
 * @template T @param {() => object | null} question @param {(question: object, signal: AbortSignal) => Promise<T>} fetched
 * @param {import('@preact/signals').Signal<T | null>} into
 */
function follow(question, fetched, into) {
  let stop = new AbortController();
  /** @type {number | undefined} */
  let timer;
  effect(() => {
    const now = question();
    const isShown = s.screen.value === 'plan';
    stop.abort();
    clearTimeout(timer);
    if (!now || !isShown) { if (!now) into.value = null; return; }
    stop = new AbortController();
    const { signal: own } = stop;
    timer = setTimeout(() => void answer(() => fetched(now, own), into, own), SETTLED_MS);
  });
}

/** Ask again while the server is too busy to answer. @template T @param {() => Promise<T>} fetched @param {AbortSignal} signal */
async function patiently(fetched, signal) {
  for (let left = MOST_BUSY; ; left--) {
    try {
      return await fetched();
    } catch (error) {
      const isBusy = /** @type {{status?: number}} */ (error).status === 503;
      if (!isBusy || left === 0 || signal.aborted) throw error;
      await new Promise((done) => { setTimeout(done, BUSY_MS); });
    }
  }
}

/** @template T @param {() => Promise<T>} fetched @param {import('@preact/signals').Signal<T | null>} into @param {AbortSignal} signal */
async function answer(fetched, into, signal) {
  working.value++;
  try {
    const told = await patiently(fetched, signal);
    if (!signal.aborted) batch(() => { into.value = told; refused.value = ''; });
  } catch (error) {
    if (!signal.aborted) batch(() => { into.value = null; refused.value = error instanceof Error ? error.message : String(error); });
  } finally {
    working.value--;
  }
}

/** Save what is drawn; as a track only the asset's way. @param {'geojson' | 'gpx' | 'kml'} format */
export async function save(format) {
  try {
    const question = meetingQuestion();
    if (format !== 'geojson' && question) return load(await getTrack(question, format), `plan.${format}`);
    const features = [areas.value, ways.value].flatMap((drawn) => drawn?.features ?? []);
    const assumptions = [...new Set([...(areas.value?.properties?.assumptions ?? []), ...(meeting()?.assumptions ?? [])])];
    const text = JSON.stringify({ type: 'FeatureCollection', features, properties: { assumptions } });
    load(new Blob([text], { type: 'application/geo+json' }), 'plan.geojson');
  } catch (error) {
    failed(error);
  }
}

/** @param {Blob} file @param {string} name */
function load(file, name) {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
  say(`${STRINGS.plan.saved} ${name}`);
}
