// Why a case ranks where it does: every part of the score as a bar and in figures.
import { html } from '../html.js';
import { STRINGS } from '../strings.js';

/** Length of the longest bar, as a share of a score of 10. */
const FULL = 10;

/** @param {{rank: import('../cases-api.js').Ranked}} props */
export function RankBars({ rank }) {
  const features = [...rank.features].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  return html`<table class="rank"><caption>${STRINGS.cases.score} <b>${rank.score.toFixed(2)}</b></caption>
    <thead class="unseen"><tr><th scope="col">${STRINGS.cases.feature}</th><th scope="col">${STRINGS.cases.share}</th><th scope="col">${STRINGS.cases.sum}</th><th scope="col">${STRINGS.cases.from}</th></tr></thead>
    <tbody>${features.map((feature) => html`<tr key=${feature.name}>
      <th scope="row">${feature.name.replaceAll('_', ' ')}</th>
      <td><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width=${Math.min(100, (100 * Math.abs(feature.contribution)) / FULL)} height="8" /></svg></td>
      <td class="n">${trim(feature.value)} × ${trim(feature.weight)} = <b>${feature.contribution.toFixed(2)}</b></td>
      <td>${feature.items.join(', ')}</td></tr>`)}</tbody></table>`;
}

/** @param {number} value */
const trim = (value) => String(Number(value.toFixed(2)));
