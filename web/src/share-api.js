// What is shared with whom, as the server tells it.
import { ask } from './api.js';

/**
 * @typedef {{state: 'up' | 'down', since: string | null, problem: string | null}} Wire
 * @typedef {{name: string, active: boolean, fingerprint: string, link: Wire | null, waiting: number, oldest: string | null,
 *   in_flight: number, acknowledged_at: string | null, delivered: number, received_at: string | null,
 *   agreement: {groups: string[], clearance: string, purposes: string[], exercises: string[]} | null, words: string[]}} Partner
 * @typedef {{name: string, fingerprint: string, running: boolean, listening: string | null, trouble: string | null, broker: string | null,
 *   policy: string | null, policy_trouble: string | null, partners: Partner[]}} Sharing
 * @typedef {{object: string, kind: string, marking: string, decision: 'whole' | 'reduced' | 'later' | 'refused', rule: string,
 *   sentence: string, not_before: string | null, fields: {path: string, fate: 'kept' | 'coarsened' | 'added' | 'removed'}[]}} Explanation
 * @typedef {import('geojson').FeatureCollection & {partner: string, at: string, seen: number, unseen: Record<string, number>}} Preview
 */

/** Null where this server shares with nobody. @returns {Promise<Sharing | null>} */
export const getSharing = () => ask('/api/share/status');

/** The picture as that partner sees it. @param {string} partner @returns {Promise<Preview>} */
export const getPreview = (partner) => ask(`/api/share/preview/${encodeURIComponent(partner)}`);

/** Why an object leaves or not. @param {string} object @param {string} partner @returns {Promise<Explanation>} */
export const getExplanation = (object, partner) => ask(`/api/share/explain?${new URLSearchParams({ object, partner })}`);

/** What partners released to us, on the map. @returns {Promise<import('geojson').FeatureCollection>} */
export const getReceived = () => ask('/api/share/received');
