// What flights draw: aircraft, and where something was launched and may come down.
import { flights, warnings } from '../flights.js';
import { mapColours } from '../palette.js';
import { STRINGS } from '../strings.js';

const FONT = ['DejaVu Sans', 'sans-serif'];

/** @param {import('../palette.js').Theme} theme @returns {import('maplibre-gl').LayerSpecification[]} */
export function flightLayers(theme) {
  const { text, halo } = mapColours(theme);
  const air = theme === 'dark' ? '#7cc7ff' : '#0b6bcb';
  const danger = theme === 'dark' ? '#ff6b6b' : '#c81e1e';
  const isWarning = /** @type {any} */ (['has', 'part']);
  return [
    { id: 'warning-area', type: 'fill', source: 'flights', filter: isWarning,
      paint: { 'fill-color': danger, 'fill-opacity': ['match', ['get', 'part'], 'impact', 0.22, 0.1] } },
    { id: 'warning-edge', type: 'line', source: 'flights', filter: isWarning,
      paint: { 'line-color': danger, 'line-width': ['match', ['get', 'part'], 'impact', 2.5, 1.2] } },
    { id: 'aircraft', type: 'circle', source: 'flights', filter: ['!', isWarning],
      paint: { 'circle-radius': 3.5, 'circle-color': air, 'circle-stroke-color': halo, 'circle-stroke-width': 1.5 } },
    { id: 'flight-name', type: 'symbol', source: 'flights',
      layout: { 'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 11, 'text-offset': [0, 1], 'text-anchor': 'top' },
      paint: { 'text-color': text, 'text-halo-color': halo, 'text-halo-width': 1.5 } },
  ];
}

/** Everything that is drawn now. @returns {import('geojson').FeatureCollection} */
export function flightFeatures() {
  return { type: 'FeatureCollection', features: [...warnings.value.features, ...flights.value.features].map(named) };
}

/** The exercise mark stands on everything that bears one. @param {import('geojson').Feature} drawn @returns {import('geojson').Feature} */
function named(drawn) {
  const { part, name, aircraft, exercise, time = '' } = drawn.properties ?? {};
  const mark = exercise && `${STRINGS.exercise} ${String(exercise).replace(/^(EXERCISE|EX)\s+/i, '')}`;
  const what = part ? `${String(part).toUpperCase()} ${String(time).slice(11, 19)}Z` : name ?? aircraft ?? '';
  return { ...drawn, properties: { ...drawn.properties, label: [what, mark].filter(Boolean).join(' · ') } };
}
