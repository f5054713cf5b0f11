// One case: what is in it, what is made of it, and who did what; as it is, or as it was known.
import { change, exportShown, isHeld, setActor, showCase, showCases } from '../cases.js';
import { html } from '../html.js';
import { selectVessel } from '../actions.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';
import { dateTime } from '../time.js';
import { Assessments } from './case-assessment.js';
import { CaseFindings } from './case-findings.js';
import { Claims, Comments, Documents, ListHits, Notes, Scenes, Tasks } from './case-items.js';
import { RankBars } from './rank.js';
import { useTyped } from './typed.js';

const words = STRINGS.cases;

export function CasePage() {
  const body = s.shownCase.value;
  if (!body) return html`<section class="paper"><p class="hint">${STRINGS.waiting}</p></section>`;
  const { case: one } = body;
  return html`<section class="paper" aria-labelledby="case-title">
    <p class="trail"><a href="/cases" onClick=${(/** @type {Event} */ event) => { event.preventDefault(); void showCases(); }}>${words.title}</a> › ${one.id}</p>
    <div class="over"><h2 id="case-title" class="big">${one.title}</h2>
      ${one.exercise && html`<em class="sim">${STRINGS.simulated} · ${one.exercise}</em>`}</div>
    <${Head} body=${body} />
    <${AsKnown} body=${body} />
    <${Vessels} vessels=${body.vessels} />
    <${Assessments} one=${one} />
    <${CaseFindings} body=${body} />
    <${Claims} one=${one} /><${ListHits} one=${one} /><${Scenes} one=${one} /><${Documents} one=${one} />
    <${Notes} one=${one} /><${Tasks} one=${one} /><${Comments} one=${one} />
    <h3>${words.why}</h3><${RankBars} rank=${body.rank} />
    <${History} />
  </section>`;
}

/** @param {{body: import('../cases-api.js').CaseBody}} props */
function Head({ body }) {
  const { case: one } = body;
  const held = isHeld();
  const set = (/** @type {any} */ event) => void change({ kind: 'status', status: event.target.value });
  const assign = () => void change({ kind: 'assign', person: one.person === s.actor.peek() ? null : s.actor.peek() });
  return html`<div class="casehead">
    <label>${words.status} <select value=${one.status} disabled=${held} onChange=${set}>
      ${Object.entries(words.statuses).map(([status, name]) => html`<option key=${status} value=${status}>${name}</option>`)}</select></label>
    <span>${words.person}: <b>${one.person ?? words.nobodyYet}</b> ${!held && html`<button class="link" onClick=${assign}>${one.person === s.actor.value ? words.leave : words.take}</button>`}</span>
    <label>${words.you} <input type="text" size="10" maxlength="100" ...${useTyped(s.actor.value, (event) => setActor(event.target.value))} /></label>
    ${!body.read_only && html`<button onClick=${exportShown}>${words.exportIt} <kbd>E</kbd></button>`}
  </div>
  ${body.read_only && html`<p class="hint">${words.readOnly}: ${body.read_only}</p>`}`;
}

/** The case as it was after any of its changes. @param {{body: import('../cases-api.js').CaseBody}} props */
function AsKnown({ body }) {
  const { id, version } = body.case;
  const line = s.caseHistory.value.find((entry) => entry.version === version);
  const told = line ? `${dateTime(Date.parse(line.at))}: ${line.actor} ${doing(line)}` : '';
  const read = (/** @type {any} */ event) => {
    const to = Number(event.target.value);
    void showCase(id, { version: to >= body.newest ? null : to });
  };
  return html`<div class=${s.caseVersion.value === null ? 'known' : 'known past'}>
    <label for="known">${words.asKnown}</label>
    <input id="known" type="range" min="1" max=${body.newest} step="1" value=${version} aria-valuetext=${`${words.version} ${version} ${words.of} ${body.newest}, ${told}`} onInput=${read} />
    <output for="known">${words.version} ${version} ${words.of} ${body.newest}<br />${told}</output>
    ${s.caseVersion.value !== null && html`<button onClick=${() => void showCase(id)}>${words.toNow}</button>`}
  </div>`;
}

/** @param {import('../cases-api.js').Line} line */
const doing = (line) => `${words.did[/** @type {keyof typeof words.did} */ (line.kind)] ?? line.kind.replaceAll('_', ' ')}${line.item ? ` ${line.item}` : ''}`;

/** @param {{vessels: import('../cases-api.js').VesselRef[]}} props */
function Vessels({ vessels }) {
  return html`<ul class="vessels">${vessels.map((vessel) => html`<li key=${vessel.mmsi}>
    <button class="link" onClick=${() => selectVessel(String(vessel.mmsi).padStart(9, '0'), { move: true })}>${vessel.name ?? words.noName}</button>${' '}
    <span class="who">MMSI ${String(vessel.mmsi).padStart(9, '0')}${vessel.imo ? ` · IMO ${vessel.imo}` : ''}</span></li>`)}</ul>`;
}

function History() {
  const { id, version } = s.shownCase.value?.case ?? { id: '', version: 0 };
  const lines = s.caseHistory.value.filter((line) => line.version <= version);
  return html`<h3>${words.history} <span class="count">${lines.length}</span></h3>
    <ol class="history">${[...lines].reverse().map((line) => html`<li key=${line.version} class=${line.version === version ? 'here' : ''}>
      <button class="link" onClick=${() => void showCase(id, { version: line.version })}>v${line.version}</button>${' '}
      <span class="when">${dateTime(Date.parse(line.at))}</span> <b>${line.actor}</b> ${doing(line)}
      ${line.says && html`<span class="says">${line.says}</span>`}
      <code title=${line.hash}>${line.hash.slice(0, 12)}</code></li>`)}</ol>`;
}
