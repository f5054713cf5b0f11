// Drills that people drive, as the server tells them and takes orders for them.
import { ask, checked } from './api.js';

/**
 * @typedef {{name: string, title: string, duration_h: number, seed: number, sides: string[]}} Scenario
 * @typedef {{id: string, exercise: string, simulated: true, scenario: string, title: string, seed: number, sides: string[],
 *   from: string, now: string, until: string, speed: number | 'max', paused: boolean,
 *   stage: 'playing' | 'scoring' | 'scored' | 'failed' | 'left', why?: string}} Status
 * @typedef {{side: string, unit: string, name: string, flies: boolean, can_board: boolean, lat: number, lon: number,
 *   sog_kn: number, cog_deg: number, doing: string, contact: number | null}} Asset
 * @typedef {{side: string, contact: number, lat: number, lon: number, sog_kn: number, cog_deg: number, age_min: number,
 *   mmsi: number | null, name: string | null, why: string | null, done: boolean}} Contact
 * @typedef {{id: string, at_h: number | null, after: string | null, what: {kind: string, text?: string, side?: string, sensor?: string}, came: boolean}} Inject
 * @typedef {{craft: string, name: string, role: string, lat: number, lon: number, sog_kn: number, cog_deg: number, sends: boolean, lies: boolean}} Truly
 * @typedef {{seq: number, t: string, event: string} & Record<string, unknown>} Line
 * @typedef {{exercise: string, role: string, sides: string[], from: string, now: string, until: string, over: boolean, assets: Asset[],
 *   contacts: Contact[], injects?: Inject[], truth?: Truly[], log: Line[]}} View
 * @typedef {{passed: boolean, points: number, rows: {name: string, value: number | null, unit: string, weight: number, points: number, reason: string}[]}} Score
 * @typedef {{id: string, exercise: string, scenario: string, seed: number, from: string, until: string, passed: boolean, points: number}} Run
 * @typedef {{id: string, name: string, class: string, side: string | null, role: string, places: [number, number, number, number][]}} Way
 * @typedef {{exercise: string, simulated: true, scenario: string, seed: number, from: string, until: string, every_s: number, craft: Way[], events: Line[]}} Scrub
 * @typedef {{side: string, unit: string, task: string, contact?: number, lat?: number, lon?: number}} Order
 */

/** @returns {Promise<Scenario[]>} */
export const getScenarios = () => ask('/api/drill/scenarios');
/** Null where there was no drill yet. @returns {Promise<Status | null>} */
export const getStatus = () => ask('/api/drill');
/** @returns {Promise<Score>} */
export const getScore = () => ask('/api/drill/score');
/** @returns {Promise<Run[]>} */
export const getRuns = () => ask('/api/drill/runs');
/** @param {string} id @returns {Promise<Scrub>} */
export const getRun = (id) => ask(`/api/drill/runs/${encodeURIComponent(id)}`);
export const REPORT = '/api/drill/report';

/** What the role of the key sees. @param {string} key @param {number} since @param {string} side for the controller: what that side sees @returns {Promise<View>} */
export async function getView(key, since, side) {
  const asked = new URLSearchParams({ since: String(since), ...(side ? { side } : {}) });
  return (await checked(await fetch(`/api/drill/view?${asked}`, { headers: { 'x-drill-key': key } }))).json();
}

/** @param {string} what @param {object} body @param {string} [key] @returns {Promise<any>} */
export async function post(what, body, key) {
  const headers = { 'content-type': 'application/json', ...(key ? { 'x-drill-key': key } : {}) };
  return (await checked(await fetch(`/api/drill/${what}`, { method: 'POST', headers, body: JSON.stringify(body) }))).json();
}
