// Which vessel is under the pointer: one pass over all marks, some two milliseconds for 50 000.
import { isShown, marks } from '../marks.js';
import { CLASSES, shipClass } from '../palette.js';
import * as s from '../state.js';
import { mercatorSpeed, mercatorX, mercatorY } from '../geo.js';
import { CARRIED_S } from './vessels-layer.js';

/** Where a mark is drawn, in Mercator units. @param {number} i @param {number} now s */
function drawnAt(i, now) {
  const age = Math.min(Math.max(now - marks.time[i], 0), CARRIED_S);
  const [sog, cog] = [marks.sog[i], marks.cog[i]];
  if (!(sog >= 0.5) || Number.isNaN(cog)) return [marks.x[i], marks.y[i]];
  const step = mercatorSpeed(Math.min(sog, 60), marks.lat[i]) * age;
  const course = (cog * Math.PI) / 180;
  return [marks.x[i] + step * Math.sin(course), marks.y[i] - step * Math.cos(course)];
}

/** @param {number} i */
const chosen = (i) => s.classes.peek().size === 0 || s.classes.peek().has(CLASSES[shipClass(marks.type[i])]);

/**
 * @param {import('maplibre-gl').Map} map @param {{x: number, y: number}} point @param {number} reach px
 * @returns {number | null} its index
 */
export function nearest(map, point, reach) {
  if (!s.layers.peek().has('ais')) return null;
  const { lng, lat } = map.unproject([point.x, point.y]);
  const perPixel = 1 / (512 * 2 ** map.getZoom());
  const [x, y, now] = [mercatorX(lng), mercatorY(lat), s.shownAt.peek() / 1000];
  let best = { i: /** @type {number | null} */ (null), square: (reach * perPixel) ** 2 };
  for (let i = 0; i < marks.count; i++) {
    if (!isShown(i, now) || !chosen(i)) continue;
    const [mx, my] = drawnAt(i, now);
    const dx = mx - x - Math.round(mx - x);
    const square = dx * dx + (my - y) * (my - y);
    if (square < best.square) best = { i, square };
  }
  return best.i;
}

/**
 * Marks in view of a map of this size, by index.
 * @param {{lat: number, lon: number, zoom: number}} view @param {number} width px @param {number} height px
 */
export function inView(view, width, height) {
  const perPixel = 1 / (512 * 2 ** view.zoom);
  const [x, y, now] = [mercatorX(view.lon), mercatorY(view.lat), s.shownAt.peek() / 1000];
  const [halfX, halfY] = [(width / 2) * perPixel, (height / 2) * perPixel];
  const found = [];
  for (let i = 0; i < marks.count; i++) {
    const dx = marks.x[i] - x;
    const inside = Math.abs(dx - Math.round(dx)) <= halfX && Math.abs(marks.y[i] - y) <= halfY;
    if (inside && isShown(i, now) && chosen(i)) found.push(i);
  }
  return found;
}
