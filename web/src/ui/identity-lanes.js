// What a ship said it is, on the axis of time: a lane for each attribute, one below the other for every
// number that gave the same IMO number, so that overlaps show.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, safe } from '../api.js';
import { html } from '../html.js';
import { STRINGS } from '../strings.js';
import { date, dateTime } from '../time.js';
import { Hulls } from './vessel-hulls.js';

/**
 * @typedef {{attribute: string, value: string, first: string, last: string, count: number, track: string,
 *   source: import('../api.js').Source, note: string | null}} Valued
 * @typedef {{mmsi: number, flag: {code: string, name: string} | null,
 *   tracks: {id: string, first: string, last: string}[], values: Valued[]}} OneNumber
 * @typedef {{extent: [string, string] | null, numbers: OneNumber[], links: import('./vessel-hulls.js').Link[],
 *   refused: {hypothesis: import('./vessel-hulls.js').Link, why: string}[], read_only: string | null}} Identity
 * @typedef {{label: string, kind: string, bars: {from: number, to: number, text: string, told: string}[]}} Lane
 */

const LANES = ['name', 'callsign', 'imo', 'ship_type', 'dimensions', 'destination'];
const TALL = 17;
/** Room for a panel, and for the whole screen. */
const NARROW = { width: 300, label: 62, letters: 22 };
const WIDE = { width: 1100, label: 100, letters: 60 };

/** @param {{mmsi: number, last: string | undefined}} props `last`: asked again when something new was heard */
export function IdentityLanes({ mmsi, last }) {
  const [identity, setIdentity] = useState(/** @type {Identity | null} */ (null));
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const minute = last?.slice(0, 16);
  const read = () => { ask(`/api/vessels/${safe(mmsi)}/identity`).then(setIdentity, () => setIdentity(null)); };
  useEffect(read, [mmsi, minute]);
  if (!identity?.extent || identity.numbers[0]?.mmsi !== mmsi) return null;
  const lanes = identity.numbers.flatMap((number, i) => lanesOf(number, i > 0));
  return html`<h3>${STRINGS.identityLanes}</h3><${Chart} lanes=${lanes} extent=${identity.extent} room=${NARROW} />
    <button class="wider" onClick=${() => dialog.current?.showModal()}>${STRINGS.wider}</button>
    <dialog ref=${dialog} class="wide" aria-label=${STRINGS.identityLanes}>
      <div class="over"><h2>${STRINGS.identityLanes}</h2><button class="plain" aria-label=${STRINGS.close} onClick=${() => dialog.current?.close()}>✕</button></div>
      <${Chart} lanes=${lanes} extent=${identity.extent} room=${WIDE} /></dialog>
    <${Hulls} identity=${identity} onDecided=${read} />`;
}

/** @param {OneNumber} number @param {boolean} other @returns {Lane[]} */
function lanesOf(number, other) {
  const mmsi = String(number.mmsi).padStart(9, '0');
  const kind = other ? 'other' : '';
  const flag = number.flag ? `${number.flag.code} ${number.flag.name}` : STRINGS.noFlag;
  const bars = number.tracks.map((track) => bar(track.first, track.last, `${mmsi} ${flag}`, track.id));
  const lanes = LANES.map((attribute) => ({
    kind, label: STRINGS.attributes[/** @type {keyof typeof STRINGS.attributes} */ (attribute)],
    bars: number.values.filter((value) => value.attribute === attribute)
      .map((value) => bar(value.first, value.last, value.value, [value.note, `${value.count}×`, `${value.source.input}@${value.source.offset}`].filter(Boolean).join(' · '))),
  }));
  return [{ kind: `${kind} number`, label: `MMSI, ${STRINGS.flag}`, bars }, ...lanes.filter((lane) => lane.bars.length > 0)];
}

/** @param {string} first @param {string} last @param {string} text @param {string} more */
function bar(first, last, text, more) {
  const [from, to] = [Date.parse(first), Date.parse(last)];
  return { from, to, text, told: `${text}: ${dateTime(from)} → ${dateTime(to)} · ${more}` };
}

/** @param {{lanes: Lane[], extent: [string, string], room: typeof NARROW}} props */
function Chart({ lanes, extent, room }) {
  const { width, label, letters } = room;
  const [from, to] = extent.map((at) => Date.parse(at));
  const x = (/** @type {number} */ ms) => label + ((width - label) * (ms - from)) / Math.max(1, to - from);
  /** @type {{lane: Lane, sub: Lane['bars'], y: number}[]} */
  const rows = [];
  for (const lane of lanes) for (const sub of stacked(lane.bars)) rows.push({ lane, sub, y: rows.length * TALL });
  const height = rows.length * TALL;
  return html`<svg class="idlanes" viewBox=${`0 0 ${width} ${height + 16}`} role="img" aria-label=${`${STRINGS.identityLanes}: ${lanes.map((lane) => `${lane.label}: ${lane.bars.map((b) => b.told).join('; ')}`).join('. ')}`}>
    ${rows.map(({ lane, sub, y }, i) => html`<g key=${i}>
      ${rows[i - 1]?.lane !== lane && html`<line class="rule" x1="0" x2=${width} y1=${y} y2=${y} /><text x="0" y=${y + 12}>${lane.label}</text>`}
      ${sub.map((b, n) => html`<g key=${n}><rect class=${`${lane.kind} ${i % 2 ? 'odd' : ''}`} x=${x(b.from)} y=${y + 2} width=${Math.max(3, x(b.to) - x(b.from))} height=${TALL - 4}><title>${b.told}</title></rect>
        <text x=${Math.min(x(b.from) + 4, width - 6 * Math.min(b.text.length, letters))} y=${y + 12} aria-hidden="true">${b.text.slice(0, letters)}</text></g>`)}</g>`)}
    <text x=${label} y=${height + 12}>${date(from)}</text><text x=${width} y=${height + 12} text-anchor="end">${date(to)}</text></svg>`;
}

/** Bars that overlap go below one another, so that two values at once show as two. @param {Lane['bars']} bars */
export function stacked(bars) {
  /** @type {Lane['bars'][]} */
  const rows = [];
  for (const one of [...bars].sort((a, b) => a.from - b.from)) {
    const free = rows.find((row) => row[row.length - 1].to < one.from);
    if (free) free.push(one); else rows.push([one]);
  }
  return rows;
}
