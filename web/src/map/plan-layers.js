// What a plan draws: areas, ways, and the places they start from.
import { mapColours } from '../palette.js';
import { branches } from '../plan-branches.js';
import * as p from '../plan.js';
import * as s from '../state.js';
import { unwrapped } from '../geo.js';

/** @param {import('../palette.js').Theme} theme @returns {import('maplibre-gl').LayerSpecification[]} */
export function planLayers(theme) {
  const { text, halo } = mapColours(theme);
  const reach = theme === 'dark' ? '#5fd3d3' : '#0b7272';
  const own = theme === 'dark' ? '#7fd08a' : '#1f7a36';
  const ship = theme === 'dark' ? '#ff9b73' : '#c2410c';
  const by = /** @type {any} */ (['match', ['get', 'what'], ['asset', 'own'], own, 'short', '#8a8f98', ship]);
  return [
    { id: 'plan-reach', type: 'fill', source: 'plan', filter: ['==', 'what', 'reach'], paint: { 'fill-color': reach, 'fill-opacity': 0.09 } },
    { id: 'plan-likely', type: 'fill', source: 'plan', filter: ['==', 'what', 'probability'], paint: { 'fill-color': ship, 'fill-opacity': 0.17 } },
    { id: 'plan-edge', type: 'line', source: 'plan', filter: ['in', 'what', 'reach', 'probability'],
      paint: { 'line-color': ['match', ['get', 'what'], 'reach', reach, ship], 'line-width': 1.2 } },
    { id: 'plan-part', type: 'symbol', source: 'plan', filter: ['==', 'what', 'probability'],
      layout: { 'symbol-placement': 'line', 'text-field': ['concat', ['to-string', ['round', ['*', 100, ['get', 'part']]]], ' %'], 'text-font': ['DejaVu Sans', 'sans-serif'], 'text-size': 11 },
      paint: { 'text-color': ship, 'text-halo-color': halo, 'text-halo-width': 1.6 } },
    { id: 'plan-kept', type: 'line', source: 'plan', filter: ['==', 'what', 'kept'], paint: { 'line-color': text, 'line-width': 1.2, 'line-opacity': 0.7, 'line-dasharray': [3, 2] } },
    { id: 'plan-casing', type: 'line', source: 'plan', filter: ['in', 'what', 'asset', 'short', 'target'], paint: { 'line-color': halo, 'line-width': 5, 'line-opacity': 0.7 } },
    { id: 'plan-way', type: 'line', source: 'plan', filter: ['in', 'what', 'asset', 'short', 'target'], paint: { 'line-color': by, 'line-width': 2.2 } },
    { id: 'plan-place', type: 'circle', source: 'plan', filter: ['==', '$type', 'Point'],
      paint: { 'circle-radius': 6, 'circle-color': ['match', ['get', 'what'], 'own', own, 'ship', ship, text], 'circle-stroke-color': halo, 'circle-stroke-width': 2 } },
    { id: 'plan-name', type: 'symbol', source: 'plan', filter: ['has', 'label'],
      layout: { 'text-field': ['get', 'label'], 'text-font': ['DejaVu Sans', 'sans-serif'], 'text-size': 12, 'text-offset': [0, 1.1], 'text-anchor': 'top', 'text-allow-overlap': true },
      paint: { 'text-color': text, 'text-halo-color': halo, 'text-halo-width': 1.6 } },
  ];
}

/** Everything that is drawn now; nothing on other screens. @returns {import('geojson').FeatureCollection} */
export function planFeatures() {
  if (s.screen.value !== 'plan') return { type: 'FeatureCollection', features: [] };
  const features = [...(p.areas.value?.features ?? []), ...branches.value.flatMap(kept), ...lines(p.ways.value)];
  const told = p.meeting();
  if (told?.possible && told.lat !== undefined && told.lon !== undefined) features.push(point({ lat: told.lat, lon: told.lon }, 'meeting', 'meeting'));
  if (p.asked.value) features.push(point(p.asked.value.place, 'asked', ''));
  if (p.start.value) features.push(point(p.start.value, 'ship', p.start.value.name || 'last seen'));
  if (p.asset.value) features.push(point(p.asset.value, 'own', 'asset'));
  return { type: 'FeatureCollection', features };
}

/** A kept branch: its ways, thin, and its meeting by its letter. @param {import('../plan-branches.js').Branch} branch @returns {import('geojson').Feature[]} */
function kept(branch) {
  const { meeting, ways, name } = branch;
  const thin = lines(ways).map((drawn) => ({ ...drawn, properties: { what: 'kept' } }));
  if (!meeting?.possible || meeting.lat === undefined || meeting.lon === undefined) return thin;
  return [...thin, point({ lat: meeting.lat, lon: meeting.lon }, 'branch', name)];
}

/** The lines of an answer. @param {import('geojson').FeatureCollection | null} told */
const lines = (told) => (told?.features ?? []).filter((drawn) => /LineString$/.test(drawn.geometry.type)).map(whole);

/** A line over the 180th meridian in one piece. @param {import('geojson').Feature} drawn @returns {import('geojson').Feature} */
function whole(drawn) {
  const { geometry } = drawn;
  const places = geometry.type === 'MultiLineString' ? geometry.coordinates.flat() : /** @type {import('geojson').LineString} */ (geometry).coordinates;
  const lons = unwrapped(places.map(([lon]) => lon));
  return { ...drawn, geometry: { type: 'LineString', coordinates: places.map(([, lat], i) => [lons[i], lat]) } };
}

/** @param {p.Place} at @param {string} what @param {string} label @returns {import('geojson').Feature} */
function point({ lat, lon }, what, label) {
  const properties = label ? { what, label } : { what };
  return { type: 'Feature', properties, geometry: { type: 'Point', coordinates: [lon, lat] } };
}
