// What sharing draws: objects of partners, marked with their origin, and our own as a partner sees them.
import { mapColours } from '../palette.js';
import { preview, received } from '../share.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';

const FONT = ['DejaVu Sans', 'sans-serif'];

/** @param {import('../palette.js').Theme} theme @returns {import('maplibre-gl').LayerSpecification[]} */
export function shareLayers(theme) {
  const { text, halo } = mapColours(theme);
  const theirs = theme === 'dark' ? '#c9a2ff' : '#6d28d9';
  const ours = theme === 'dark' ? '#ffd166' : '#9a6700';
  const drill = theme === 'dark' ? '#ff9b73' : '#c2410c';
  const colour = /** @type {any} */ (['match', ['get', 'what'], 'seen', ours, theirs]);
  return [
    { id: 'share-cell', type: 'circle', source: 'share', filter: ['==', 'reduced', true],
      paint: { 'circle-radius': 11, 'circle-color': colour, 'circle-opacity': 0.18, 'circle-stroke-color': colour, 'circle-stroke-width': 1 } },
    { id: 'share-place', type: 'circle', source: 'share',
      paint: { 'circle-radius': 5, 'circle-color': colour, 'circle-stroke-color': ['case', ['get', 'drill'], drill, halo], 'circle-stroke-width': 2 } },
    { id: 'share-name', type: 'symbol', source: 'share',
      layout: { 'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 11, 'text-offset': [0, 1], 'text-anchor': 'top' },
      paint: { 'text-color': text, 'text-halo-color': halo, 'text-halo-width': 1.5 } },
  ];
}

/** Everything that is drawn now. @returns {import('geojson').FeatureCollection} */
export function shareFeatures() {
  const theirs = received.value.features.map((drawn) => marked(drawn, 'received', String(drawn.properties?.origin ?? '')));
  const seen = s.screen.value === 'share' ? preview.value : null;
  const features = seen ? seen.features.map((drawn) => marked(drawn, 'seen', '')) : theirs;
  return { type: 'FeatureCollection', features };
}

/** The exercise mark stands on every object that bears one. @param {import('geojson').Feature} drawn @param {string} what @param {string} from @returns {import('geojson').Feature} */
function marked(drawn, what, from) {
  const { kind = '', exercise = null, reduced_by: reducedBy = null, source = drawn.id, body = {} } = drawn.properties ?? {};
  const named = body.name ?? body.kind ?? kind;
  const label = [from, named, exercise && `${STRINGS.exercise} ${String(exercise).replace(/^(EXERCISE|EX)\s+/i, '')}`].filter(Boolean).join(' · ');
  return { ...drawn, properties: { what, label, id: source, reduced: Boolean(reducedBy), drill: Boolean(exercise) } };
}
