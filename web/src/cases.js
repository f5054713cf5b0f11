// What a person can do with cases.
import { batch } from '@preact/signals';
import { failed, flyTo, say } from './actions.js';
import { getTrack } from './api.js';
import * as api from './cases-api.js';
import { fitting } from './geo.js';
import { title } from './map/features.js';
import * as s from './state.js';
import { STRINGS } from './strings.js';

const MOST_TRACKS = 20;

/** The name used last in this browser. */
export function rememberActor() {
  try { s.actor.value = localStorage.getItem('actor') ?? ''; } catch { /* a private window keeps nothing */ }
}

/** @param {string} name */
export function setActor(name) {
  s.actor.value = name;
  try { localStorage.setItem('actor', name); } catch { /* a private window keeps nothing */ }
}

/** Ask for the list again. */
export async function loadCases() {
  try {
    s.cases.value = await api.getCases();
    if (!s.actor.value) s.actor.value = s.cases.value.person;
  } catch (error) {
    failed(error);
  }
}

/** The list. */
export async function showCases() {
  batch(() => { s.selection.value = { kind: 'cases', id: '' }; s.shownCase.value = null; s.tracks.value = []; s.vessel.value = null; s.row.value = 0; });
  await loadCases();
}

/** One case, as it is or as it was at a version. @param {string} id @param {{version?: number | null}} [how] */
export async function showCase(id, { version = null } = {}) {
  const anew = s.selection.peek()?.kind !== 'case' || s.selection.peek()?.id !== id;
  if (anew) batch(() => { s.selection.value = { kind: 'case', id }; s.shownCase.value = null; s.tracks.value = []; s.vessel.value = null; s.row.value = 0; });
  s.caseVersion.value = version;
  if (!s.cases.peek()) void loadCases();
  try {
    const [body, history] = await Promise.all([api.getCase(id, version), api.getHistory(id)]);
    if (s.selection.value?.id !== id || s.caseVersion.value !== version) return;
    batch(() => { s.shownCase.value = body; s.caseHistory.value = history; });
    if (anew) await showOnMap(body.case);
  } catch (error) {
    failed(error);
  }
}

/** Its findings in the middle of the map, with their tracks. @param {api.Case} case_ */
async function showOnMap(case_) {
  const current = case_.findings.map((finding) => finding.versions[finding.versions.length - 1].finding);
  /** @type {{lat: number, lon: number}[]} */
  const places = current.flatMap(({ view, observed }) => (observed.length > 0 ? observed : [{ lat: view.lat, lon: view.lon }]));
  const fit = fitting(places);
  if (fit) flyTo.current(fit.lat, fit.lon, fit.zoom);
  const names = [...new Set(current.flatMap(({ view }) => view.tracks))].slice(0, MOST_TRACKS);
  const tracks = await Promise.all(names.map((name) => getTrack(name).catch(() => null)));
  if (s.selection.value?.id === case_.id) s.tracks.value = tracks.filter((track) => track !== null);
}

/** Whether nothing can be changed: an earlier version is read, or the server takes no changes. */
export const isHeld = () => s.caseVersion.value !== null || Boolean(s.shownCase.value?.read_only);

/** Change the case that is shown. @param {object[]} events @returns {Promise<boolean>} whether it was done */
export async function change(...events) {
  const body = s.shownCase.peek();
  if (!body || isHeld()) return false;
  try {
    await api.changeCase(body.case.id, s.actor.peek(), body.case.version, events);
  } catch (error) {
    failed(error);
    // What somebody else did meanwhile is shown beside the message that says so.
    if (/** @type {any} */ (error).status === 409) await reload(body.case.id);
    return false;
  }
  await reload(body.case.id);
  return true;
}

/** @param {string} id */
async function reload(id) {
  await Promise.all([showCase(id), loadCases()]);
}

/** @param {File} file @param {string} about */
export async function attach(file, about) {
  const body = s.shownCase.peek();
  if (!body || isHeld()) return;
  try {
    await api.attach(body.case.id, s.actor.peek(), file, about);
    await reload(body.case.id);
  } catch (error) {
    failed(error);
  }
}

