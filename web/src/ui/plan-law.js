// Whose waters a place is in, and what may be done there.
import { html } from '../html.js';
import * as p from '../plan.js';
import { STRINGS } from '../strings.js';
import { useTyped } from './typed.js';

const T = STRINGS.plan;

/** @param {{waters: import('../plan-api.js').Waters}} props */
export function Waters({ waters }) {
  const shore = waters.distance_to_shore_nm;
  const port = waters.nearest_port;
  return html`<dl class="pairs waters">
      <dt>${T.waters}</dt><dd><b>${T.classes[/** @type {keyof typeof T.classes} */ (waters.class)] ?? waters.class}</b>${waters.state ? ` ${T.of} ${waters.state}` : ''}
        ${waters.doubtful && html`<em class="bad"> ${T.doubtful}</em>`}</dd>
      ${waters.disputed.length > 0 && html`<dt>${T.disputed}</dt><dd>${waters.disputed.join(', ')}</dd>`}
      <dt>${T.shore}</dt><dd>${shore === null ? T.far : `${shore.toFixed(2)} nm`}</dd>
      ${port && html`<dt>${T.port}</dt><dd>${port.name}, ${port.distance_nm.toFixed(0)} nm</dd>`}
      <dt>${T.source}</dt><dd>${waters.source}, ±${waters.limit_error_nm} nm</dd>
    </dl>
    ${waters.notes.map((note) => html`<p key=${note} class="sub">${note}</p>`)}`;
}

/** @param {{law: import('../plan-api.js').Law}} props */
export function LawBox({ law }) {
  return html`<div class="law" role="group" aria-label=${T.law}>
    <${Facts} />
    ${law.consent_needed.length > 0 && html`<p>${T.consentOf} <b>${law.consent_needed.join(', ')}</b></p>`}
    <ul>${law.actions.map((act) => html`<li key=${act.action} class=${act.verdict}>
      <b>${T.acts[/** @type {keyof typeof T.acts} */ (act.action)] ?? act.action}</b>
      <span class="pill">${T.verdicts[act.verdict]}</span>
      <span class="sub">${[act.why, act.basis.join('; ')].filter(Boolean).join(' · ')}</span></li>`)}</ul>
    <p class="hint">${T.noAdvice}</p>
  </div>`;
}

/** Facts that a person knows and the chart does not. */
function Facts() {
  const set = (/** @type {Partial<typeof p.law.value>} */ change) => { p.law.value = { ...p.law.value, ...change }; };
  const code = (/** @type {any} */ event) => event.target.value.trim().toUpperCase();
  const flag = (/** @type {any} */ event) => (/^stateless$/i.test(event.target.value.trim()) ? 'stateless' : code(event));
  const { own, flag: of, grounds, consent } = p.law.value;
  return html`<div class="fields">
    <label>${T.own}<input type="text" size="5" placeholder="KOR" ...${useTyped(own, (event) => set({ own: code(event) }))} /></label>
    <label>${T.flag}<input type="text" size="9" placeholder="PAN" ...${useTyped(of, (event) => set({ flag: flag(event) }))} /></label>
    <label>${T.consent}<select value=${consent} onChange=${(/** @type {any} */ event) => set({ consent: event.target.value })}>
      ${Object.entries(T.consents).map(([word, label]) => html`<option key=${word} value=${word}>${label}</option>`)}</select></label>
    <label class="tick"><input type="checkbox" checked=${grounds} onChange=${() => set({ grounds: !grounds })} /> ${T.grounds}</label>
  </div>`;
}
