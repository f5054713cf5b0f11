// Name, search, clock; and the exercise banner, which nothing can hide.
import { html } from '../html.js';
import * as s from '../state.js';
import { clearSelection, setTheme } from '../actions.js';
import { showCases } from '../cases.js';
import { showDrill, status as drill } from '../drill.js';
import { run } from '../drill-replay.js';
import { showPlan } from '../plan.js';
import { showShare } from '../share.js';
import { STRINGS } from '../strings.js';
import { clockSeconds, date } from '../time.js';
import { Search } from './search.js';

export function Header() {
  const status = s.status.value;
  return html`
    <header class="header">
      <h1 class="unseen">${STRINGS.screens[s.screen.value]}</h1>
      <a class="brand" href="/watch"><img src="/favicon.svg" alt="" width="22" height="22" />CORDON</a>
      <nav class="screens" aria-label=${STRINGS.cases.screens}>
        <a href="/watch" aria-current=${s.screen.value === 'watch' ? 'page' : undefined} onClick=${go(clearSelection)}>${STRINGS.cases.watch}</a>
        <a href="/cases" aria-current=${s.screen.value === 'cases' ? 'page' : undefined} onClick=${go(showCases)}>${STRINGS.cases.title}</a>
        <a href="/plan" aria-current=${s.screen.value === 'plan' ? 'page' : undefined} onClick=${go(showPlan)}>${STRINGS.plan.title}</a>
        <a href="/share" aria-current=${s.screen.value === 'share' ? 'page' : undefined} onClick=${go(showShare)}>${STRINGS.share.title}</a>
        <a href="/drill" aria-current=${s.screen.value === 'drill' ? 'page' : undefined} onClick=${go(showDrill)}>${STRINGS.drills.title}</a>
      </nav>
      <${Search} />
      <span class="grow"></span>
      ${!s.connected.value && html`<span class="pill alarm" role="status">${STRINGS.lost}</span>`}
      ${status && s.screen.value !== 'drill' && html`<span class="pill quiet">${status.vessels.toLocaleString('en')} vessels · ${status.tracks.toLocaleString('en')} tracks</span>`}
      <a class="button plain" href="/docs">${STRINGS.apiDocs}</a>
      <button class="plain" onClick=${() => setTheme(s.theme.value === 'dark' ? 'light' : 'dark')}>${STRINGS.theme}</button>
      <button class="plain" onClick=${() => { s.commands.value = true; }}>${STRINGS.commands} <kbd>Ctrl K</kbd></button>
      <button class="plain" onClick=${() => { s.help.value = true; }}>${STRINGS.keys} <kbd>?</kbd></button>
      ${s.screen.value !== 'drill' && html`<${Clock} />`}
    </header>`;
}

/** A link that moves within the app. @param {() => unknown} where */
const go = (where) => (/** @type {MouseEvent} */ event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  where();
};

function Clock() {
  if (s.clock.value === null) return html`<span class="pill clock">${STRINGS.waiting}</span>`;
  const at = s.shownAt.value;
  return html`<time class="pill clock" dateTime=${new Date(at).toISOString()}>${date(at)} <b>${clockSeconds(at)}</b></time>`;
}

export function Banner() {
  const exercise = (s.screen.value === 'drill' && (run.value ?? drill.value)?.exercise) || s.status.value?.exercise;
  if (!exercise) return null;
  const bare = exercise.replace(/^(EXERCISE|EX)\s+/i, '');
  return html`<section class="banner" aria-label=${STRINGS.exercise}>
    <b>${STRINGS.drill} · ${STRINGS.exercise} ${bare} · ${STRINGS.simulated}</b><span>${STRINGS.drillNote}</span>
  </section>`;
}
