// Vessels inside the map's frame, in a steady order.
import { selectVessel } from './actions.js';
import { inView } from './map/pick.js';
import { marks } from './marks.js';
import * as s from './state.js';

/** Indexes of the marks in view. */
export function marksInView() {
  const frame = document.getElementById('map')?.getBoundingClientRect();
  if (!s.webgl.peek()) return inView({ lat: 0, lon: 0, zoom: 0 }, 512, 512);
  return inView(s.view.peek(), frame?.width || 900, frame?.height || 600);
}

/** Select the vessel after (1) or before (-1) the selected one, by number. @param {1 | -1} way */
export function nextInView(way) {
  const numbers = [...new Set(marksInView().map((i) => marks.mmsi[i]))].sort((a, b) => a - b);
  if (numbers.length === 0) return;
  const selected = s.selection.peek();
  const at = selected?.kind === 'vessel' ? numbers.indexOf(Number(selected.id.split('-')[0])) : -1;
  const next = at < 0 ? (way > 0 ? 0 : numbers.length - 1) : (at + way + numbers.length) % numbers.length;
  void selectVessel(String(numbers[next]).padStart(9, '0'));
}
