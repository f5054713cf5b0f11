// What else is in a case: words, lists, images, documents, notes, tasks; and forms to add them.
import { useState } from 'preact/hooks';
import { attach, change, isHeld } from '../cases.js';
import { documentPath } from '../cases-api.js';
import { html } from '../html.js';
import { STRINGS } from '../strings.js';
import { dateTime } from '../time.js';

const words = STRINGS.cases;

/** @typedef {{one: import('../cases-api.js').Case}} Props */

/** Who added it, when. @param {{what: import('../cases-api.js').Item}} props */
export function Added({ what }) {
  return html`<span class="added">${what.item} · ${what.added.actor}, ${dateTime(Date.parse(what.added.at))}</span>`;
}

/** @param {{title: string, items: {item: string}[], row: (item: any) => unknown, children?: unknown}} props */
function Section({ title, items, row, children }) {
  if (items.length === 0 && !children) return null;
  return html`<h3>${title} <span class="count">${items.length}</span></h3>
    <ul class="items">${items.map((item) => html`<li key=${item.item}>${row(item)} <${Added} what=${item} /></li>`)}</ul>${children}`;
}

/** @param {Props} props */
export function Claims({ one }) {
  return html`<${Section} title=${words.claims} items=${one.claims} row=${(/** @type {import('../cases-api.js').Claim} */ claim) => html`
    <q>${claim.words}</q> ${claim.who}, ${claim.said}${claim.grade && html` <b class="pill">${claim.grade}</b>`}${claim.about && html` <span class="who">${words.about} ${claim.about}</span>`}`} />`;
}

/** @param {Props} props */
export function ListHits({ one }) {
  return html`<${Section} title=${words.listHits} items=${one.list_hits} row=${(/** @type {import('../cases-api.js').ListHit} */ hit) => html`
    <b>${hit.list}</b> ${words.asOf} ${hit.as_of}: ${hit.subject} ${words.is} <b>${hit.entry}</b>
    ${hit.explanation.length > 0 && html`<ul class="small">${hit.explanation.map((line, i) => html`<li key=${i}>${line}</li>`)}</ul>`}`} />`;
}

/** @param {Props} props */
export function Scenes({ one }) {
  return html`<${Section} title=${words.scenes} items=${one.scenes} row=${(/** @type {import('../cases-api.js').Scene} */ scene) => html`
    <b>${scene.id}</b> ${scene.time ? dateTime(Date.parse(scene.time)) : ''}: ${scene.what}`} />`;
}

/** @param {Props} props */
export function Documents({ one }) {
  const [about, setAbout] = useState('');
  const take = async (/** @type {any} */ event) => {
    const file = event.target.files?.[0];
    if (file) await attach(file, about);
    event.target.value = '';
    setAbout('');
  };
  return html`<${Section} title=${words.documents} items=${one.documents} row=${(/** @type {import('../cases-api.js').Document} */ document) => html`
    <a href=${documentPath(one.id, document.item)} download=${document.name}>${document.name}</a> ${document.length.toLocaleString('en')} B ${document.about ?? ''}
    <span class="when">${STRINGS.sha} <code>${document.sha256}</code></span>`}>
    ${!isHeld() && html`<details><summary>${words.attach}</summary><form onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <label>${words.aboutIt} <input type="text" value=${about} onInput=${(/** @type {any} */ event) => setAbout(event.target.value)} /></label>
      <label>${words.file} <input type="file" onChange=${take} /></label></form></details>`}<//>`;
}

/** @param {Props} props */
export function Notes({ one }) {
  return html`<${Section} title=${words.notes} items=${one.notes} row=${(/** @type {{text: string}} */ note) => html`<span class="text">${note.text}</span>`}>
    ${!isHeld() && html`<${OneField} id="note" label=${words.addNote} hint="N" event=${(/** @type {string} */ text) => ({ kind: 'note', text })} />`}<//>`;
}

/** @param {Props} props */
export function Tasks({ one }) {
  return html`<${Section} title=${words.tasks} items=${one.tasks} row=${(/** @type {import('../cases-api.js').Task} */ task) => html`
    ${task.done ? '☑' : '☐'} <span class="text">${task.text}</span>${task.person && html` <span class="who">${task.person}</span>`}
    ${task.done ? html` <span class="who">${words.doneBy} ${task.done.actor}${task.outcome ? `: ${task.outcome}` : ''}</span>`
      : !isHeld() && html` <button class="link" aria-label=${`${words.done}: ${task.text}`} onClick=${() => void change({ kind: 'task_done', item: task.item, outcome: null })}>${words.done}</button>`}`}>
    ${!isHeld() && html`<${OneField} id="task" label=${words.addTask} event=${(/** @type {string} */ text) => ({ kind: 'task', text, person: null })} />`}<//>`;
}

/** @param {Props} props */
export function Comments({ one }) {
  return html`<${Section} title=${words.comments} items=${one.comments} row=${(/** @type {{about: string | null, text: string}} */ comment) => html`
    ${comment.about && html`<b>${comment.about}</b> `}<span class="text">${comment.text}</span>`}>
    ${!isHeld() && html`<${OneField} id="comment" label=${words.addComment} event=${(/** @type {string} */ text) => ({ kind: 'comment', about: null, text })} />`}<//>`;
}

/** A text and a button that adds it. @param {{id: string, label: string, hint?: string, event: (text: string) => object}} props */
function OneField({ id, label, hint, event }) {
  const [text, setText] = useState('');
  const send = async (/** @type {Event} */ submitted) => {
    submitted.preventDefault();
    if (await change(event(text))) setText('');
  };
  return html`<form class="one" onSubmit=${send}><label for=${id} class="unseen">${label}</label>
    <textarea id=${id} rows="1" required maxlength="60000" placeholder=${label} value=${text} onInput=${(/** @type {any} */ typed) => setText(typed.target.value)}></textarea>
    <button type="submit">${label}${hint ? html` <kbd>${hint}</kbd>` : ''}</button></form>`;
}
