// The findings of a case, to be reviewed one by one, each down to its bytes.
import { useState } from 'preact/hooks';
import { failed, selectFinding } from '../actions.js';
import * as api from '../cases-api.js';
import { isHeld, review } from '../cases.js';
import { html } from '../html.js';
import { title } from '../map/features.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';
import { dateTime } from '../time.js';
import { Bytes } from './bytes.js';
import { when } from './findings-list.js';
import { Icon } from './icon.js';
import { Pairs } from './pairs.js';

const words = STRINGS.cases;

/** @param {{body: api.CaseBody}} props */
export function CaseFindings({ body }) {
  const { case: one, reviews } = body;
  return html`<h3>${STRINGS.findings} <span class="count">${one.findings.length}</span></h3>
    ${one.findings.length > 0 && !isHeld() && html`<p class="hint">${words.reviewHint}</p>`}
    <ol class="casefindings">${one.findings.map((finding, at) => html`
      <${CaseFinding} key=${finding.item} id=${one.id} finding=${finding} at=${at} verdict=${reviews.find((r) => r.item === finding.item)} />`)}</ol>`;
}

/** @param {{id: string, finding: api.CaseFinding, at: number, verdict: api.Review | undefined}} props */
function CaseFinding({ id, finding, at, verdict }) {
  const [reason, setReason] = useState('');
  const newest = finding.versions[finding.versions.length - 1];
  const view = newest.finding.view;
  const chosen = s.row.value === at;
  const say = (/** @type {'accepted' | 'rejected'} */ answer) => { s.row.value = at; void review(answer, reason).then(() => setReason('')); };
  return html`<li data-row=${chosen ? 'chosen' : undefined} aria-current=${chosen ? 'true' : undefined} onFocusIn=${() => { s.row.value = at; }}>
    <div class="over"><h4><${Icon} kind=${view.kind} /> ${finding.item} <button class="link" onClick=${() => selectFinding(view.id, { move: true })}>${title(view)}</button></h4>
      <${Verdict} verdict=${verdict} /></div>
    <p class="sub">${when(view)} · <em class=${`status ${view.status}`}>${view.status}</em> · ${words.addedBy} ${finding.versions[0].since.actor}</p>
    <p class="reason lead">${view.reason}</p>
    <details><summary>${STRINGS.values}, ${STRINGS.evidence.toLowerCase()} <span class="count">${view.evidence.length}</span></summary>
      <${Pairs} title=${STRINGS.values} pairs=${view.values} /><${Pairs} title=${STRINGS.thresholds} pairs=${view.thresholds} />
      <ol class="evidence">${view.evidence.map((item, n) => html`<${Cited} key=${n} id=${id} finding=${finding} item=${item} n=${n} />`)}</ol>
    </details>
    ${finding.versions.length > 1 && html`<ol class="plainlist small">${finding.versions.map((version) => html`
      <li key=${version.since.version}>v${version.since.version} ${version.change ?? words.added}: ${version.reason ?? version.finding.view.reason}</li>`)}</ol>`}
    ${!isHeld() && html`<div class="buttons">
      <button onClick=${() => say('accepted')}>${words.accept} <kbd>A</kbd></button>
      <button onClick=${() => say('rejected')}>${words.reject} <kbd>R</kbd></button>
      <input type="text" class="grow" aria-label=${`${words.reviewReason}, ${finding.item}`} placeholder=${words.reviewReason} value=${reason} onInput=${(/** @type {any} */ event) => setReason(event.target.value)} />
    </div>`}
  </li>`;
}

/** @param {{verdict: api.Review | undefined}} props */
function Verdict({ verdict }) {
  if (!verdict) return html`<span class="pill quiet">${words.notReviewed}</span>`;
  return html`<span class=${`pill verdict ${verdict.verdict}`}>${verdict.verdict === 'accepted' ? '✓' : '✕'} ${words.verdicts[verdict.verdict]} ${words.by} ${verdict.by.actor}${verdict.reason ? `: ${verdict.reason}` : ''}</span>`;
}

/** @param {{id: string, finding: api.CaseFinding, item: import('../api.js').Evidence, n: number}} props */
function Cited({ id, finding, item, n }) {
  const [bytes, setBytes] = useState(/** @type {api.CitedBytes | null} */ (null));
  const seen = finding.versions[finding.versions.length - 1].finding.observed[n];
  const show = () => api.getCited(id, finding.item, n, s.caseVersion.peek()).then(setBytes, failed);
  return html`<li>${seen && html`<span>${dateTime(Date.parse(seen.time))}</span> `}<code>${item.input}@${item.offset}+${item.length}</code>
    ${item.sha256 && html`<span class="when">${STRINGS.sha} <code>${item.sha256}</code></span>`}
    ${bytes ? html`<${Bytes} bytes=${bytes} />` : html` <button class="link" onClick=${show} aria-label=${`${STRINGS.showBytes} ${item.input}@${item.offset}`}>${STRINGS.showBytes}</button>`}</li>`;
}
