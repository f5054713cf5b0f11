// The Drill screen: a simulated exercise that people drive, beside a map of what their role sees.
import { useEffect } from 'preact/hooks';
import * as drill from '../drill.js';
import { listRuns, run } from '../drill-replay.js';
import { REPORT } from '../drill-api.js';
import { html } from '../html.js';
import { STRINGS } from '../strings.js';
import { clock, date } from '../time.js';
import { Control, Injects } from './drill-control.js';
import { told } from './drill-log.js';
import { Orders, Say } from './drill-orders.js';
import { Replay, Runs } from './drill-replay.js';

const T = STRINGS.drills;

export function DrillPage() {
  const [known, status] = [drill.scenarios.value, drill.status.value];
  const isOver = status?.stage !== 'playing' && status?.stage !== 'scoring';
  useEffect(() => { if (known) void listRuns(); }, [known, status?.stage]);
  if (run.value) return html`<section class="paper drill" aria-labelledby="drill-title"><h2 id="drill-title">${T.title}</h2>
    <p class="hint"><b>${STRINGS.simulated}</b>: ${T.note}</p><${Replay} /></section>`;
  return html`<section class="paper drill" aria-labelledby="drill-title">
    <h2 id="drill-title">${T.title}</h2>
    <p class="hint"><b>${STRINGS.simulated}</b>: ${T.note}</p>
    ${known === null && html`<p class="hint" role="status">${T.asking}</p>`}
    ${known === false && html`<p class="hint">${T.none} <code>cordon serve</code></p>`}
    ${status && html`<${Now} status=${status} />`}
    ${status && !drill.key.value && status.stage === 'playing' && html`<${Join} />`}
    ${status && drill.view.value && html`<${Role} />
      ${drill.isController.value && status.stage === 'playing' && html`<${Control} status=${status} />`}
      ${drill.view.value.injects && html`<${Injects} injects=${drill.view.value.injects} open=${status.stage === 'playing'} />`}
      ${status.stage === 'playing' && html`<${Orders} /><${Say} />`}
      <${Log} />`}
    ${status?.stage === 'scoring' && html`<p role="status">${T.scoring}</p>`}
    ${drill.score.value && status?.stage === 'scored' && html`<${Score} score=${drill.score.value} />`}
    ${known && isOver && html`<${Begin} scenarios=${known} />`}
    ${known && html`<${Runs} />`}
  </section>`;
}

/** How far it is. @param {{status: import('../drill-api.js').Status}} props */
function Now({ status }) {
  const [from, now, until] = [status.from, status.now, status.until].map(Date.parse);
  return html`<section aria-labelledby="drill-now"><h3 id="drill-now">${status.title}</h3>
    <p><span class="pill">${STRINGS.exercise} ${status.exercise}</span> <time dateTime=${status.now}>${date(now)} <b>${clock(now)}</b></time>
      ${' '}<span class="sub">${T.stages[status.stage]}${status.stage === 'playing' ? ` · ${status.paused ? T.paused : `${status.speed} ×`}` : ''} · ${T.seed} ${status.seed}</span></p>
    <progress aria-label=${T.elapsed} max=${until - from} value=${now - from}></progress>
    ${status.why && html`<p class="bad" role="alert">${status.why}</p>`}
  </section>`;
}

/** Begin a drill. @param {{scenarios: import('../drill-api.js').Scenario[]}} props */
function Begin({ scenarios }) {
  const begin = (/** @type {any} */ event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const seed = String(form.get('seed') ?? '');
    void drill.start({ scenario: String(form.get('scenario')), ...(seed ? { seed: Number(seed) } : {}), people: form.getAll('people').map(String) });
  };
  const sides = [...new Set(scenarios.flatMap((it) => it.sides))];
  return html`<form onSubmit=${begin}><fieldset><legend>${T.begin}</legend>
    <div class="fields">
      <label>${T.scenario}<select name="scenario">${scenarios.filter((it) => it.sides.length > 0).map((it) => html`<option key=${it.name} value=${it.name}>${it.name} (${it.duration_h} h)</option>`)}</select></label>
      <label>${T.seed}<input name="seed" type="number" min="0" step="1" placeholder=${T.ownSeed} /></label>
    </div>
    <p class="sub">${T.people} ${sides.map((side) => html`<label key=${side} class="tick"><input type="checkbox" name="people" value=${side} /> ${side}</label> `)}</p>
    <button type="submit">${T.start}</button>
  </fieldset></form>`;
}

/** Take part with a key. */
function Join() {
  const join = (/** @type {any} */ event) => { event.preventDefault(); drill.join(String(new FormData(event.target).get('key') ?? '')); };
  return html`<form onSubmit=${join}><fieldset><legend>${T.join}</legend>
    <div class="fields"><label>${T.key}<input name="key" autocomplete="off" required /></label><button type="submit">${T.enter}</button></div>
  </fieldset></form>`;
}

/** Who we are; the controller may look as a side, and give out keys. */
function Role() {
  const seen = /** @type {import('../drill-api.js').View} */ (drill.view.value);
  if (!drill.isController.value) return html`<p>${T.youAre} <b>${seen.role}</b>. ${T.onlyOwn}</p>`;
  const given = Object.entries(drill.keys.value).filter(([role]) => role !== 'controller');
  return html`<div class="fields"><span>${T.youAre} <b>${T.controller}</b></span>
      <label>${T.lookAs}<select value=${drill.as.value} onChange=${(/** @type {any} */ event) => drill.lookAs(event.target.value)}>
        <option value="">${T.everything}</option>${seen.sides.map((side) => html`<option key=${side} value=${side}>${side}</option>`)}</select></label>
      <label class="tick"><input type="checkbox" checked=${drill.showTruth.value} disabled=${drill.as.value !== ''} onChange=${() => { drill.showTruth.value = !drill.showTruth.peek(); }} /> ${T.truth}</label>
    </div>
    ${given.length > 0 && html`<details><summary>${T.keys}</summary><ul class="keys">${given.map(([role, key]) => html`<li key=${role}><b>${role}</b><code>${key}</code></li>`)}</ul></details>`}`;
}

/** What happened, newest first. */
function Log() {
  const lines = [...drill.log.value].reverse().slice(0, 120);
  return html`<section aria-labelledby="drill-log"><h3 id="drill-log">${T.log}</h3>
    <ul class="log" tabindex="0" aria-labelledby="drill-log">${lines.map((line) => html`<li key=${line.seq} class=${line.event}><time dateTime=${line.t}>${clock(Date.parse(line.t))}</time> ${told(line)}</li>`)}</ul>
  </section>`;
}

/** How well everybody did. @param {{score: import('../drill-api.js').Score}} props */
function Score({ score }) {
  return html`<section aria-labelledby="drill-score"><h3 id="drill-score">${T.score}</h3>
    <p><b>${score.passed ? T.passed : T.failed}</b>, ${score.points} ${T.points}. <a href=${REPORT} target="_blank" rel="noopener">${T.report}</a></p>
    <table class="plain"><thead><tr><th scope="col">${T.measure}</th><th scope="col">${T.value}</th><th scope="col">${T.why}</th></tr></thead><tbody>
      ${score.rows.map((row) => html`<tr key=${row.name}><td>${row.name.replaceAll('_', ' ')}</td><td class="number">${row.value === null ? '–' : `${row.value} ${row.unit}`}</td><td>${row.reason}</td></tr>`)}
    </tbody></table></section>`;
}
