// The screens: Watch, the list of cases, one case, planning, sharing, drills. The map stays through all of them.
import { useEffect, useRef } from 'preact/hooks';
import { html } from '../html.js';
import { openMap } from '../map/map.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';
import { CasePage } from './case-page.js';
import { CasesPage } from './cases-page.js';
import { Commands } from './commands.js';
import { DrillPage } from './drill-page.js';
import { FindingPanel } from './finding-panel.js';
import { FindingsList } from './findings-list.js';
import { Banner, Header } from './header.js';
import { Help } from './help.js';
import { Hover } from './hover.js';
import { Layers } from './layers.js';
import { Measure } from './measure.js';
import { Notice } from './notice.js';
import { Overview } from './overview.js';
import { PlanPage } from './plan-page.js';
import { SharePage } from './share-page.js';
import { Table } from './table.js';
import { Timebar } from './timebar.js';
import { VesselPanel } from './vessel-panel.js';

const PAGES = { case: CasePage, cases: CasesPage, plan: PlanPage, share: SharePage, drill: DrillPage };

export function App() {
  return html`
    <div class=${s.screen.value === 'watch' ? 'screen' : 'screen desk'}>
      <${Header} />
      <${Banner} />
      ${s.screen.value !== 'watch' && html`<div class="page"><${PAGES[s.screen.value]} /></div>`}
      ${s.screen.value === 'watch' && html`<aside class="left" aria-label=${`${STRINGS.layers}, ${STRINGS.findings}`}><${Layers} /><${FindingsList} /></aside>`}
      <main class="middle"><${MapFrame} />${s.table.value ? html`<${Table} />` : html`<${Hover} />`}<${Measure} /><${Twin} /></main>
      ${s.screen.value === 'watch' && html`<aside class="right" aria-label=${STRINGS.vessel}><${Panel} /></aside><${Timebar} />`}
      <${Help} /><${Commands} /><${Notice} />
    </div>`;
}

function MapFrame() {
  const frame = useRef(null);
  useEffect(() => openMap(/** @type {any} */ (frame.current)), []);
  return html`<div id="map" ref=${frame} hidden=${!s.webgl.value}></div>`;
}

/** Map or table: the same vessels. */
function Twin() {
  if (!s.webgl.value) return null;
  return html`<button class="twin" aria-pressed=${s.table.value ? 'true' : 'false'} onClick=${() => { s.table.value = !s.table.value; }}>${s.table.value ? STRINGS.map : STRINGS.table} <kbd>V</kbd></button>`;
}

function Panel() {
  const selected = s.selection.value;
  if (selected?.kind === 'vessel') return html`<${VesselPanel} />`;
  return selected?.kind === 'finding' ? html`<${FindingPanel} id=${selected.id} />` : html`<${Overview} />`;
}
