// When nothing is selected: what the picture rests on. Feeds, records used and rejected, and why.
import { html } from '../html.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';
import { dateTime, span } from '../time.js';

export function Overview() {
  const status = s.status.value;
  if (!status) return html`<section class="empty"><p>${STRINGS.waiting}</p></section>`;
  return html`<section class="overview" aria-labelledby="overview-title">
    <h2 id="overview-title">${STRINGS.overview}</h2>
    <p class="hint">${status.tracks === 0 ? STRINGS.loadHint : STRINGS.selectHint}</p>
    ${status.extent && html`<dl class="pairs"><dt>${STRINGS.from}</dt><dd>${dateTime(Date.parse(status.extent[0]))}</dd>
      <dt>${STRINGS.to}</dt><dd>${dateTime(s.clock.value ?? 0)}</dd></dl>`}
    <${Feeds} feeds=${status.feeds} /><${Records} tally=${status.tally} />
  </section>`;
}

/** @param {{feeds: import('../api.js').Status['feeds']}} props */
function Feeds({ feeds }) {
  if (feeds.length === 0) return null;
  return html`<h3>${STRINGS.feeds}</h3><ul class="plainlist">${feeds.map((feed) => html`
    <li key=${feed.name}><b class=${`feed ${feed.state}`}>${feed.state}</b> ${feed.name}
      <span class="when">${count(feed.read)} ${STRINGS.read}, ${count(feed.rejected)} ${STRINGS.rejected}${feed.last ? ` · ${age(feed.last)}` : ''}</span></li>`)}</ul>`;
}

/** @param {{tally: import('../api.js').Status['tally']}} props */
function Records({ tally }) {
  if (tally.read === 0) return null;
  const reasons = Object.entries(tally.rejected).sort((a, b) => b[1] - a[1]);
  return html`<h3>${STRINGS.records}</h3><dl class="pairs wide">
    <dt>${STRINGS.read}</dt><dd>${count(tally.read)}</dd><dt>${STRINGS.used}</dt><dd>${count(tally.used)}</dd>
    ${reasons.map(([reason, n]) => html`<dt key=${reason}>${STRINGS.rejected}: ${reason.replaceAll('_', ' ')}</dt><dd>${count(n)}</dd>`)}
  </dl>`;
}

const count = (/** @type {number} */ n) => n.toLocaleString('en');
const age = (/** @type {string} */ last) => `${span(Math.max(0, (s.clock.value ?? 0) - Date.parse(last)))} behind`;
