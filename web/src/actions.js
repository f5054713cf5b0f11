// What a person can do, whatever key or button asks for it.
import { batch } from '@preact/signals';
import * as api from './api.js';
import { clearMarks, takeMarks } from './marks.js';
import * as s from './state.js';
import { STRINGS } from './strings.js';
import { HOUR, MINUTE, rfc3339 } from './time.js';

/** Move the map. Set by the map itself. @type {{current: (lat: number, lon: number, zoom?: number) => void}} */
export const flyTo = { current: (lat, lon, zoom) => { s.view.value = { lat, lon, zoom: zoom ?? s.view.value.zoom }; } };

/** Tell something, once. @param {string} text */
export function say(text) {
  s.notice.value = text;
}

/** @param {string} id MMSI or track */
export async function selectVessel(id, { move = false } = {}) {
  fetched = performance.now();
  if (s.selection.peek()?.id !== id) batch(() => { s.selection.value = { kind: 'vessel', id }; s.vessel.value = null; s.tracks.value = []; });
  try {
    const vessel = await api.getVessel(id);
    const tracks = await Promise.all(vessel.tracks.slice(-20).map((track) => api.getTrack(track.id)));
    if (s.selection.value?.id !== id) return;
    batch(() => { s.vessel.value = vessel; s.tracks.value = tracks; });
    if (move && vessel.last) flyTo.current(vessel.last.lat, vessel.last.lon);
  } catch (error) {
    failed(error);
  }
}

const FRESH_MS = 3_000;
let fetched = 0;

/** Ask again for the selected vessel, but not at every tick. */
export function refreshSelection() {
  const selected = s.selection.peek();
  if (selected?.kind !== 'vessel' || performance.now() - fetched < FRESH_MS) return;
  fetched = performance.now();
  void selectVessel(selected.id);
}

/** @param {string} id */
export async function selectFinding(id, { move = false } = {}) {
  s.selection.value = { kind: 'finding', id };
  const finding = s.findings.value.get(id);
  if (!finding) return;
  if (move) flyTo.current(finding.lat, finding.lon);
  const tracks = await Promise.all(finding.tracks.map((track) => api.getTrack(track).catch(() => null)));
  if (s.selection.value?.id === id) s.tracks.value = tracks.filter((track) => track !== null);
}

/** Select nothing. */
export function clearSelection() {
  batch(() => { s.selection.value = null; s.vessel.value = null; s.tracks.value = []; s.follow.value = false; });
}

/** Follow the data. */
export async function goLive() {
  batch(() => { s.live.value = true; s.playing.value = false; });
  await showMarks('/api/positions.bin', s.clock.value ?? 0);
}

/** Look at an instant. @param {number} ms */
export async function goTo(ms) {
  const [from, to] = extent();
  batch(() => { s.live.value = false; s.chosen.value = Math.min(Math.max(ms, from), to); });
  await refreshPast();
}

let asking = false;

/** Fetch what was there at the instant shown; skips while an answer is under way. */
async function refreshPast() {
  if (asking) return;
  asking = true;
  const at = s.chosen.value;
  await showMarks(`/api/positions.bin?t=${encodeURIComponent(rfc3339(at))}`, at).finally(() => { asking = false; });
  if (!s.live.value && s.chosen.value !== at) await refreshPast();
}

/** @param {string} path @param {number} at */
async function showMarks(path, at) {
  try {
    const answer = await fetch(path);
    const data = new DataView(await answer.arrayBuffer(), 24);
    clearMarks();
    takeMarks(data, at);
    s.marksVersion.value++;
  } catch (error) {
    failed(error);
  }
}

/** First and last instant of the data, ms. @returns {[number, number]} */
export function extent() {
  const told = s.status.value?.extent;
  const to = s.clock.value ?? 0;
  return told ? [Date.parse(told[0]), Math.max(to, Date.parse(told[0]) + MINUTE)] : [to - HOUR, to];
}

/** @type {number | undefined} */
let timer;
const TICK_MS = 250;

/** Play from the instant shown, or from the start when at the end. */
export function play() {
  s.playing.value = true;
  if (s.live.value) void goTo(extent()[0]);
  clearInterval(timer);
  timer = setInterval(() => {
    if (!s.playing.value) return clearInterval(timer);
    const next = s.chosen.value + TICK_MS * s.speed.value;
    if (next >= extent()[1]) return void goLive();
    return void goTo(next);
  }, TICK_MS);
}

/** Stop the playhead. */
export function pause() {
  s.playing.value = false;
  if (s.live.value) void goTo(s.shownAt.value);
}

/** @param {number} ms */
export const step = (ms) => { s.playing.value = false; return goTo(s.shownAt.value + ms); };

/** The finding before (-1) or after (1) the instant shown. @param {-1 | 1} way */
export function stepFinding(way) {
  const starts = s.shownFindingsAll().map((f) => ({ at: Date.parse(f.start), id: f.id }));
  const now = s.shownAt.value;
  const ahead = starts.filter((f) => (way > 0 ? f.at > now : f.at < now));
  ahead.sort((a, b) => way * (a.at - b.at));
  if (ahead.length === 0) return;
  void goTo(ahead[0].at);
  void selectFinding(ahead[0].id, { move: true });
}

/** @param {number} factor */
export function scaleWindow(factor) {
  s.windowMs.value = Math.min(Math.max(s.windowMs.value * factor, 10 * MINUTE), 90 * 24 * HOUR);
}

/** Put the address on the clipboard. */
export async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    say(STRINGS.copied);
  } catch {
    say(location.href);
  }
}

/** Load what is selected as files. */
export function exportSelection() {
  const vessel = s.vessel.value;
  location.assign(vessel ? `/api/findings.csv?vessel=${vessel.mmsi}` : '/api/findings.csv');
}

/** @param {'dark' | 'light'} theme */
export function setTheme(theme) {
  s.theme.value = theme;
  document.documentElement.dataset.theme = theme;
  try { localStorage.setItem('theme', theme); } catch { /* a private window keeps nothing */ }
}

/** @template T @param {import('@preact/signals').Signal<Set<T>>} set @param {T} item */
export function toggle(set, item) {
  const next = new Set(set.value);
  if (!next.delete(item)) next.add(item);
  set.value = next;
}

/** @param {unknown} error */
export function failed(error) {
  say(error instanceof Error ? error.message : String(error));
}
