// The Share screen: partners on the left, the map as one of them sees it beside them.
import { html } from '../html.js';
import * as share from '../share.js';
import { STRINGS } from '../strings.js';
import { clock, date } from '../time.js';

const T = STRINGS.share;

export function SharePage() {
  const told = share.sharing.value;
  return html`<section class="paper share" aria-labelledby="share-title">
    <h2 id="share-title">${T.title}</h2>
    ${told === null && html`<p class="hint" role="status">${T.asking}</p>`}
    ${told === false && html`<p class="hint">${T.nobody} <code>cordon share init</code></p>`}
    ${told && html`<${Own} told=${told} />
      ${told.partners.length === 0 && html`<p class="hint">${T.noPartner} <code>cordon share partner add</code></p>`}
      <ul class="partners">${told.partners.map((partner) => html`<${Partner} key=${partner.name} partner=${partner} />`)}</ul>
      <${Seen} /><${Explained} />`}
  </section>`;
}

/** @param {{told: import('../share-api.js').Sharing}} props */
function Own({ told }) {
  return html`<dl class="pairs">
      <dt>${T.we}</dt><dd><b>${told.name}</b> <code>${told.fingerprint}</code></dd>
      <dt>${T.node}</dt><dd>${told.running ? `${T.listens} ${told.listening ?? ''}` : T.stopped}</dd>
      <dt>${T.policy}</dt><dd><code title=${told.policy}>${(told.policy ?? '–').slice(0, 12)}</code></dd>
    </dl>
    ${told.policy_trouble && html`<p class="bad" role="alert">${T.closed} ${told.policy_trouble}</p>`}
    ${told.trouble && html`<p class="bad" role="alert">${told.trouble}</p>`}
    ${told.broker && html`<p class="bad" role="alert">${told.broker}</p>`}`;
}

/** @param {{partner: import('../share-api.js').Partner}} props */
function Partner({ partner }) {
  const up = partner.link?.state === 'up';
  const isSeen = share.partner.value === partner.name;
  return html`<li class=${isSeen ? 'chosen' : ''}>
    <header><b>${partner.name}</b>
      <span class=${`pill ${up ? 'up' : 'down'}`}>${!partner.active ? T.revoked : up ? T.up : T.down}</span>
      <button aria-pressed=${isSeen ? 'true' : 'false'} onClick=${() => share.lookAs(partner.name)}>${isSeen ? T.own : `${T.as} ${partner.name}`}</button>
    </header>
    <p class="sub">${T.waiting} <b>${partner.waiting}</b> · ${T.onTheWay} <b>${partner.in_flight}</b> · ${T.delivered} <b>${partner.delivered}</b> · ${T.acked} ${at(partner.acknowledged_at)} · ${T.received} ${at(partner.received_at)}</p>
    ${partner.agreement
      ? html`<p class="sub">${T.agreed}: ${[...partner.agreement.groups, partner.agreement.clearance, ...partner.agreement.purposes, ...partner.agreement.exercises.map((mark) => `${STRINGS.exercise} ${mark}`)].join(' · ')}</p>`
      : html`<p class="sub">${T.notAgreed}</p>`}
    ${partner.words.map((word) => html`<p class="bad" key=${word}>${word}</p>`)}
  </li>`;
}

/** @param {string | null} time */
function at(time) {
  if (!time) return T.never;
  const ms = Date.parse(time);
  return html`<time dateTime=${time}>${date(ms)} ${clock(ms)}</time>`;
}

/** What the partner sees, in numbers. */
function Seen() {
  const seen = share.preview.value;
  if (!share.partner.value) return html`<p class="hint">${T.hint}</p>`;
  if (!seen) return html`<p class="hint" role="status">${T.asking}</p>`;
  const unseen = Object.entries(seen.unseen);
  return html`<section aria-labelledby="share-seen"><h3 id="share-seen">${seen.partner} ${T.sees}</h3>
    <p><b>${seen.seen}</b> ${T.objects}; ${T.click}</p>
    ${unseen.length > 0 && html`<table class="plain"><caption class="sub">${T.unseen}</caption><tbody>
      ${unseen.map(([rule, count]) => html`<tr key=${rule}><td><code>${rule}</code></td><td class="number">${count.toLocaleString('en')}</td></tr>`)}
    </tbody></table>`}
  </section>`;
}

/** Why the object that was clicked leaves, and what of it. */
function Explained() {
  const told = share.explained.value;
  if (!told) return null;
  return html`<section class="explained" aria-labelledby="share-why" aria-live="polite"><h3 id="share-why">${T.why}</h3>
    <p class="reason lead">${told.sentence}</p>
    <p class="sub">${told.kind} <code>${told.object}</code><br />${told.marking}</p>
    <ul class="fates">${told.fields.map(({ path, fate }) => html`<li key=${path} class=${fate}><code>${path}</code> <span class="pill">${T.fates[fate]}</span></li>`)}</ul>
  </section>`;
}
