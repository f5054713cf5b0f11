// What is made of a case: how sure, on what it rests, and what else it could be.
import { useState } from 'preact/hooks';
import { change, isHeld } from '../cases.js';
import { html } from '../html.js';
import { STRINGS } from '../strings.js';
import { Added } from './case-items.js';

const words = STRINGS.cases;

/** @param {{one: import('../cases-api.js').Case}} props */
export function Assessments({ one }) {
  const stands = one.assessments[one.assessments.length - 1];
  const before = one.assessments.slice(0, -1);
  return html`<h3>${words.assessment}</h3>
    ${stands ? html`<${Assessment} what=${stands} />` : html`<p class="hint">${words.noAssessment}</p>`}
    ${before.length > 0 && html`<details><summary>${words.earlier} <span class="count">${before.length}</span></summary>
      ${before.map((what) => html`<${Assessment} key=${what.item} what=${what} />`)}</details>`}
    ${!isHeld() && html`<${AssessForm} one=${one} />`}`;
}

/** @param {{what: import('../cases-api.js').Assessment}} props */
function Assessment({ what }) {
  return html`<blockquote class="assessment"><p><b>${what.hypothesis}</b></p>
    <p class="sub">${words.confidence}: <b>${what.confidence}</b>${what.rests_on.length > 0 ? ` · ${words.restsOn} ${what.rests_on.join(', ')}` : ''} · <${Added} what=${what} /></p>
    ${what.alternatives.length > 0 && html`<dl class="alternatives">${what.alternatives.map((other, i) => html`
      <dt key=${`t${i}`}>${words.notThat} ${other.hypothesis}</dt><dd key=${`d${i}`}>${other.why_not}</dd>`)}</dl>`}
  </blockquote>`;
}

const EMPTY = { hypothesis: '', confidence: 'moderate', rests: '', other: '', whyNot: '' };

/** @param {{one: import('../cases-api.js').Case}} props */
function AssessForm({ one }) {
  const [said, setSaid] = useState(EMPTY);
  const set = (/** @type {keyof typeof EMPTY} */ name) => (/** @type {any} */ event) => setSaid({ ...said, [name]: event.target.value });
  const send = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const alternatives = said.other ? [{ hypothesis: said.other, why_not: said.whyNot }] : [];
    const rests_on = said.rests.split(/[\s,]+/).filter(Boolean);
    if (await change({ kind: 'assess', hypothesis: said.hypothesis, confidence: said.confidence, rests_on, alternatives })) setSaid(EMPTY);
  };
  return html`<details><summary>${words.assess} <kbd>S</kbd></summary><form onSubmit=${send}>
    <label>${words.hypothesis} <textarea id="assess" required rows="2" value=${said.hypothesis} onInput=${set('hypothesis')}></textarea></label>
    <label>${words.confidence} <select value=${said.confidence} onChange=${set('confidence')}>${['low', 'moderate', 'high'].map((level) => html`<option key=${level} value=${level}>${level}</option>`)}</select></label>
    <label>${words.restsOn} <input type="text" placeholder=${one.findings.map((f) => f.item).join(', ')} value=${said.rests} onInput=${set('rests')} /></label>
    <label>${words.alternative} <input type="text" value=${said.other} onInput=${set('other')} /></label>
    <label>${words.whyNot} <input type="text" required=${said.other !== ''} value=${said.whyNot} onInput=${set('whyNot')} /></label>
    <button type="submit">${words.assess}</button></form></details>`;
}
