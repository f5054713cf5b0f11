// Which tracks may be one hull, why one may think so, and what people say of it.
import { useState } from 'preact/hooks';
import { failed } from '../actions.js';
import { decideHull } from '../cases-api.js';
import { loadCases } from '../cases.js';
import { html } from '../html.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';

const words = STRINGS.hulls;

/**
 * @typedef {{feature: string, left: string, right: string, effect: number}} Feature
 * @typedef {{a: string, b: string, basis: string, strength: number, state: string, by: string | null, features: Feature[]}} Link
 */

/** @param {{identity: import('./identity-lanes.js').Identity, onDecided: () => void}} props */
export function Hulls({ identity, onDecided }) {
  const { links, refused, read_only } = identity;
  if (links.length + refused.length === 0) return null;
  return html`<h3>${words.title}</h3>
    ${read_only && html`<p class="hint">${STRINGS.cases.readOnly}: ${read_only}</p>`}
    <ul class="plainlist small hulls">
      ${links.map((link) => html`<${OneLink} key=${link.a + link.b + link.basis} link=${link} why=${null} held=${Boolean(read_only)} onDecided=${onDecided} />`)}
      ${refused.map((no) => html`<${OneLink} key=${no.hypothesis.a + no.hypothesis.b + no.hypothesis.basis} link=${no.hypothesis} why=${no.why} held=${Boolean(read_only)} onDecided=${onDecided} />`)}
    </ul>`;
}

/** @param {{link: Link, why: string | null, held: boolean, onDecided: () => void}} props `why`: why it was not followed */
function OneLink({ link, why, held, onDecided }) {
  const [note, setNote] = useState('');
  const say = async (/** @type {'confirmed' | 'split'} */ verdict) => {
    try {
      if (!s.cases.peek()) await loadCases();
      await decideHull(s.actor.peek(), link.a, link.b, verdict, note);
      setNote('');
      onDecided();
    } catch (error) {
      failed(error);
    }
  };
  const state = `${words.states[/** @type {keyof typeof words.states} */ (link.state)] ?? link.state}${link.by ? ` ${STRINGS.cases.by} ${link.by}` : ''}`;
  return html`<li><b>${why === null ? STRINGS.mayBeOne : STRINGS.notOne}</b> <code>${link.a}</code> + <code>${link.b}</code>
    <br />${words.bases[/** @type {keyof typeof words.bases} */ (link.basis)] ?? link.basis} · ${words.strength} ${link.strength} · <span class=${`state ${link.state}`}>${state}</span>
    ${link.features.map((f, i) => html`<br key=${i} />${f.feature.replaceAll('_', ' ')}: ${f.left === f.right || !f.right ? f.left : `${f.left} / ${f.right}`}`)}
    ${why !== null && html`<br /><span class="why">${why}</span>`}
    ${!held && html`<span class="buttons">
      <input type="text" class="grow" aria-label=${`${words.because}, ${link.a} + ${link.b}`} placeholder=${words.because} value=${note} onInput=${(/** @type {any} */ event) => setNote(event.target.value)} />
      ${link.state !== 'confirmed' && html`<button onClick=${() => void say('confirmed')}>${words.one}</button>`}
      ${link.state !== 'split' && html`<button onClick=${() => void say('split')}>${words.two}</button>`}</span>`}</li>`;
}
