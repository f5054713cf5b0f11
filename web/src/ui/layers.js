// What is drawn, how much of it there is, and what its colours and shapes mean.
import { toggle } from '../actions.js';
import { html } from '../html.js';
import { marks } from '../marks.js';
import { CLASSES, SPEED_EDGES, classColours, shipClass, speedColours } from '../palette.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';

export function Layers() {
  return html`
    <section aria-labelledby="layers-title">
      <h2 id="layers-title">${STRINGS.layers}</h2>
      <ul class="layers">${s.LAYERS.map((layer) => html`<${Layer} key=${layer} layer=${layer} />`)}</ul>
      <fieldset class="choice"><legend>${STRINGS.colourBy}</legend>
        ${/** @type {const} */ (['type', 'speed']).map((by) => html`
          <label><input type="radio" name="colour" checked=${s.colourBy.value === by} onChange=${() => { s.colourBy.value = by; }} />${STRINGS.colours[by]}</label>`)}
      </fieldset>
      ${s.colourBy.value === 'type' ? html`<${Types} />` : html`<${Speeds} />`}
      <${Shapes} />
    </section>`;
}

/** @param {{layer: string}} props */
function Layer({ layer }) {
  void s.marksVersion.value;
  const count = { ais: marks.count, trk: s.tracks.value.length, ev: s.shownFindings.value.length }[layer];
  const name = STRINGS.layerNames[/** @type {keyof typeof STRINGS.layerNames} */ (layer)];
  return html`<li><label>
    <input type="checkbox" checked=${s.layers.value.has(layer)} onChange=${() => toggle(s.layers, layer)} />
    <span>${name}</span>${count !== undefined && html`<span class="count">${count.toLocaleString('en')}</span>`}
  </label></li>`;
}

function Types() {
  void s.marksVersion.value;
  const counts = CLASSES.map(() => 0);
  for (let i = 0; i < marks.count; i++) counts[shipClass(marks.type[i])]++;
  const colours = classColours(s.theme.value);
  const rows = CLASSES.map((name, i) => ({ name, i })).filter(({ i }) => counts[i] > 0).sort((a, b) => counts[b.i] - counts[a.i]);
  return html`<ul class="legend">${rows.map(({ name, i }) => html`
    <li key=${name}><button class="plain" aria-pressed=${s.classes.value.has(name) ? 'true' : 'false'} onClick=${() => toggle(s.classes, name)}>
      <svg viewBox="0 0 12 12" aria-hidden="true"><path d="M6 0l5 11-5-3-5 3z" fill=${colours[i]} /></svg>
      ${STRINGS.types[/** @type {keyof typeof STRINGS.types} */ (name)]}<span class="count">${counts[i].toLocaleString('en')}</span></button></li>`)}</ul>`;
}

function Speeds() {
  const edges = [0, ...SPEED_EDGES];
  const name = (/** @type {number} */ i) => (i < SPEED_EDGES.length ? `${edges[i]}–${edges[i + 1]} kn` : i === SPEED_EDGES.length ? `> ${edges[i]} kn` : 'not said');
  return html`<ul class="legend two">${speedColours(s.theme.value).map((colour, i) => html`
    <li key=${i}><svg viewBox="0 0 12 12" aria-hidden="true"><rect y="3" width="12" height="6" rx="2" fill=${colour} /></svg>${name(i)}</li>`)}</ul>`;
}

function Shapes() {
  return html`<ul class="legend shapes">
    <li><svg viewBox="0 0 12 12" aria-hidden="true"><path d="M6 0l5 11-5-3-5 3z" fill="currentColor" /></svg>${STRINGS.shapes.moving}</li>
    <li><svg viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="3.5" fill="currentColor" /></svg>${STRINGS.shapes.stopped}</li>
    <li><svg viewBox="0 0 12 12" aria-hidden="true"><path d="M6 1l4 9-4-2.5-4 2.5z" fill="none" stroke="currentColor" stroke-width="1.3" /></svg>${STRINGS.shapes.stale}</li>
  </ul>`;
}
