// What flights draw: aircraft, where something was launched and may come down, and contacts that others tell of.
import { contacts, flights, warnings } from '../flights.js';
import { mapColours } from '../palette.js';
import { STRINGS } from '../strings.js';

const FONT = ['DejaVu Sans', 'sans-serif'];
// By what its teller holds a contact for, as the field colours it.
const AFFILIATION = { f: '#3d8bfd', a: '#3d8bfd', h: '#ff5c5c', j: '#ff5c5c', s: '#ff5c5c', n: '#3fb950' };
const UNKNOWN = '#e3b341';

/** @param {import('../palette.js').Theme} theme @returns {import('maplibre-gl').LayerSpecification[]} */
export function flightLayers(theme) {
  const { text, halo } = mapColours(theme);
  const air = theme === 'dark' ? '#7cc7ff' : '#0b6bcb';
  const danger = theme === 'dark' ? '#ff6b6b' : '#c81e1e';
  const isWarning = /** @type {any} */ (['has', 'part']);
  const isContact = /** @type {any} */ (['has', 'told']);
  const affiliation = /** @type {any} */ (['match', ['get', 'affiliation'], ...Object.entries(AFFILIATION).flat(), UNKNOWN]);
  return [
    { id: 'warning-area', type: 'fill', source: 'flights', filter: isWarning,
      paint: { 'fill-color': danger, 'fill-opacity': ['match', ['get', 'part'], 'impact', 0.22, 0.1] } },
    { id: 'warning-edge', type: 'line', source: 'flights', filter: isWarning,
      paint: { 'line-color': danger, 'line-width': ['match', ['get', 'part'], 'impact', 2.5, 1.2] } },
    { id: 'aircraft', type: 'circle', source: 'flights', filter: ['!', ['any', isWarning, isContact]],
      paint: { 'circle-radius': 3.5, 'circle-color': air, 'circle-stroke-color': halo, 'circle-stroke-width': 1.5 } },
    { id: 'contact', type: 'circle', source: 'flights', filter: isContact,
      paint: { 'circle-radius': ['case', ['get', 'alarmed'], 9, 5], 'circle-color': affiliation, 'circle-opacity': ['case', ['get', 'old'], 0.25, 0.55],
        'circle-stroke-color': ['case', ['get', 'alarmed'], danger, affiliation], 'circle-stroke-width': ['case', ['get', 'alarmed'], 3, 1.5] } },
    { id: 'flight-name', type: 'symbol', source: 'flights',
      layout: { 'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 11, 'text-offset': [0, 1], 'text-anchor': 'top' },
      paint: { 'text-color': text, 'text-halo-color': halo, 'text-halo-width': 1.5 } },
  ];
}

/** Everything that is drawn now. @returns {import('geojson').FeatureCollection} */
export function flightFeatures() {
  return { type: 'FeatureCollection', features: [...warnings.value.features, ...flights.value.features, ...contacts.value.features].map(named) };
}

/** The exercise mark stands on everything that bears one, and what is only told of says so. @param {import('geojson').Feature} drawn @returns {import('geojson').Feature} */
function named(drawn) {
  const { part, told, alarm, stale, name, aircraft, exercise, time = '' } = drawn.properties ?? {};
  const mark = exercise && `${STRINGS.exercise} ${String(exercise).replace(/^(EXERCISE|EX)\s+/i, '')}`;
  const what = part ? `${String(part).toUpperCase()} ${String(time).slice(11, 19)}Z` : name ?? aircraft ?? '';
  const label = [what, alarm && (alarm === 'alarm' ? STRINGS.alarm : `${STRINGS.alarm} ${alarm}`), told && STRINGS.told, mark].filter(Boolean).join(' · ');
  return { ...drawn, properties: { ...drawn.properties, label, alarmed: Boolean(alarm), old: Boolean(stale) && Date.parse(stale) < Date.now() } };
}
