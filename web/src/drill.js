// A drill that people drive: who we are in it, what we see, and what we do. All of it is simulated.
import { batch, computed, effect, signal } from '@preact/signals';
import { clearSelection, failed, flyTo } from './actions.js';
import * as api from './drill-api.js';
import * as s from './state.js';

const EVERY_MS = 1_000;
const MOST_LINES = 400;

/** Null while nothing is known; false where this server plays no drills. @type {import('@preact/signals').Signal<api.Scenario[] | null | false>} */
export const scenarios = signal(null);
/** The drill that is under way or was last. @type {import('@preact/signals').Signal<api.Status | null>} */
export const status = signal(null);
/** Keys that we were given, by role. @type {import('@preact/signals').Signal<Record<string, string>>} */
export const keys = signal({});
/** The key that we show. */
export const key = signal('');
/** The controller looks as this side; empty for everything. */
export const as = signal('');
/** @type {import('@preact/signals').Signal<api.View | null>} */
export const view = signal(null);
/** Lines of the log, newest last. @type {import('@preact/signals').Signal<api.Line[]>} */
export const log = signal([]);
/** Whether the map shows what is true: the controller's alone. */
export const showTruth = signal(false);
/** The asset that orders are for, as `side/unit`. */
export const unit = signal('');
/** The contact that orders are about. */
export const contact = signal(/** @type {number | null} */ (null));
/** The next click on the map says where to go. */
export const going = signal(false);
/** @type {import('@preact/signals').Signal<api.Score | null>} */
export const score = signal(null);

export const isController = computed(() => view.value?.injects !== undefined || as.value !== '');
/** The asset that is chosen. */
export const chosen = computed(() => view.value?.assets.find((it) => `${it.side}/${it.unit}` === unit.value) ?? null);
/** Contacts of the chosen asset's side: what is suspicious first, then what is near. */
export const contacts = computed(() => {
  const own = chosen.value;
  const known = (view.value?.contacts ?? []).filter((it) => !own || it.side === own.side);
  const far = (/** @type {api.Contact} */ it) => (own ? Math.hypot(it.lat - own.lat, (it.lon - own.lon) * Math.cos((own.lat * Math.PI) / 180)) : it.contact);
  return known.sort((a, b) => Number(b.why !== null) - Number(a.why !== null) || far(a) - far(b));
});

/** Open the screen. */
export function showDrill() {
  batch(() => {
    clearSelection();
    s.selection.value = { kind: 'drill', id: '' };
  });
  void lookAgain();
}

/** Begin one; who begins it controls it. @param {{scenario: string, seed?: number, people: string[]}} what */
export async function start(what) {
  try {
    const told = await api.post('start', what);
    batch(() => { keys.value = told.keys; status.value = told.drill; score.value = null; unit.value = ''; contact.value = null; });
    join(told.keys.controller);
    await lookAgain();
    const first = view.value?.assets[0];
    if (first) flyTo.current(first.lat, first.lon, 7);
  } catch (error) {
    failed(error);
  }
}

/** Take the role of a key. @param {string} with_ */
export function join(with_) {
  batch(() => { key.value = with_.trim(); as.value = ''; forget(); });
  try { sessionStorage.setItem('drill', JSON.stringify({ key: key.value, keys: keys.value })); } catch { /* a private window keeps nothing */ }
  void lookAgain();
}

/** The controller looks as a side does. @param {string} side */
export function lookAs(side) {
  batch(() => { as.value = side; forget(); });
  void lookAgain();
}

function forget() {
  batch(() => { view.value = null; log.value = []; going.value = false; });
}

/** Do something as the role of our key. @param {string} what @param {object} body */
export async function act(what, body = {}) {
  try {
    status.value = await api.post(what, body, key.peek());
    await lookAgain();
  } catch (error) {
    failed(error);
  }
}

/** An order to the chosen asset. @param {string} task @param {{lat: number, lon: number}} [to] */
export function order(task, to) {
  const own = chosen.peek();
  if (!own) return;
  const about = ['go', 'resume'].includes(task) ? {} : { contact: contact.peek() ?? undefined };
  void act('orders', { side: own.side, unit: own.unit, task, ...about, ...to });
}

/** A click on the map: where to go, or whom it is about. @param {{lat: number, lon: number}} at @param {Record<string, any> | undefined} drawn */
export function clicked(at, drawn) {
  if (going.peek()) {
    going.value = false;
    return order('go', { lat: Math.round(at.lat * 1e4) / 1e4, lon: Math.round(at.lon * 1e4) / 1e4 });
  }
  if (drawn?.what === 'asset') unit.value = drawn.id;
  else if (drawn?.what === 'contact') contact.value = Number(drawn.id);
}

let asking = false;

async function lookAgain() {
  if (asking) return;
  asking = true;
  try {
    scenarios.value ??= await api.getScenarios();
    status.value = await api.getStatus();
    if (key.peek() && status.peek()) await look();
    if (status.peek()?.stage === 'scored' && !score.peek()) score.value = await api.getScore();
  } catch (error) {
    const told = /** @type {{status?: number}} */ (error);
    if (told.status === 404) scenarios.value = false;
    // A key of a drill that is gone opens nothing.
    if (told.status === 403) batch(() => { key.value = ''; forget(); });
  } finally {
    asking = false;
  }
}

async function look() {
  const [with_, side] = [key.peek(), as.peek()];
  const known = log.peek();
  const seen = await api.getView(with_, known.length > 0 ? known[known.length - 1].seq + 1 : 0, side);
  if (key.peek() !== with_ || as.peek() !== side) return;
  batch(() => {
    view.value = seen;
    if (seen.log.length > 0) log.value = [...known, ...seen.log].slice(-MOST_LINES);
    if (!chosen.peek() && seen.assets.length > 0) unit.value = `${seen.assets[0].side}/${seen.assets[0].unit}`;
  });
}

/** Look now and then while the screen is shown. */
export function keepDrilling() {
  try {
    const kept = JSON.parse(sessionStorage.getItem('drill') ?? '{}');
    batch(() => { key.value = kept.key ?? ''; keys.value = kept.keys ?? {}; });
  } catch { /* a private window keeps nothing */ }
  setInterval(() => { if (s.screen.peek() === 'drill' && !document.hidden) void lookAgain(); }, EVERY_MS);
  effect(() => { if (s.screen.value === 'drill') void lookAgain(); });
}
