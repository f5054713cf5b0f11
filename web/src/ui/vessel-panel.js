// One vessel: what it says it is and since when, where it is, what was found about it.
import { clearSelection, copyLink, selectVessel } from '../actions.js';
import { html } from '../html.js';
import { place } from '../geo.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';
import { clock, dateTime, span } from '../time.js';
import { openFromSelection } from '../cases.js';
import { IdentityLanes } from './identity-lanes.js';
import { OwnCases, Screening } from './vessel-record.js';
import { FindingRow } from './findings-list.js';
import { typeName } from './search.js';

export function VesselPanel() {
  const vessel = s.vessel.value;
  if (!vessel) return html`<section class="empty"><p>${STRINGS.waiting}</p></section>`;
  return html`
    <section aria-labelledby="vessel-title">
      <div class="over"><h2>${STRINGS.vessel}</h2><button class="plain" aria-label=${STRINGS.close} onClick=${clearSelection}>✕</button></div>
      <h3 id="vessel-title" class="name">${vessel.name ?? `MMSI ${vessel.mmsi}`}</h3>
      <p class="sub">${typeName(vessel.ship_type)}${vessel.dimensions ? ` · ${vessel.dimensions.replace('x', '×')} m` : ''}${vessel.exercise ? html` · <em class="sim">${STRINGS.simulated}</em>` : ''}</p>
      <${Numbers} vessel=${vessel} />
      <div class="buttons">
        <button aria-pressed=${s.follow.value ? 'true' : 'false'} onClick=${() => { s.follow.value = !s.follow.value; }}>${s.follow.value ? STRINGS.unfollow : STRINGS.follow}</button>
        <button onClick=${copyLink}>${STRINGS.copyLink}</button>
        <button onClick=${openFromSelection}>${STRINGS.cases.openFrom} <kbd>A</kbd></button>
        <a class="button" href=${`/api/findings.csv?vessel=${vessel.mmsi}`} download>${STRINGS.exportCsv}</a>
        ${vessel.tracks.length > 0 && html`<a class="button" download href=${`/api/tracks/${encodeURIComponent(vessel.tracks[vessel.tracks.length - 1].id)}.geojson`}>${STRINGS.exportGeojson}</a>`}
      </div>
      <${OwnFindings} mmsi=${vessel.mmsi} />
      <${OwnCases} mmsi=${vessel.mmsi} /><${Screening} mmsi=${vessel.mmsi} />
      <${IdentityLanes} mmsi=${vessel.mmsi} last=${vessel.last?.time} />
      <${Identity} vessel=${vessel} />
      ${vessel.same_imo.length > 0 && html`<h3>${STRINGS.sameImo}</h3><ul class="plainlist">${vessel.same_imo.map((other) => html`
        <li key=${other.mmsi}><button class="link" onClick=${() => selectVessel(String(other.mmsi).padStart(9, '0'))}>${other.name ?? other.mmsi} (${other.mmsi})</button></li>`)}</ul>`}
      <h3>${STRINGS.tracks}</h3>
      <ul class="plainlist small">${vessel.tracks.map((track) => html`<li key=${track.id}><code>${track.id}</code> · ${track.points} ${STRINGS.points}</li>`)}</ul>
    </section>`;
}

/** @param {{vessel: s.Vessel}} props */
function Numbers({ vessel }) {
  const last = vessel.last;
  return html`<dl class="pairs">
    <dt>MMSI</dt><dd>${String(vessel.mmsi).padStart(9, '0')}</dd>
    ${vessel.imo && html`<dt>IMO</dt><dd>${vessel.imo}${vessel.imo_check_ok === false && html` <em class="bad">${STRINGS.imoBad}</em>`}</dd>`}
    ${vessel.callsign && html`<dt>${STRINGS.attributes.callsign}</dt><dd>${vessel.callsign}</dd>`}
    ${last && html`<dt>${STRINGS.lastFix}</dt><dd>${clock(Date.parse(last.time))} · ${span((s.clock.value ?? 0) - Date.parse(last.time))} ago<br />
      ${last.sog_kn === null ? '' : `${last.sog_kn.toFixed(1)} kn`}${last.cog_deg === null ? '' : ` · ${last.cog_deg.toFixed(0).padStart(3, '0')}°`}<br />${place(last.lat, last.lon)}</dd>`}
  </dl>`;
}

/** @param {{mmsi: number}} props */
function OwnFindings({ mmsi }) {
  const own = [...s.findings.value.values()].filter((f) => f.vessels.some((v) => v.mmsi === mmsi));
  own.sort((a, b) => b.start.localeCompare(a.start));
  return html`<h3>${STRINGS.findings} <span class="count">${own.length}</span></h3>
    <ul class="findings">${own.map((f) => html`<li key=${f.id}><${FindingRow} finding=${f} own=${mmsi} /><p class="reason">${f.reason}</p></li>`)}</ul>`;
}

/** @param {{vessel: s.Vessel}} props */
function Identity({ vessel }) {
  return html`<h3>${STRINGS.identity}</h3>
    <ul class="identity">${vessel.identity.map((value, i) => html`
      <li key=${i}><span class="attribute">${STRINGS.attributes[/** @type {keyof typeof STRINGS.attributes} */ (value.attribute)] ?? value.attribute}</span>
        <span class="value"><b>${shown(value)}</b>
        <span class="when">${seen(value)} · ${value.count}×<br />${value.source.input}, ${STRINGS.offset} ${value.source.offset}</span></span></li>`)}</ul>`;
}

/** @param {import('../api.js').Dated} value */
function seen(value) {
  const [from, to] = [Date.parse(value.first), Date.parse(value.last)];
  return from === to ? dateTime(from) : `${dateTime(from)} → ${dateTime(to)}`;
}

/** @param {import('../api.js').Dated} value */
function shown(value) {
  if (value.attribute === 'ship_type') return `${typeName(Number(value.value))} (${value.value})`;
  if (value.attribute === 'dimensions') return `${value.value.replace('x', '×')} m`;
  return value.attribute === 'draught_m' ? `${value.value} m` : value.value;
}
