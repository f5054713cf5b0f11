// Plans, as the server makes them.
import { ask, checked } from './api.js';

/**
 * @typedef {{action: string, verdict: 'open' | 'needs' | 'closed', why: string | null, basis: string[]}} Act
 * @typedef {{may: string[], consent_needed: string[], actions: Act[], assumptions: string[]}} Law
 * @typedef {{class: string, state: string | null, disputed: string[], distance_to_shore_nm: number | null,
 *   nearest_port: {name: string, distance_nm: number} | null, source: string, limit_error_nm: number,
 *   doubtful: boolean, assumptions: string[], notes: string[]}} Waters
 * @typedef {{time_h: number, lat: number, lon: number, distance_nm: number, course_deg: number}} Closest
 * @typedef {{possible: boolean, time_h?: number, course_deg?: number, lat?: number, lon?: number, distance_nm?: number,
 *   reason?: string, closest?: Closest, speed_needed_kn?: number, assumptions: string[],
 *   waters: Waters | null, law: Law | null, target_now?: [number, number]}} Meeting
 * @typedef {import('geojson').FeatureCollection & {properties?: {area_nm2?: number, assumptions?: string[]}}} Areas
 */

/** @param {number} lat @param {number} lon @returns {Promise<Waters>} */
export const getWaters = (lat, lon) => ask(`/api/chart/at?lat=${lat}&lon=${lon}`);

/** @param {string} path @param {object} body @param {AbortSignal} [signal] */
async function post(path, body, signal) {
  const headers = { 'content-type': 'application/json' };
  return checked(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body), signal }));
}

/** @param {object} question @param {AbortSignal} signal @returns {Promise<Areas>} */
export const getReach = async (question, signal) => (await post('/api/plan/reach?format=geojson', question, signal)).json();

/** The meeting, its lines in `features`. @param {object} question @param {AbortSignal} signal @returns {Promise<import('geojson').FeatureCollection>} */
export const getIntercept = async (question, signal) => (await post('/api/plan/intercept?format=geojson', question, signal)).json();

/** The asset's way for plotters and globes. @param {object} question @param {'gpx' | 'kml'} format */
export const getTrack = async (question, format) => (await post(`/api/plan/intercept?format=${format}`, question)).blob();
