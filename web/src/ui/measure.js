// What was measured, leg by leg.
import { place } from '../geo.js';
import { html } from '../html.js';
import { bearing, distance, legs, measureBack, measureToCentre, toggleMeasure } from '../measure.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';

export function Measure() {
  if (!s.measuring.value) return null;
  const places = s.measured.value;
  const ways = legs(places);
  const total = ways.reduce((sum, way) => sum + way.metres, 0);
  return html`
    <div class="centre" aria-hidden="true"></div>
    <section class="measure" aria-labelledby="measure-title">
      <div class="over"><h2 id="measure-title">${STRINGS.measure}</h2><button class="plain" aria-label=${STRINGS.measureEnd} onClick=${toggleMeasure}>✕</button></div>
      ${places.length === 0 && html`<p class="hint">${STRINGS.measureHint}</p>`}
      ${places.length === 1 && html`<p>${place(places[0].lat, places[0].lon)}</p>`}
      <ol>${ways.map((way, i) => html`<li key=${i}><b>${bearing(way.bearing)}</b> ${way.exact ? '' : '≈ '}${distance(way.metres)}</li>`)}</ol>
      ${ways.length > 1 && html`<p class="total">${STRINGS.measureTotal} ${distance(total)}</p>`}
      <p class="unseen" role="status">${spoken(ways, total)}</p>
      <div class="buttons">
        <button onClick=${measureToCentre}>${STRINGS.measureCentre} <kbd>X</kbd></button>
        <button disabled=${places.length === 0} onClick=${measureBack}>${STRINGS.measureBack} <kbd>Z</kbd></button>
      </div>
    </section>`;
}

/** @param {import('../geodesic.js').Leg[]} ways @param {number} total */
function spoken(ways, total) {
  const last = ways.at(-1);
  if (!last) return '';
  const sum = ways.length > 1 ? `, ${STRINGS.measureTotal} ${distance(total)}` : '';
  return `${bearing(last.bearing)}, ${distance(last.metres)}${sum}`;
}
