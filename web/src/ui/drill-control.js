// The controller's desk: the clock of the drill, and what is brought in.
import { act } from '../drill.js';
import { html } from '../html.js';
import { STRINGS } from '../strings.js';

const T = STRINGS.drills;
const SPEEDS = [1, 10, 60, 300, 1200, 'max'];
const STEPS = [[60, '1 min'], [600, '10 min'], [3_600, '1 h'], [21_600, '6 h']];

/** @param {{status: import('../drill-api.js').Status}} props */
export function Control({ status }) {
  const faster = (/** @type {any} */ event) => void act('speed', { speed: event.target.value === 'max' ? 'max' : Number(event.target.value) });
  const known = SPEEDS.includes(status.speed) ? SPEEDS : [status.speed, ...SPEEDS];
  return html`<fieldset><legend>${T.clock}</legend>
    <div class="buttons">
      <button onClick=${() => act(status.paused ? 'resume' : 'pause')}>${status.paused ? T.resume : T.pause}</button>
      ${STEPS.map(([seconds, label]) => html`<button key=${label} class="plain" onClick=${() => act('step', { seconds })}>+ ${label}</button>`)}
      <label class="sub">${T.speed} <select value=${String(status.speed)} onChange=${faster}>${known.map((speed) => html`<option key=${speed} value=${String(speed)}>${speed === 'max' ? T.max : `${speed} ×`}</option>`)}</select></label>
      <button class="plain" onClick=${() => act('end')}>${T.end}</button>
    </div></fieldset>`;
}

/** What comes when, and what can be brought in now. @param {{injects: import('../drill-api.js').Inject[], open: boolean}} props */
export function Injects({ injects, open }) {
  if (injects.length === 0) return null;
  const sorted = [...injects].sort((a, b) => (a.at_h ?? Infinity) - (b.at_h ?? Infinity));
  return html`<fieldset><legend>${T.timeline}</legend><ul class="injects">
    ${sorted.map((it) => html`<li key=${it.id} class=${it.came ? 'came' : ''}>
      <span><b>${when(it)}</b> ${it.what.kind.replaceAll('_', ' ')} <code>${it.id}</code><br /><span class="sub">${it.what.text ?? it.what.sensor ?? ''}</span></span>
      ${it.came ? html`<span class="pill">${T.came}</span>` : html`<button disabled=${!open} onClick=${() => act(`injects/${encodeURIComponent(it.id)}`)} aria-label=${`${T.fire} ${it.id}`}>${T.fire}</button>`}
    </li>`)}</ul></fieldset>`;
}

/** @param {import('../drill-api.js').Inject} inject */
function when(inject) {
  if (inject.at_h !== null) return `+${inject.at_h} h`;
  return inject.after ? `${T.after} ${inject.after}` : T.byHand;
}
