// What is on record of a vessel beside its messages: the cases it is in, and who on the lists it may be.
import { useEffect, useState } from 'preact/hooks';
import { ask, safe } from '../api.js';
import { loadCases, showCase } from '../cases.js';
import { html } from '../html.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';

const words = STRINGS.record;

/**
 * @typedef {{list: string, list_as_of: string | null, entry: string, name: string, score: number, standing: string,
 *   listed_on: string | null, delisted_on: string | null, programs: string[], features: import('./vessel-hulls.js').Feature[]}} Hit
 * @typedef {{summary: string, hits: Hit[], screened: {name: string, caution: string | null}[]}} Answer
 */

/** @param {{mmsi: number}} props */
export function OwnCases({ mmsi }) {
  useEffect(() => { if (!s.cases.peek()) void loadCases(); }, []);
  const own = (s.cases.value?.cases ?? []).filter((one) => one.vessels.some((vessel) => vessel.mmsi === mmsi));
  if (own.length === 0) return null;
  return html`<h3>${STRINGS.cases.title} <span class="count">${own.length}</span></h3>
    <ul class="plainlist small">${own.map((one) => html`<li key=${one.id}><button class="link" onClick=${() => void showCase(one.id)}>${one.id} ${one.title}</button> · ${one.status}</li>`)}</ul>`;
}

/** @param {{mmsi: number}} props */
export function Screening({ mmsi }) {
  const [answer, setAnswer] = useState(/** @type {Answer | null} */ (null));
  useEffect(() => {
    setAnswer(null);
    ask(`/api/vessels/${safe(mmsi)}/screening`).then(setAnswer, () => setAnswer(null));
  }, [mmsi]);
  if (!answer) return null;
  const cautions = answer.screened.filter((list) => list.caution);
  return html`<h3>${words.title} <span class="count">${answer.hits.length}</span></h3>
    <ul class="plainlist small hits">${answer.hits.map((hit, i) => html`
      <li key=${i}><b>${hit.name}</b> · ${hit.list} ${hit.entry} · ${standing(hit)} · ${words.score} ${hit.score}
        ${hit.features.map((f, n) => html`<br key=${n} />${f.feature.replaceAll('_', ' ')}: ${f.left === f.right ? f.left : `${f.left} / ${f.right}`}`)}</li>`)}</ul>
    <p class="small">${answer.summary}</p>
    ${cautions.map((list) => html`<p key=${list.name} class="small">${list.name}: ${list.caution}</p>`)}`;
}

/** @param {Hit} hit */
function standing(hit) {
  const day = hit.standing === 'delisted' ? hit.delisted_on : hit.listed_on;
  const word = words.standings[/** @type {keyof typeof words.standings} */ (hit.standing)] ?? hit.standing;
  return day ? `${word} ${day}` : word;
}
