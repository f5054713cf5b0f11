// Tracks and findings as GeoJSON for the map.
import { unwrapped } from '../geo.js';
import { wayPoints } from '../geodesic.js';
import { speedClass } from '../palette.js';
import { STRINGS } from '../strings.js';
import { span } from '../time.js';

/** @typedef {import('geojson').Feature} Feature */

/**
 * Lines of one speed class each; across a silence one straight line of kind `gap`.
 * @param {import('../api.js').Track[]} tracks @param {number} from ms @param {number} to ms
 * @returns {import('geojson').FeatureCollection}
 */
export function trackFeatures(tracks, from, to) {
  return { type: 'FeatureCollection', features: tracks.flatMap((track) => lines(track, from / 1000, to / 1000)) };
}

/** @param {import('../api.js').Track} track @param {number} from @param {number} to @returns {Feature[]} */
function lines(track, from, to) {
  const lons = unwrapped(track.lon);
  const silent = new Set(track.silences);
  /** @type {Feature[]} */
  const features = [];
  /** @type {{key: string, points: number[][]} | null} */
  let open = null;
  for (let i = 0; i + 1 < lons.length; i++) {
    if (track.time_s[i + 1] < from || track.time_s[i] > to) { open = null; continue; }
    const key = silent.has(i) ? 'gap' : String(speedClass(track.sog_kn[i]));
    if (!open || open.key !== key || key === 'gap') {
      open = { key, points: [[lons[i], track.lat[i]]] };
      features.push(line(open.points, key));
    }
    open.points.push([lons[i + 1], track.lat[i + 1]]);
  }
  return features;
}

/** @param {number[][]} coordinates @param {string} key @returns {Feature} */
function line(coordinates, key) {
  const properties = key === 'gap' ? { kind: 'gap', speed: 6 } : { kind: 'track', speed: Number(key) };
  return { type: 'Feature', properties, geometry: { type: 'LineString', coordinates } };
}

/**
 * @param {import('../api.js').Finding[]} findings @param {import('../state.js').Selection | null} selection
 * @returns {import('geojson').FeatureCollection}
 */
export function findingFeatures(findings, selection) {
  const features = findings.map((f) => /** @type {Feature} */ ({
    type: 'Feature',
    properties: {
      id: f.id, kind: f.kind, title: title(f), withdrawn: f.status === 'withdrawn',
      selected: selection?.kind === 'finding' && selection.id === f.id,
    },
    geometry: { type: 'Point', coordinates: [f.lon, f.lat] },
  }));
  return { type: 'FeatureCollection', features };
}

/**
 * Measured places and the way between them.
 * @param {import('../geodesic.js').Place[]} places @returns {import('geojson').FeatureCollection}
 */
export function measureFeatures(places) {
  const way = places.slice(1).flatMap((to, i) => wayPoints(places[i], to));
  const lons = unwrapped(way.map(({ lon }) => lon));
  const points = places.map(({ lat, lon }) => /** @type {Feature} */ ({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [lon, lat] } }));
  if (way.length === 0) return { type: 'FeatureCollection', features: points };
  const coordinates = way.map(({ lat }, i) => [lons[i], lat]);
  return { type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } }, ...points] };
}

/** `Gap 9 h 16 min`, `Encounter 2 h 40 min, open` @param {import('../api.js').Finding} f */
export function title(f) {
  const kind = STRINGS.kinds[/** @type {keyof typeof STRINGS.kinds} */ (f.kind)] ?? f.kind;
  const port = f.kind === 'port_visit' ? f.values['name'] ?? f.values['port'] ?? f.values['anchorage'] : undefined;
  const length = f.end ? span(Date.parse(f.end) - Date.parse(f.start)) : STRINGS.statuses.open;
  return port ? `${kind}: ${port}` : `${kind} ${length}`;
}
