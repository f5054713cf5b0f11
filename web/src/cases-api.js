// What the server says of cases, and how it is asked to change them.
import { ask, checked, safe } from './api.js';

/**
 * @typedef {{at: string, actor: string, version: number}} Stamp
 * @typedef {{name: string, value: number, weight: number, contribution: number, items: string[]}} Feature
 * @typedef {{case: string, title: string, score: number, features: Feature[]}} Ranked
 * @typedef {{mmsi: number, imo: number | null, name: string | null}} VesselRef
 * @typedef {{id: string, title: string, status: string, person: string | null, exercise: string | null, version: number,
 *   opened: Stamp, changed: Stamp, vessels: VesselRef[], tasks_open: number, rank: Ranked,
 *   findings: {item: string, id: string, kind: string, status: string}[]}} CaseLine
 * @typedef {{person: string, read_only: string | null, cases: CaseLine[]}} CaseList
 * @typedef {{view: import('./api.js').Finding, observed: {track: string, time: string, lat: number, lon: number}[]}} Snapshot
 * @typedef {{since: Stamp, change: string | null, reason: string | null, finding: Snapshot}} FindingVersion
 * @typedef {{item: string, versions: FindingVersion[]}} CaseFinding
 * @typedef {{item: string, added: Stamp}} Item
 * @typedef {Item & {who: string, said: string, words: string, about: string | null, document: string | null, grade: string | null}} Claim
 * @typedef {Item & {list: string, as_of: string, entry: string, subject: string, explanation: string[]}} ListHit
 * @typedef {Item & {id: string, time: string | null, what: string}} Scene
 * @typedef {Item & {name: string, sha256: string, length: number, about: string | null}} Document
 * @typedef {Item & {hypothesis: string, confidence: string, rests_on: string[],
 *   alternatives: {hypothesis: string, why_not: string}[]}} Assessment
 * @typedef {Item & {text: string, person: string | null, done: Stamp | null, outcome: string | null}} Task
 * @typedef {{id: string, version: number, title: string, status: string, status_reason: string | null,
 *   person: string | null, exercise: string | null, opened: Stamp, changed: Stamp, findings: CaseFinding[],
 *   claims: Claim[], list_hits: ListHit[], scenes: Scene[], notes: (Item & {text: string})[], documents: Document[],
 *   vessels: (Item & {vessel: VesselRef, role: string | null})[], assessments: Assessment[], tasks: Task[],
 *   comments: (Item & {about: string | null, text: string})[]}} Case
 * @typedef {{item: string, verdict: 'accepted' | 'rejected', reason: string | null, by: Stamp}} Review
 * @typedef {{case: Case, vessels: VesselRef[], reviews: Review[], rank: Ranked, newest: number, read_only: string | null}} CaseBody
 * @typedef {{version: number, seq: number, at: string, actor: string, kind: string, item: string | null, says: string, hash: string}} Line
 * @typedef {{input: string, offset: number, length: number, sha256: string, cited_sha256: string | null,
 *   unchanged: boolean | null, text: string, hex: string}} CitedBytes
 * @typedef {{case: string, version: number, items: string[]}} Done
 */

const asOf = (/** @type {number | null} */ version) => (version === null ? '' : `?as_of=v${version}`);

/** @returns {Promise<CaseList>} */
export const getCases = () => ask('/api/cases');
/** @param {string} id @param {number | null} version @returns {Promise<CaseBody>} */
export const getCase = (id, version) => ask(`/api/cases/${safe(id)}${asOf(version)}`);
/** @param {string} id @returns {Promise<Line[]>} */
export const getHistory = (id) => ask(`/api/cases/${safe(id)}/history`);
/** @param {string} id @param {string} item @param {number} n @param {number | null} version @returns {Promise<CitedBytes>} */
export const getCited = (id, item, n, version) => ask(`/api/cases/${safe(id)}/findings/${safe(item)}/evidence/${n}${asOf(version)}`);
/** @param {string} id @param {string} item */
export const documentPath = (id, item) => `/api/cases/${safe(id)}/documents/${safe(item)}`;

/** @param {string} path @param {unknown} body */
async function send(path, body) {
  const headers = { 'content-type': 'application/json' };
  return checked(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

/** @param {string} actor @param {string} title @param {object[]} events @returns {Promise<Done>} */
export const openCase = async (actor, title, events) => (await send('/api/cases', { actor, title, events })).json();

/** @param {string} id @param {string} actor @param {number} seen @param {object[]} events @returns {Promise<Done>} */
export const changeCase = async (id, actor, seen, events) => (await send(`/api/cases/${safe(id)}/events`, { actor, seen, events })).json();

/** Take over what findings say now. @param {string} actor @returns {Promise<{looked_at: number, changed: unknown[], missing: unknown[]}>} */
export const syncCases = async (actor) => (await send('/api/cases/sync', { actor })).json();

/** Say that two tracks are one hull, or two. @param {string} actor @param {string} a @param {string} b @param {'confirmed' | 'split'} verdict @param {string} note */
export const decideHull = (actor, a, b, verdict, note) => send('/api/hulls', { actor, a, b, verdict, note: note || null });

/** The signed package. @param {string} id @param {string} actor */
export const exportCase = async (id, actor) => (await send(`/api/cases/${safe(id)}/export`, { actor })).blob();

/** @param {string} id @param {string} actor @param {File} file @param {string} about @returns {Promise<Done>} */
export async function attach(id, actor, file, about) {
  const query = new URLSearchParams({ actor, name: file.name, ...(about ? { about } : {}) });
  const headers = { 'content-type': 'application/octet-stream' };
  const answer = await fetch(`/api/cases/${safe(id)}/documents?${query}`, { method: 'POST', headers, body: file });
  return (await checked(answer)).json();
}
