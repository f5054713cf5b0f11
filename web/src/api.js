// The server's answers, with their types.

/**
 * @typedef {{input: string, offset: number, length: number}} Source
 * @typedef {{time: string, lat: number, lon: number, sog_kn: number | null, cog_deg: number | null,
 *   nav_status: number | null, source: Source}} Fix
 * @typedef {{slot: number, mmsi: number, track: string, name: string | null, imo: string | null,
 *   callsign: string | null, ship_type: number, dimensions: string | null, last: Fix | null,
 *   exercise: boolean}} Card
 * @typedef {{attribute: string, value: string, first: string, last: string, count: number,
 *   track: string, source: Source}} Dated
 * @typedef {Card & {imo_check_ok: boolean | null, identity: Dated[],
 *   tracks: {id: string, last: string | null, points: number}[], same_imo: Card[]}} Vessel
 * @typedef {{track: string, mmsi: number, time_s: number[], lat: number[], lon: number[],
 *   sog_kn: (number | null)[], cog_deg: (number | null)[], silences: number[]}} Track
 * @typedef {Source & {sha256: string | null, time?: string, track?: string, lat?: number, lon?: number}} Evidence
 * @typedef {{id: string, kind: string, status: string, start: string, end: string | null, lat: number,
 *   lon: number, tracks: string[], vessels: {mmsi: number, imo: number | null, name: string | null}[],
 *   values: Record<string, unknown>, thresholds: Record<string, unknown>, evidence: Evidence[],
 *   reason: string, revision: number, exercise: string | null}} Finding
 * @typedef {{finding: Finding, seq: number, history: {seq: number, finding: Finding}[]}} FindingDetail
 * @typedef {{version: string, clock: string | null, seq: number, exercise: string | null, vessels: number,
 *   tracks: number, findings: Record<string, number>, extent: [string, string] | null,
 *   feeds: {name: string, state: string, read: number, rejected: number, last: string | null}[],
 *   tally: {read: number, used: number, rejected: Record<string, number>}}} Status
 * @typedef {{from: string | null, step_s: number, positions: number[], findings: number[]}} Bars
 */

/** @param {string} path @returns {Promise<any>} */
export async function ask(path) {
  return (await checked(await fetch(path))).json();
}

/** The answer, or what it says is wrong as an error. @param {Response} answer */
export async function checked(answer) {
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({ error: answer.statusText, help: '' }));
  throw Object.assign(new Error([told.error, told.help].filter(Boolean).join(': ')), { status: answer.status });
}

export const safe = encodeURIComponent;

/** @returns {Promise<Status>} */
export const getStatus = () => ask('/api/status');
/** @param {string} words @returns {Promise<{total: number, vessels: Card[]}>} */
export const search = (words) => ask(`/api/vessels?q=${safe(words)}`);
/** @param {number[]} slots @returns {Promise<{vessels: Card[]}>} */
export const cards = (slots) => ask(`/api/vessels?slots=${slots.join(',')}`);
/** @param {string} id @returns {Promise<Vessel>} */
export const getVessel = (id) => ask(`/api/vessels/${safe(id)}`);
/** @param {string} id @returns {Promise<Track>} */
export const getTrack = (id) => ask(`/api/tracks/${safe(id)}`);
/** @param {string} id @returns {Promise<FindingDetail>} */
export const getFinding = (id) => ask(`/api/findings/${safe(id)}`);
/** @param {string} id @param {number} n @returns {Promise<{text: string, hex: string, sha256: string | null, source: Source}>} */
export const getBytes = (id, n) => ask(`/api/findings/${safe(id)}/evidence/${n}`);
/** @param {number | null} asOf @returns {Promise<{total: number, findings: Finding[]}>} */
export const getFindings = (asOf) => ask(`/api/findings?brief=1&limit=10000${asOf === null ? '' : `&asof=${asOf}`}`);
/** @param {number} bins @returns {Promise<Bars>} */
export const getHistogram = (bins) => ask(`/api/histogram?bins=${bins}`);

/** @param {string} t RFC 3339 @returns {Promise<DataView>} */
export async function positionsAt(t) {
  const answer = await fetch(`/api/positions.bin?t=${safe(t)}`);
  if (!answer.ok) throw new Error(answer.statusText);
  return new DataView(await answer.arrayBuffer(), 24);
}
