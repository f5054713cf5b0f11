// Orders to assets of a side, and words to everybody.
import * as drill from '../drill.js';
import { html } from '../html.js';
import { STRINGS } from '../strings.js';

const T = STRINGS.drills;
const MOST = 80;
/** @type {Record<'tasks' | 'doings' | 'whys', Record<string, string>>} */
const { tasks: TASKS, doings: DOINGS, whys: WHYS } = { tasks: T.tasks, doings: T.doings, whys: T.whys };

export function Orders() {
  const assets = drill.view.value?.assets ?? [];
  const own = drill.chosen.value;
  if (assets.length === 0) return null;
  const contacts = drill.contacts.value.slice(0, MOST);
  const about = contacts.some((it) => it.contact === drill.contact.value) ? String(drill.contact.value) : '';
  return html`<fieldset><legend>${T.orders}</legend>
    <div class="fields">
      <label>${T.asset}<select value=${drill.unit.value} onChange=${(/** @type {any} */ event) => { drill.unit.value = event.target.value; }}>
        ${assets.map((it) => html`<option key=${`${it.side}/${it.unit}`} value=${`${it.side}/${it.unit}`}>${it.side} · ${it.name}</option>`)}</select></label>
      <label>${T.contact}<select value=${about} onChange=${(/** @type {any} */ event) => { drill.contact.value = event.target.value ? Number(event.target.value) : null; }}>
        <option value="">–</option>${contacts.map((it) => html`<option key=${`${it.side}${it.contact}`} value=${String(it.contact)}>${shown(it)}</option>`)}</select></label>
    </div>
    ${own && html`<p class="sub">${own.name}: ${DOINGS[own.doing] ?? own.doing}${own.contact === null ? '' : ` #${own.contact}`}, ${own.sog_kn.toFixed(1)} kn${own.can_board ? '' : ` · ${T.noTeam}`}</p>`}
    <div class="buttons">
      <button onClick=${() => drill.order('resume')}>${T.tasks.resume}</button>
      <button aria-pressed=${drill.going.value ? 'true' : 'false'} onClick=${() => { drill.going.value = !drill.going.peek(); }}>${T.tasks.go}</button>
      ${['shadow', 'intercept', 'query', 'board', 'divert'].map((task) => html`<button key=${task} disabled=${about === ''} onClick=${() => drill.order(task)}>${TASKS[task]}</button>`)}
    </div>
    ${drill.going.value && html`<p class="hint" role="status">${T.click}</p>`}
    <p class="hint">${T.lawful}</p>
  </fieldset>`;
}

/** @param {import('../drill-api.js').Contact} it */
const shown = (it) => `#${it.contact} ${it.name ?? T.unnamed}${it.why ? ` · ${WHYS[it.why] ?? it.why}` : ''}${it.done ? ` · ${T.done}` : ''} · ${it.age_min < 1 ? '< 1' : Math.round(it.age_min)} min`;

export function Say() {
  const say = (/** @type {any} */ event) => {
    event.preventDefault();
    const text = String(new FormData(event.target).get('text') ?? '');
    if (text.trim()) void drill.act('say', { text });
    event.target.reset();
  };
  return html`<form class="one" onSubmit=${say}><label class="unseen" for="drill-say">${T.say}</label>
    <input id="drill-say" type="text" name="text" maxlength="500" placeholder=${T.say} autocomplete="off" /><button type="submit">${T.send}</button></form>`;
}
