// Every case, the most pressing first, with what makes it so.
import { showCase, sync } from '../cases.js';
import { html } from '../html.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';
import { dateTime } from '../time.js';
import { Icon } from './icon.js';
import { RankBars } from './rank.js';

export function CasesPage() {
  const list = s.cases.value;
  return html`<section class="paper" aria-labelledby="cases-title">
    <h2 id="cases-title">${STRINGS.cases.title} ${list && html`<span class="count">${list.cases.length}</span>`}</h2>
    ${list?.read_only && html`<p class="hint">${STRINGS.cases.readOnly}: ${list.read_only}</p>`}
    ${list && !list.read_only && list.cases.length > 0 && html`<div class="buttons"><button onClick=${sync}>${STRINGS.cases.sync}</button></div>`}
    ${!list && html`<p class="hint">${STRINGS.waiting}</p>`}
    ${list?.cases.length === 0 && html`<p class="hint">${STRINGS.cases.none}</p>`}
    <ol class="cases">${list?.cases.map((one, at) => html`<${CaseRow} key=${one.id} one=${one} at=${at} />`)}</ol>
  </section>`;
}

/** @param {{one: import('../cases-api.js').CaseLine, at: number}} props */
function CaseRow({ one, at }) {
  const chosen = s.row.value === at;
  const open = (/** @type {Event} */ event) => { event.preventDefault(); void showCase(one.id); };
  const kinds = [...new Set(one.findings.map((finding) => finding.kind))];
  return html`<li data-row=${chosen ? 'chosen' : undefined} aria-current=${chosen ? 'true' : undefined} onFocusIn=${() => { s.row.value = at; }}>
    <div class="over"><h3 class="name"><a href=${`/case/${one.id}`} onClick=${open}>${one.id} ${one.title}</a></h3>
      <span class=${`pill state ${one.status}`}>${STRINGS.cases.statuses[/** @type {keyof typeof STRINGS.cases.statuses} */ (one.status)]}</span></div>
    <p class="sub">${one.exercise && html`<em class="sim">${STRINGS.simulated}</em> `}
      ${kinds.map((kind) => html`<${Icon} key=${kind} kind=${kind} />`)} ${one.findings.length} ${STRINGS.cases.findings} · ${one.tasks_open} ${STRINGS.cases.tasksOpen} · ${one.person ?? STRINGS.cases.nobody} · ${STRINGS.cases.changed} ${dateTime(Date.parse(one.changed.at))} ${STRINGS.cases.by} ${one.changed.actor}</p>
    <p class="names">${one.vessels.map((vessel) => vessel.name ?? `MMSI ${vessel.mmsi}`).join(' · ')}</p>
    <${RankBars} rank=${one.rank} />
  </li>`;
}
