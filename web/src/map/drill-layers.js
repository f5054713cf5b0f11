// What a drill draws: a role's own assets and contacts; for the controller, on request, what is true.
import * as drill from '../drill.js';
import * as replay from '../drill-replay.js';
import { mapColours } from '../palette.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';

const FONT = ['DejaVu Sans', 'sans-serif'];

/** Layers of other screens, which a drill is never mixed with. */
export const REAL_SOURCES = new Set(['tracks', 'findings', 'plan', 'flights', 'share']);

/** @param {import('../palette.js').Theme} theme @returns {import('maplibre-gl').LayerSpecification[]} */
export function drillLayers(theme) {
  const { text, halo } = mapColours(theme);
  const dark = theme === 'dark';
  const [own, suspect, other, truth, mark] = dark ? ['#6cc4ff', '#ff6b6b', '#d7dde6', '#ffd166', '#ff9b73'] : ['#0b61a4', '#b3261e', '#44505e', '#8a5a00', '#c2410c'];
  const colour = /** @type {any} */ (['match', ['get', 'what'], 'asset', own, 'truth', truth, ['case', ['get', 'suspect'], suspect, other]]);
  return [
    { id: 'drill-task', type: 'line', source: 'drill', filter: ['==', 'what', 'task'], paint: { 'line-color': own, 'line-width': 1.5, 'line-dasharray': [2, 2] } },
    { id: 'drill-trail', type: 'line', source: 'drill', filter: ['==', 'what', 'trail'], paint: { 'line-color': ['case', ['get', 'suspect'], suspect, ['get', 'own'], own, other], 'line-width': 1.5, 'line-opacity': 0.7 } },
    { id: 'drill-truth', type: 'circle', source: 'drill', filter: ['==', 'what', 'truth'],
      paint: { 'circle-radius': 9, 'circle-color': 'transparent', 'circle-stroke-color': truth, 'circle-stroke-width': ['case', ['get', 'suspect'], 2.5, 1] } },
    { id: 'drill-place', type: 'circle', source: 'drill', filter: ['in', 'what', 'asset', 'contact'],
      paint: { 'circle-radius': ['case', ['get', 'chosen'], 9, ['==', ['get', 'what'], 'asset'], 7, 5], 'circle-color': colour, 'circle-opacity': ['get', 'fresh'], 'circle-stroke-color': ['case', ['get', 'chosen'], mark, halo], 'circle-stroke-width': 2 } },
    { id: 'drill-name', type: 'symbol', source: 'drill', filter: ['!in', 'what', 'task', 'trail'],
      layout: { 'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 11, 'text-offset': [0, 1], 'text-anchor': 'top', 'text-optional': true, 'symbol-sort-key': ['get', 'order'] },
      paint: { 'text-color': text, 'text-halo-color': halo, 'text-halo-width': 1.5 } },
  ];
}

/** Everything that is drawn now; nothing on other screens. @returns {import('geojson').FeatureCollection} */
export function drillFeatures() {
  if (s.screen.value === 'drill' && replay.run.value) return { type: 'FeatureCollection', features: lookBack(replay.run.value, replay.at.value) };
  const seen = s.screen.value === 'drill' ? drill.view.value : null;
  if (!seen) return { type: 'FeatureCollection', features: [] };
  const about = new Map(seen.contacts.map((it) => [`${it.side}/${it.contact}`, it]));
  const truth = drill.showTruth.value ? seen.truth ?? [] : [];
  const tasks = seen.assets.flatMap((it) => {
    const target = it.contact === null ? undefined : about.get(`${it.side}/${it.contact}`);
    return target ? [line(it, target)] : [];
  });
  return { type: 'FeatureCollection', features: [...tasks, ...truth.map(trueCraft), ...known(seen.contacts), ...seen.assets.map(asset)] };
}

/** Everybody at a moment of a run that is over. @param {import('../drill-api.js').Scrub} run @param {number} when */
function lookBack(run, when) {
  const here = run.craft.flatMap((way) => {
    const at = replay.placeOf(way, when, run.every_s);
    return at ? [{ way, at }] : [];
  });
  const noted = here.filter(({ way }) => way.role !== 'background');
  return [...noted.map(({ way, at }) => trail(way, replay.trailOf(way, at, when))), ...here.map(({ way, at }) => then(way, at))];
}

/** @param {import('../drill-api.js').Way} way @param {[number, number][]} coordinates @returns {import('geojson').Feature} */
const trail = (way, coordinates) => ({ type: 'Feature', properties: { what: 'trail', suspect: way.role === 'subject', own: way.side !== null }, geometry: { type: 'LineString', coordinates } });

/** A craft as it was. @param {import('../drill-api.js').Way} way @param {{lat: number, lon: number, flags: number}} at */
function then(way, at) {
  const own = way.role === 'enforcer';
  const word = own ? '' : at.flags & 2 ? ` ${STRINGS.drills.lies}` : at.flags & 1 ? '' : ` ${STRINGS.drills.silent}`;
  const label = way.role === 'background' ? '' : `${STRINGS.exercise} ${(way.name || way.id).replace(/ \(.*/, '')}${word}`;
  return point(at, { what: own ? 'asset' : 'contact', id: way.id, label, suspect: way.role === 'subject', chosen: false, fresh: way.role === 'background' ? 0.35 : 1, order: own ? 0 : 1 });
}

/** Of what several sides know, each once. @param {import('../drill-api.js').Contact[]} contacts */
function known(contacts) {
  const own = drill.chosen.value?.side;
  const shown = new Map();
  for (const it of contacts) {
    const place = `${it.lat.toFixed(3)} ${it.lon.toFixed(3)}`;
    if (!shown.has(place) || it.side === own) shown.set(place, it);
  }
  return [...shown.values()].map(contact);
}

/** @param {import('../drill-api.js').Asset} it */
function asset(it) {
  const id = `${it.side}/${it.unit}`;
  const label = `${STRINGS.exercise} ${it.name.replace(/ \(.*/, '')}`;
  return point(it, { what: 'asset', id, label, chosen: id === drill.unit.value, suspect: false, fresh: 1, order: 0 });
}

/** @param {import('../drill-api.js').Contact} it */
function contact(it) {
  const isOf = !drill.chosen.value || it.side === drill.chosen.value.side;
  const named = (it.name ?? STRINGS.drills.unnamed).replace(/^EX /, '');
  const fresh = it.age_min < 15 ? 1 : it.age_min < 180 ? 0.5 : 0.2;
  return point(it, { what: 'contact', id: it.contact, label: `${STRINGS.exercise} #${it.contact} ${named}`, chosen: isOf && it.contact === drill.contact.value, suspect: it.why !== null, fresh, order: it.why ? 1 : 2 });
}

/** @param {import('../drill-api.js').Truly} it */
function trueCraft(it) {
  const word = it.lies ? ` ${STRINGS.drills.lies}` : it.sends ? '' : ` ${STRINGS.drills.silent}`;
  const label = it.role === 'subject' ? `${STRINGS.exercise} ${it.name}${word}` : '';
  return point(it, { what: 'truth', id: it.craft, label, suspect: it.role === 'subject', chosen: false, fresh: 1, order: 3 });
}

/** @param {{lat: number, lon: number}} at @param {Record<string, unknown>} properties @returns {import('geojson').Feature} */
const point = (at, properties) => ({ type: 'Feature', properties, geometry: { type: 'Point', coordinates: [at.lon, at.lat] } });

/** @param {{lat: number, lon: number}} a @param {{lat: number, lon: number}} b @returns {import('geojson').Feature} */
function line(a, b) {
  const lon = b.lon - Math.round((b.lon - a.lon) / 360) * 360;
  return { type: 'Feature', properties: { what: 'task' }, geometry: { type: 'LineString', coordinates: [[a.lon, a.lat], [lon, b.lat]] } };
}
