// Looking back: the runs that are over, and the time slider of the one that is open.
import * as replay from '../drill-replay.js';
import { html } from '../html.js';
import { STRINGS } from '../strings.js';
import { clock, date } from '../time.js';
import { told } from './drill-log.js';

const T = STRINGS.drills;
const SHOWN = 80;

export function Runs() {
  const runs = replay.runs.value;
  if (runs.length === 0) return null;
  return html`<section aria-labelledby="drill-runs"><h3 id="drill-runs">${T.lookBack}</h3>
    <ul class="runs">${runs.map((it) => html`<li key=${it.id}>
      <span><b>${it.scenario}</b> <span class="sub">${T.seed} ${it.seed} · ${date(Date.parse(it.from))} · ${it.passed ? T.passed : T.failed}, ${it.points} ${T.points}</span></span>
      <button onClick=${() => replay.openRun(it.id)} aria-label=${`${T.open} ${it.id}`}>${T.open}</button>
    </li>`)}</ul></section>`;
}

/** The run that is open. */
export function Replay() {
  const run = replay.run.value;
  if (!run) return null;
  const now = replay.moment.value;
  return html`<section aria-labelledby="drill-replay">
    <h3 id="drill-replay">${T.lookBack}: ${run.scenario} <span class="sub">${T.seed} ${run.seed}</span></h3>
    <p><span class="pill">${STRINGS.exercise} ${run.exercise}</span> <time dateTime=${new Date(now).toISOString()}>${date(now)} <b>${clock(now)}</b></time> <span class="sub">${T.allTrue}</span></p>
    <input class="scrub" type="range" min="0" max=${replay.length.value} step="60" value=${replay.at.value} aria-label=${STRINGS.playhead}
      aria-valuetext=${`${date(now)} ${clock(now)}`} onInput=${(/** @type {any} */ event) => replay.seek(Number(event.target.value))} />
    <div class="buttons">
      <button onClick=${replay.toggle}>${replay.playing.value ? STRINGS.pause : STRINGS.play}</button>
      <button class="plain" onClick=${() => replay.skip(-1)}>${T.before}</button>
      <button class="plain" onClick=${() => replay.skip(1)}>${T.next}</button>
      <label class="sub">${T.speed} <select value=${String(replay.rate.value)} onChange=${(/** @type {any} */ event) => { replay.rate.value = Number(event.target.value); }}>
        ${replay.RATES.map((rate) => html`<option key=${rate} value=${String(rate)}>${rate} ×</option>`)}</select></label>
      <button class="plain" onClick=${replay.closeRun}>${STRINGS.close}</button>
    </div>
    <${Happened} />
  </section>`;
}

/** What has happened by now, newest first; a line leads to its moment. */
function Happened() {
  const lines = replay.past.value.filter(replay.isOfNote).slice(-SHOWN).reverse();
  return html`<ul class="log" tabindex="0" aria-label=${T.log}>${lines.map((line) => html`<li key=${line.seq} class=${line.event}>
    <button class="link" onClick=${() => replay.seekTo(line)}><time dateTime=${line.t}>${clock(Date.parse(line.t))}</time></button> ${told(line)}</li>`)}</ul>`;
}
