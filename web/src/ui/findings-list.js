// Findings in the window, newest first, as sentences.
import { selectFinding, toggle } from '../actions.js';
import { html } from '../html.js';
import { title } from '../map/features.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';
import { clock, date } from '../time.js';
import { Icon } from './icon.js';

const MOST = 200;

export function FindingsList() {
  const shown = s.shownFindings.value;
  return html`
    <section class="fill" aria-labelledby="findings-title">
      <h2 id="findings-title">${STRINGS.findings} <span class="count" aria-live="off">${shown.length}</span></h2>
      <div class="chips" role="group" aria-label=${STRINGS.findings}>
        ${s.KINDS.filter(isHere).map((kind) => html`<${Chip} key=${kind} kind=${kind} />`)}
      </div>
      ${shown.length === 0 && html`<p class="hint">${STRINGS.noFindings}</p>`}
      <ul class="findings">${shown.slice(0, MOST).map((f) => html`<li key=${f.id}><${FindingRow} finding=${f} /></li>`)}</ul>
    </section>`;
}

/** Kinds that were found, and the first four, so that the row does not jump at the first finding. @param {string} kind @param {number} at */
const isHere = (kind, at) => at < 4 || (s.status.value?.findings[kind] ?? 0) > 0;

/** @param {{kind: string}} props */
function Chip({ kind }) {
  const name = STRINGS.kindsPlural[/** @type {keyof typeof STRINGS.kindsPlural} */ (kind)];
  const count = s.status.value?.findings[kind] ?? 0;
  return html`<button class="chip" aria-pressed=${s.kinds.value.has(kind) ? 'true' : 'false'} onClick=${() => toggle(s.kinds, kind)}>
    <${Icon} kind=${kind} />${name} <span class="count">${count}</span></button>`;
}

/** @param {{finding: s.Finding, own?: number}} props `own` is the vessel whose panel this stands in */
export function FindingRow({ finding, own }) {
  const selected = s.selection.value?.kind === 'finding' && s.selection.value.id === finding.id;
  const names = finding.vessels.filter((v) => v.mmsi !== own).map((v) => v.name ?? String(v.mmsi)).join(' + ');
  return html`
    <button class=${`finding ${finding.status}`} aria-current=${selected ? 'true' : undefined} onClick=${() => selectFinding(finding.id, { move: true })}>
      <${Icon} kind=${finding.kind} />
      <span class="what"><b>${title(finding)}</b>${names && html` <span class="who">${names}</span>`}
        <span class="when">${when(finding)}${finding.status !== 'final' ? html` · <em>${finding.status}</em>` : ''}</span></span>
    </button>`;
}

/** @param {s.Finding} f */
export function when(f) {
  const from = Date.parse(f.start);
  const begin = `${date(from)} ${clock(from)}`;
  if (!f.end) return `${begin} →`;
  const to = Date.parse(f.end);
  return `${begin} → ${date(to) === date(from) ? '' : `${date(to)} `}${clock(to)}`;
}
