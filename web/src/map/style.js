// The basemap and the layers over it, as a MapLibre style. Nothing in it comes from elsewhere.
import { drillLayers } from './drill-layers.js';
import { flightLayers } from './flight-layers.js';
import { planLayers } from './plan-layers.js';
import { shareLayers } from './share-layers.js';
import { kindColours, mapColours, speedColours } from '../palette.js';

/** @type {import('geojson').FeatureCollection} */
const EMPTY = { type: 'FeatureCollection', features: [] };
// Without a `glyphs` address letters are drawn from the reader's own fonts.
const FONT = ['DejaVu Sans', 'sans-serif'];

/** @param {import('../palette.js').Theme} theme @returns {import('maplibre-gl').StyleSpecification} */
export function style(theme) {
  const c = mapColours(theme);
  const tiles = [`${location.origin}/tiles/{z}/{x}/{y}.mvt`];
  return {
    version: 8,
    sources: {
      chart: { type: 'vector', tiles, maxzoom: 9, attribution: 'Coast: Natural Earth' },
      graticule: { type: 'geojson', data: graticule() },
      tracks: { type: 'geojson', data: EMPTY, tolerance: 0 },
      findings: { type: 'geojson', data: EMPTY },
      measure: { type: 'geojson', data: EMPTY, tolerance: 0 },
      plan: { type: 'geojson', data: EMPTY, tolerance: 0.1 },
      flights: { type: 'geojson', data: EMPTY },
      share: { type: 'geojson', data: EMPTY },
      drill: { type: 'geojson', data: EMPTY },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': c.sea } },
      { id: 'land', type: 'fill', source: 'chart', 'source-layer': 'land', paint: { 'fill-color': c.land, 'fill-antialias': false } },
      { id: 'coast', type: 'line', source: 'chart', 'source-layer': 'coast', paint: { 'line-color': c.coast, 'line-width': 0.8 } },
      { id: 'graticule', type: 'line', source: 'graticule', layout: { visibility: 'none' }, paint: { 'line-color': c.grid, 'line-width': 1 } },
      ...planLayers(theme),
      ...tracks(theme),
      ...findings(theme),
      ...measure(theme),
      ...flightLayers(theme),
      ...shareLayers(theme),
      ...drillLayers(theme),
    ],
  };
}

/** @param {import('../palette.js').Theme} theme @returns {import('maplibre-gl').LayerSpecification[]} */
function tracks(theme) {
  const colours = speedColours(theme);
  const pairs = colours.flatMap((colour, i) => [i, colour]);
  const byClass = /** @type {any} */ (['match', ['get', 'speed'], ...pairs, colours[colours.length - 1]]);
  const round = /** @type {const} */ ({ 'line-cap': 'round', 'line-join': 'round' });
  return [
    { id: 'track-casing', type: 'line', source: 'tracks', filter: ['!=', 'kind', 'gap'], layout: round,
      paint: { 'line-color': mapColours(theme).halo, 'line-width': 5, 'line-opacity': 0.6 } },
    { id: 'track', type: 'line', source: 'tracks', filter: ['!=', 'kind', 'gap'], layout: round,
      paint: { 'line-color': byClass, 'line-width': 2.6 } },
    { id: 'track-gap', type: 'line', source: 'tracks', filter: ['==', 'kind', 'gap'],
      paint: { 'line-color': mapColours(theme).gap, 'line-width': 2, 'line-dasharray': [3, 2.5] } },
  ];
}

/** @param {import('../palette.js').Theme} theme @returns {import('maplibre-gl').LayerSpecification[]} */
function findings(theme) {
  const c = mapColours(theme);
  const kinds = Object.entries(kindColours(theme)).flat();
  const colour = /** @type {any} */ (['match', ['get', 'kind'], ...kinds, c.text]);
  const faded = /** @type {any} */ (['case', ['get', 'withdrawn'], 0.35, 1]);
  return [
    { id: 'finding-ring', type: 'circle', source: 'findings', filter: ['==', 'selected', true],
      paint: { 'circle-radius': 19, 'circle-color': 'transparent', 'circle-stroke-color': colour, 'circle-stroke-width': 2 } },
    { id: 'finding', type: 'symbol', source: 'findings', paint: { 'icon-opacity': faded },
      layout: { 'icon-image': ['get', 'kind'], 'icon-size': 0.5, 'icon-allow-overlap': true, 'icon-ignore-placement': true } },
    { id: 'finding-label', type: 'symbol', source: 'findings', minzoom: 5.5,
      layout: { 'text-field': ['get', 'title'], 'text-font': FONT, 'text-size': 12, 'text-offset': [0, 1.5], 'text-anchor': 'top', 'text-max-width': 16, 'text-optional': true },
      paint: { 'text-color': c.text, 'text-halo-color': c.halo, 'text-halo-width': 1.6, 'text-opacity': faded } },
  ];
}

/** @param {import('../palette.js').Theme} theme @returns {import('maplibre-gl').LayerSpecification[]} */
function measure(theme) {
  const { text, halo } = mapColours(theme);
  return [
    { id: 'measure-casing', type: 'line', source: 'measure', paint: { 'line-color': halo, 'line-width': 5, 'line-opacity': 0.7 } },
    { id: 'measure', type: 'line', source: 'measure', paint: { 'line-color': text, 'line-width': 1.8 } },
    { id: 'measure-place', type: 'circle', source: 'measure', filter: ['==', '$type', 'Point'],
      paint: { 'circle-radius': 4, 'circle-color': text, 'circle-stroke-color': halo, 'circle-stroke-width': 2 } },
  ];
}

/** Meridians and parallels every ten degrees. @returns {import('geojson').Feature} */
function graticule() {
  const lines = [];
  for (let lon = -180; lon <= 180; lon += 10) lines.push([[lon, -80], [lon, 80]]);
  for (let lat = -80; lat <= 80; lat += 10) lines.push([[-180, lat], [180, lat]]);
  return { type: 'Feature', properties: {}, geometry: { type: 'MultiLineString', coordinates: lines } };
}