/** Take over what the findings of every case say now. */
export async function sync() {
  try {
    const { looked_at, changed } = await api.syncCases(s.actor.peek());
    say(`${looked_at} ${STRINGS.cases.lookedAt}, ${changed.length} ${STRINGS.cases.changedSince}`);
    await loadCases();
  } catch (error) {
    failed(error);
  }
}

/** Save the signed package as a file. */
export async function exportShown() {
  const body = s.shownCase.peek();
  if (!body) return;
  try {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await api.exportCase(body.case.id, s.actor.peek()));
    link.download = `${body.case.id}.zip`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    say(STRINGS.cases.exported);
    await reload(body.case.id);
  } catch (error) {
    failed(error);
  }
}

/** A case that begins with the selected finding or vessel. */
export async function openFromSelection() {
  const selected = s.selection.peek();
  if (selected?.kind === 'finding') {
    const finding = s.findings.peek().get(selected.id);
    if (finding) return openWith(titleOf(finding), { kind: 'finding', id: finding.id });
  }
  const vessel = selected?.kind === 'vessel' ? s.vessel.peek() : null;
  if (vessel) return openWith(vessel.name ?? `MMSI ${vessel.mmsi}`, { kind: 'vessel', mmsi: vessel.mmsi });
  return say(STRINGS.cases.selectFirst);
}

/** @param {s.Finding} finding */
function titleOf(finding) {
  const names = finding.vessels.map((vessel) => vessel.name ?? `MMSI ${vessel.mmsi}`);
  return `${title(finding)}: ${names.join(', ')}`;
}

/** @param {string} name @param {object} event */
async function openWith(name, event) {
  if (!s.cases.peek()) await loadCases();
  try {
    const { case: id } = await api.openCase(s.actor.peek(), name, [event]);
    await Promise.all([showCase(id), loadCases()]);
  } catch (error) {
    failed(error);
  }
}

/** Add a finding to a case that is there. @param {string} id @param {string} finding */
export async function addTo(id, finding) {
  try {
    const { case: { version } } = await api.getCase(id, null);
    await api.changeCase(id, s.actor.peek(), version, [{ kind: 'finding', id: finding }]);
    await Promise.all([showCase(id), loadCases()]);
  } catch (error) {
    failed(error);
  }
}

/** The finding that the keys act on. */
const chosenItem = () => s.shownCase.peek()?.case.findings[s.row.peek()]?.item;

/** Say that the chosen finding holds or does not, and go to the next. @param {'accepted' | 'rejected'} verdict @param {string} [reason] */
export async function review(verdict, reason) {
  const item = chosenItem();
  if (item && (await change({ kind: 'review', item, verdict, reason: reason || null }))) moveRow(1);
}

/** How many rows the keys can choose from. */
const rows = () => (s.screen.peek() === 'cases' ? s.cases.peek()?.cases.length : s.shownCase.peek()?.case.findings.length) ?? 0;

/** @param {-1 | 1} by */
export function moveRow(by) {
  s.row.value = Math.min(Math.max(0, s.row.peek() + by), Math.max(0, rows() - 1));
  document.querySelector('[data-row="chosen"]')?.scrollIntoView({ block: 'nearest' });
}

/** Open the chosen case, or show the chosen finding on the map. */
export function openRow() {
  const chosen = s.cases.peek()?.cases[s.row.peek()];
  if (s.screen.peek() === 'cases' && chosen) return void showCase(chosen.id);
  const finding = s.shownCase.peek()?.case.findings[s.row.peek()];
  const view = finding?.versions[finding.versions.length - 1].finding.view;
  if (view) flyTo.current(view.lat, view.lon);
  return undefined;
}

/** Put the cursor into a field of the case page. @param {string} id */
export function write(id) {
  const field = document.getElementById(id);
  field?.closest('details')?.setAttribute('open', '');
  field?.focus();
}
