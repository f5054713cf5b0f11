// What is shown. Components read these signals; actions.js changes them.
import { computed, signal } from '@preact/signals';
import { HOUR } from './time.js';

/**
 * @typedef {{kind: 'vessel' | 'finding' | 'case', id: string} | {kind: 'cases' | 'plan' | 'share' | 'drill', id: ''}} Selection
 * @typedef {import('./api.js').Finding} Finding
 * @typedef {import('./api.js').Vessel} Vessel
 * @typedef {import('./api.js').Track} Track
 */

/** @type {import('@preact/signals').Signal<import('./api.js').Status | null>} */
export const status = signal(null);
/** Newest instant of the data, ms. */
export const clock = computed(() => (status.value?.clock ? Date.parse(status.value.clock) : null));
export const connected = signal(true);

/** Following the data, or looking at `shownAt`. */
export const live = signal(true);
/** Instant shown when not live, ms. */
export const chosen = signal(0);
/** Instant shown, ms. */
export const shownAt = computed(() => (live.value ? (clock.value ?? 0) : chosen.value));
/** Length of the window that ends at the instant shown, ms. */
export const windowMs = signal(24 * HOUR);
export const playing = signal(false);
export const speed = signal(60);

/** @type {import('@preact/signals').Signal<Selection | null>} */
export const selection = signal(null);
/** @type {import('@preact/signals').Signal<Vessel | null>} */
export const vessel = signal(null);
/** @type {import('@preact/signals').Signal<Track[]>} */
export const tracks = signal([]);
/** @type {import('@preact/signals').Signal<Map<string, Finding>>} */
export const findings = signal(new Map());

export const LAYERS = ['ais', 'trk', 'ev', 'lab', 'grat'];
export const KINDS = [
  'gap', 'encounter', 'loitering', 'port_visit', 'spoofing', 'area_outage', 'zone_entry', 'voyage_irregularity',
  'dark_meeting', 'identity_change', 'shared_mmsi', 'flag_hopping', 'false_flag', 'dual_identity',
];
export const layers = signal(new Set(['ais', 'trk', 'ev', 'lab']));
export const kinds = signal(new Set(KINDS));
/** @type {import('@preact/signals').Signal<'type' | 'speed'>} */
export const colourBy = signal('type');
/** Ship classes that are shown; empty means all. */
export const classes = signal(/** @type {Set<string>} */ (new Set()));
/** As known at this sequence number; null means now. */
export const asOf = signal(/** @type {number | null} */ (null));
/** @type {import('@preact/signals').Signal<'dark' | 'light'>} */
export const theme = signal('dark');

/** Which screen: that of the selection. */
export const screen = computed(() => {
  const kind = selection.value?.kind;
  return kind && kind !== 'vessel' && kind !== 'finding' ? kind : 'watch';
});
/** @type {import('@preact/signals').Signal<import('./cases-api.js').CaseList | null>} */
export const cases = signal(null);
/** The case that is shown. @type {import('@preact/signals').Signal<import('./cases-api.js').CaseBody | null>} */
export const shownCase = signal(null);
/** @type {import('@preact/signals').Signal<import('./cases-api.js').Line[]>} */
export const caseHistory = signal([]);
/** The version that is read; null means the newest. */
export const caseVersion = signal(/** @type {number | null} */ (null));
/** The row that the keys act on: a case in the list, a finding in a case. */
export const row = signal(0);
/** Who works here, for the ledger. */
export const actor = signal('');

export const view = signal({ lat: 32.6, lon: 126.6, zoom: 6 });
export const follow = signal(false);
/** How many marks are shown; changes at every tick. */
export const marksVersion = signal(0);
export const table = signal(false);
export const help = signal(false);
/** The command palette. */
export const commands = signal(false);
export const measuring = signal(false);
/** Places put down while measuring. */
export const measured = signal(/** @type {import('./geodesic.js').Place[]} */ ([]));
export const notice = signal('');
/** What the pointer is over, and where in the map. */
export const hovered = signal(/** @type {{text: string, x: number, y: number} | null} */ (null));
export const webgl = signal(true);

/** Findings of the kinds chosen that touch the window, newest first. */
export const shownFindings = computed(() => {
  const [from, to] = [shownAt.value - windowMs.value, shownAt.value];
  return [...findings.value.values()]
    .filter((f) => kinds.value.has(f.kind) && Date.parse(f.start) <= to && (!f.end || Date.parse(f.end) >= from))
    .sort((a, b) => b.start.localeCompare(a.start) || a.id.localeCompare(b.id));
});

/** Findings of the kinds chosen, whenever they were. */
export const shownFindingsAll = () => [...findings.value.values()].filter((f) => kinds.value.has(f.kind));
