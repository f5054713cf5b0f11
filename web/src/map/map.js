// The map: coast, vessels, tracks and findings, kept in step with the state.
import { effect } from '@preact/signals';
import { AttributionControl, Map as Chart, NavigationControl, ScaleControl } from 'maplibre-gl';
import { flyTo, selectFinding, selectVessel } from '../actions.js';
import { mercatorX, mercatorY } from '../geo.js';
import { iconPixels } from '../icons.js';
import { marks } from '../marks.js';
import { measureTo } from '../measure.js';
import { branches } from '../plan-branches.js';
import { areas, asked, asset, putAt, start, ways } from '../plan.js';
import { contacts, flights, warnings } from '../flights.js';
import * as drill from '../drill.js';
import * as replay from '../drill-replay.js';
import { explain, preview, received } from '../share.js';
import { kindColours, mapColours } from '../palette.js';
import * as s from '../state.js';
import { hoverOver } from '../ui/hover.js';
import { findingFeatures, measureFeatures, trackFeatures } from './features.js';
import { nearest } from './pick.js';
import { planFeatures } from './plan-layers.js';
import { flightFeatures } from './flight-layers.js';
import { drillFeatures, REAL_SOURCES } from './drill-layers.js';
import { shareFeatures } from './share-layers.js';
import { style } from './style.js';
import { vesselsLayer } from './vessels-layer.js';

/** How near a click must be, in pixels. */
const REACH = 12;
const TICK_MS = 1000;

