// One finding: the sentence, the values beside their thresholds, and the bytes it rests on.
import { useEffect, useState } from 'preact/hooks';
import { clearSelection, copyLink, goTo, say, selectVessel } from '../actions.js';
import * as api from '../api.js';
import { html } from '../html.js';
import { title } from '../map/features.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';
import { dateTime } from '../time.js';
import { Bytes } from './bytes.js';
import { ToCase } from './to-case.js';
import { when } from './findings-list.js';
import { Icon } from './icon.js';
import { Pairs } from './pairs.js';

/** @param {{id: string}} props */
export function FindingPanel({ id }) {
  const [detail, setDetail] = useState(/** @type {api.FindingDetail | null} */ (null));
  const known = s.findings.value.get(id);
  useEffect(() => { api.getFinding(id).then(setDetail, (error) => { setDetail(null); say(error.message); }); }, [id, known?.revision, known?.status]);
  const finding = detail?.finding.id === id ? detail.finding : known;
  if (!finding) return html`<section class="empty"><h2>${STRINGS.notFound}</h2><p>${id}</p></section>`;
  return html`
    <section aria-labelledby="finding-title">
      <div class="over"><h2>${STRINGS.findings}</h2><button class="plain" aria-label=${STRINGS.close} onClick=${clearSelection}>✕</button></div>
      <h3 id="finding-title" class="name"><${Icon} kind=${finding.kind} /> ${title(finding)}</h3>
      <p class="sub">${when(finding)} · <em class=${`status ${finding.status}`}>${finding.status}</em>${finding.exercise ? html` · <em class="sim">${STRINGS.simulated}</em>` : ''}</p>
      <p class="reason lead">${finding.reason}</p>
      <ul class="plainlist">${finding.vessels.map((v) => html`
        <li key=${v.mmsi}><button class="link" onClick=${() => selectVessel(String(v.mmsi).padStart(9, '0'))}>${v.name ?? `MMSI ${v.mmsi}`}</button> <span class="who">MMSI ${v.mmsi}</span></li>`)}</ul>
      <div class="buttons">
        <button onClick=${() => goTo(Date.parse(finding.start))}>${STRINGS.playhead}: ${dateTime(Date.parse(finding.start))}</button>
        <button onClick=${copyLink}>${STRINGS.copyLink}</button>
      </div>
      <${ToCase} finding=${finding.id} />
      <${Pairs} title=${STRINGS.values} pairs=${finding.values} /><${Pairs} title=${STRINGS.thresholds} pairs=${finding.thresholds} />
      <${EvidenceList} finding=${finding} />
      ${detail && detail.history.length > 1 && html`<h3>${STRINGS.history}</h3><ol class="plainlist">${detail.history.map((v) => html`
        <li key=${v.seq}><em class=${`status ${v.finding.status}`}>${v.finding.status}</em> ${v.finding.reason}</li>`)}</ol>`}
    </section>`;
}

/** @param {{finding: s.Finding}} props */
function EvidenceList({ finding }) {
  return html`<h3>${STRINGS.evidence} <span class="count">${finding.evidence.length}</span></h3>
    <ol class="evidence">${finding.evidence.map((item, n) => html`<${EvidenceItem} key=${n} id=${finding.id} item=${item} n=${n} />`)}</ol>`;
}

/** @param {{id: string, item: api.Evidence, n: number}} props */
function EvidenceItem({ id, item, n }) {
  const [bytes, setBytes] = useState(/** @type {{text: string, hex: string, offset: number} | null} */ (null));
  const show = () => api.getBytes(id, n).then(
    (raw) => setBytes({ text: raw.text, hex: raw.hex, offset: item.offset }),
    (error) => setBytes({ text: error.message, hex: '', offset: 0 }),
  );
  return html`<li>
    ${item.time && html`<span>${dateTime(Date.parse(item.time))}</span> `}<code>${item.input}</code> ${STRINGS.offset} ${item.offset}+${item.length}
    ${item.sha256 && html`<span class="when" title=${item.sha256}>${STRINGS.sha} ${item.sha256.slice(0, 16)}…</span>`}
    ${bytes ? html`<${Bytes} bytes=${bytes} />` : html` <button class="link" onClick=${show}>${STRINGS.showBytes}</button>`}
  </li>`;
}
