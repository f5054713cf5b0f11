// Measuring: places put down one after the other, and the way between them.
import { leg, METRES_PER_MILE } from './geodesic.js';
import * as s from './state.js';

/** Begin, or end and forget. */
export function toggleMeasure() {
  s.measured.value = [];
  s.measuring.value = !s.measuring.peek();
}

/** @param {number} lat @param {number} lon */
export function measureTo(lat, lon) {
  s.measured.value = [...s.measured.peek(), { lat, lon: ((((lon + 180) % 360) + 360) % 360) - 180 }];
}

/** What a keyboard points at is the middle of the map. */
export function measureToCentre() {
  const { lat, lon } = s.view.peek();
  if (!s.measuring.peek()) toggleMeasure();
  measureTo(lat, lon);
}

/** Take the last place back. */
export function measureBack() {
  s.measured.value = s.measured.peek().slice(0, -1);
}

/** @param {import('./geodesic.js').Place[]} places */
export const legs = (places) => places.slice(1).map((to, i) => leg(places[i], to));

/** `12.34 nm`, `463 m` where shorter than half a mile @param {number} metres */
export function distance(metres) {
  const miles = metres / METRES_PER_MILE;
  if (miles < 0.5) return `${metres.toFixed(0)} m`;
  return `${miles.toFixed(miles < 100 ? 2 : 1)} nm`;
}

/** `045.0°T` @param {number} degrees */
export function bearing(degrees) {
  const tenths = Math.round(degrees * 10) % 3600;
  return `${(tenths / 10).toFixed(1).padStart(5, '0')}°T`;
}
