// From a finding to the cases it is in, or into one.
import { useEffect } from 'preact/hooks';
import { addTo, loadCases, openFromSelection, showCase } from '../cases.js';
import { html } from '../html.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';

const words = STRINGS.cases;

/** @param {{finding: string}} props */
export function ToCase({ finding }) {
  useEffect(() => { if (!s.cases.peek()) void loadCases(); }, []);
  const list = s.cases.value;
  if (!list) return null;
  const inside = list.cases.filter((one) => one.findings.some((f) => f.id === finding));
  const others = list.cases.filter((one) => !inside.includes(one));
  const add = (/** @type {any} */ event) => { if (event.target.value) void addTo(event.target.value, finding); };
  return html`<div class="buttons tocase">
    ${inside.map((one) => html`<button key=${one.id} onClick=${() => void showCase(one.id)}>${words.isIn} ${one.id}</button>`)}
    ${!list.read_only && html`<button onClick=${openFromSelection}>${words.openFrom} <kbd>A</kbd></button>`}
    ${!list.read_only && others.length > 0 && html`<select aria-label=${words.addTo} value="" onChange=${add}>
      <option value="">${words.addTo} …</option>${others.map((one) => html`<option key=${one.id} value=${one.id}>${one.id} ${one.title}</option>`)}</select>`}
  </div>`;
}
