// The name of the vessel under the pointer.
import { html } from '../html.js';
import { marks } from '../marks.js';
import { learnNames, nameOf } from '../names.js';
import * as s from '../state.js';

/** Tell which mark is under the pointer. @param {number | null} i @param {{x: number, y: number}} point */
export function hoverOver(i, point) {
  if (i === null) {
    s.hovered.value = null;
    return;
  }
  const show = () => {
    const [name, sog] = [nameOf(marks.slot[i]), marks.sog[i]];
    const speed = Number.isNaN(sog) ? '' : ` · ${sog.toFixed(1)} kn`;
    s.hovered.value = { text: `${name ?? `MMSI ${marks.mmsi[i]}`}${speed}`, x: point.x, y: point.y };
  };
  show();
  const slot = marks.slot[i];
  void learnNames([slot]).then((news) => { if (news && s.hovered.peek() && marks.slot[i] === slot) show(); });
}

export function Hover() {
  const at = s.hovered.value;
  if (!at) return null;
  return html`<div class="hover" aria-hidden="true" style=${{ left: `${at.x + 14}px`, top: `${at.y + 10}px` }}>${at.text}</div>`;
}