/** Whether frames are drawn without graphics hardware. */
function isSoftware() {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return null;
  const named = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(named ? named.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return /swiftshader|llvmpipe|software/i.test(renderer);
}

/** Put the map into an element. @param {HTMLElement} container @returns {() => void} take it away again */
export function openMap(container) {
  const software = isSoftware();
  if (software === null) {
    s.webgl.value = false;
    s.table.value = true;
    return () => {};
  }
  const map = new Chart({
    container, style: style(s.theme.peek()),
    center: [s.view.peek().lon, s.view.peek().lat], zoom: s.view.peek().zoom,
    minZoom: 1, maxZoom: 16, dragRotate: false, pitchWithRotate: false, fadeDuration: 0,
    attributionControl: false, canvasContextAttributes: { antialias: !software },
    ...(software ? { pixelRatio: 1 } : {}),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new ScaleControl({ unit: 'nautical' }), 'bottom-left');
  map.addControl(new AttributionControl({ compact: false }), 'bottom-right');
  const layer = vesselsLayer(() => look(map));
  map.on('style.load', () => { dress(map, layer); });
  const undo = [...keepView(map), ...keepData(map, layer), ...redraw(map, layer, software)];
  pointer(map);
  // For the browser's console, and for tests.
  Object.assign(globalThis, { cordonMap: map });
  return () => { undo.forEach((stop) => stop()); map.remove(); };
}

/** @param {Chart} map @param {ReturnType<typeof vesselsLayer>} layer */
function dress(map, layer) {
  const theme = s.theme.peek();
  for (const [kind, colour] of Object.entries(kindColours(theme))) {
    if (map.hasImage(kind)) map.removeImage(kind);
    map.addImage(kind, iconPixels(kind, colour, mapColours(theme).halo));
  }
  if (!map.getLayer('vessels')) map.addLayer(/** @type {any} */ (layer), 'finding-ring');
  layer.invalidate();
  setData(map);
  setVisible(map);
}

/** @param {Chart} map @returns {import('./vessels-layer.js').Look} */
function look(map) {
  const { lng, lat } = map.getCenter();
  return {
    now: s.shownAt.peek() / 1000, theme: s.theme.peek(), colourBy: s.colourBy.peek(), classes: s.classes.peek(),
    selected: selectedNumbers(), centre: { x: mercatorX(lng), y: mercatorY(lat) },
    halfWidth: map.getContainer().clientWidth / 2 / (512 * 2 ** map.getZoom()) + 0.001,
  };
}

function selectedNumbers() {
  const selected = s.selection.peek();
  if (selected?.kind === 'vessel') return new Set([Number(selected.id.split('-')[0])]);
  const finding = selected && s.findings.peek().get(selected.id);
  return new Set(finding ? finding.vessels.map((v) => v.mmsi) : []);
}

/** State and map follow one another. @param {Chart} map */
function keepView(map) {
  const read = () => {
    const { lng, lat } = map.getCenter();
    s.view.value = { lat, lon: ((((lng + 180) % 360) + 360) % 360) - 180, zoom: map.getZoom() };
  };
  map.on('moveend', read);
  map.on('dragstart', () => { s.follow.value = false; });
  const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
  flyTo.current = (lat, lon, zoom) => {
    const to = { center: /** @type {[number, number]} */ ([lon, lat]), zoom: zoom ?? map.getZoom() };
    if (still()) map.jumpTo(to);
    else map.easeTo({ ...to, duration: 400 });
  };
  return [effect(() => {
    const { lat, lon, zoom } = s.view.value;
    const here = map.getCenter();
    const moved = Math.abs(here.lat - lat) > 1e-6 || Math.abs(here.wrap().lng - lon) > 1e-6 || Math.abs(map.getZoom() - zoom) > 1e-6;
    if (moved && !map.isMoving()) map.jumpTo({ center: [lon, lat], zoom });
  })];
}

/** @param {Chart} map @param {ReturnType<typeof vesselsLayer>} layer */
function keepData(map, layer) {
  let theme = s.theme.peek();
  return [
    effect(() => {
      if (s.theme.value === theme) return;
      theme = s.theme.value;
      map.removeLayer('vessels');
      map.setStyle(style(theme), { diff: false });
    }),
    effect(() => { void [s.layers.value, s.screen.value]; if (map.isStyleLoaded() || map.getLayer('finding')) setVisible(map); }),
    effect(() => { void [s.shownFindings.value, s.tracks.value, s.selection.value, s.measured.value]; if (map.getSource('tracks')) setData(map); }),
    effect(() => {
      void [s.screen.value, start.value, asset.value, asked.value, areas.value, ways.value, branches.value];
      /** @type {import('maplibre-gl').GeoJSONSource | undefined} */ (map.getSource('plan'))?.setData(planFeatures());
    }),
    effect(() => {
      void [s.screen.value, preview.value, received.value];
      /** @type {import('maplibre-gl').GeoJSONSource | undefined} */ (map.getSource('share'))?.setData(shareFeatures());
    }),
    effect(() => {
      void [s.screen.value, drill.view.value, drill.showTruth.value, drill.unit.value, drill.contact.value, replay.run.value, replay.at.value];
      /** @type {import('maplibre-gl').GeoJSONSource | undefined} */ (map.getSource('drill'))?.setData(drillFeatures());
    }),
    effect(() => {
      void [flights.value, warnings.value, contacts.value];
      /** @type {import('maplibre-gl').GeoJSONSource | undefined} */ (map.getSource('flights'))?.setData(flightFeatures());
    }),
    effect(() => {
      void [s.marksVersion.value, s.colourBy.value, s.classes.value, s.selection.value];
      layer.invalidate();
      if (s.follow.value) followSelected();
      map.triggerRepaint();
    }),
  ];
}

/** @param {Chart} map */
function setData(map) {
  const source = (/** @type {string} */ id) => /** @type {import('maplibre-gl').GeoJSONSource | undefined} */ (map.getSource(id));
  const [from, to] = [s.shownAt.peek() - s.windowMs.peek(), s.shownAt.peek()];
  source('tracks')?.setData(trackFeatures(s.tracks.peek(), from, to));
  source('findings')?.setData(findingFeatures(s.shownFindings.peek(), s.selection.peek()));
  source('measure')?.setData(measureFeatures(s.measured.peek()));
  source('plan')?.setData(planFeatures());
  source('flights')?.setData(flightFeatures());
  source('share')?.setData(shareFeatures());
  source('drill')?.setData(drillFeatures());
}

const OF_LAYER = {
  ais: ['vessels'], trk: ['track', 'track-casing', 'track-gap'], ev: ['finding', 'finding-ring'],
  lab: ['finding-label'], grat: ['graticule'],
};

/** Whether a drill is looked at, with which nothing real is ever mixed. */
const isDrill = () => s.screen.peek() === 'drill';

/** @param {Chart} map */
function setVisible(map) {
  for (const { id, source } of /** @type {any[]} */ (map.getStyle()?.layers ?? [])) {
    if (REAL_SOURCES.has(source)) map.setLayoutProperty(id, 'visibility', isDrill() ? 'none' : 'visible');
  }
  for (const [layer, ids] of Object.entries(OF_LAYER)) {
    const shown = !isDrill() && s.layers.peek().has(layer) && (layer !== 'lab' || s.layers.peek().has('ev'));
    for (const id of ids) if (map.getLayer(id)) map.setLayoutProperty(id, 'visibility', shown ? 'visible' : 'none');
  }
}

function followSelected() {
  const last = s.vessel.peek()?.last;
  if (last) s.view.value = { ...s.view.peek(), lat: last.lat, lon: last.lon };
}

/** Vessels sail on between reports; on slow machines once a second. @param {Chart} map @param {ReturnType<typeof vesselsLayer>} layer @param {boolean} software */
function redraw(map, layer, software) {
  const timer = setInterval(() => { layer.invalidate(); map.triggerRepaint(); }, software ? TICK_MS * 5 : TICK_MS);
  return [() => clearInterval(timer)];
}

/** Why what was clicked leaves, or stays. @param {Chart} map @param {import('maplibre-gl').Point} at */
function askWhy(map, at) {
  const seen = map.getLayer('share-place') ? map.queryRenderedFeatures(at, { layers: ['share-place', 'share-cell'] })[0] : undefined;
  if (seen) return void explain(String(seen.properties.id));
  const i = nearest(map, at, REACH);
  if (i !== null) void explain(String(marks.mmsi[i]).padStart(9, '0'));
}

/** What of a drill is drawn near a place. @param {Chart} map @param {import('maplibre-gl').Point} at */
function drawnAt(map, at) {
  /** @type {[[number, number], [number, number]]} */
  const box = [[at.x - REACH, at.y - REACH], [at.x + REACH, at.y + REACH]];
  return map.getLayer('drill-place') ? map.queryRenderedFeatures(box, { layers: ['drill-place'] })[0]?.properties : undefined;
}

/** @param {Chart} map */
function pointer(map) {
  map.on('click', (event) => {
    if (s.measuring.peek()) return measureTo(event.lngLat.lat, event.lngLat.lng);
    if (s.screen.peek() === 'plan') return putAt(event.lngLat.lat, event.lngLat.lng);
    if (isDrill()) return drill.clicked({ lat: event.lngLat.lat, lon: event.lngLat.wrap().lng }, drawnAt(map, event.point));
    if (s.screen.peek() === 'share') return askWhy(map, event.point);
    const finding = map.getLayer('finding') ? map.queryRenderedFeatures(event.point, { layers: ['finding'] })[0] : undefined;
    if (finding) return void selectFinding(String(finding.properties.id));
    const i = nearest(map, event.point, REACH);
    if (i !== null) void selectVessel(String(marks.mmsi[i]).padStart(9, '0'));
  });
  map.on('mousemove', (event) => {
    const i = isDrill() ? null : nearest(map, event.point, REACH);
    map.getCanvas().style.cursor = s.measuring.peek() || s.screen.peek() === 'plan' || drill.going.peek() ? 'crosshair' : i === null ? '' : 'pointer';
    hoverOver(i, event.point);
  });
  map.on('mouseout', () => hoverOver(null, { x: 0, y: 0 }));
  map.on('movestart', () => hoverOver(null, { x: 0, y: 0 }));
}
