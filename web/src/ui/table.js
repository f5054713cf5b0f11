// The map's twin: the vessels in view as rows. Works without WebGL; holds still while being read.
import { useEffect, useState } from 'preact/hooks';
import { selectVessel } from '../actions.js';
import { html } from '../html.js';
import { place } from '../geo.js';
import { marksInView } from '../in-view.js';
import { marks } from '../marks.js';
import { learnNames, nameOf } from '../names.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';
import { span } from '../time.js';
import { typeName } from './search.js';

const MOST = 200;

/** @typedef {keyof typeof STRINGS.columns} Column */
/** @typedef {{slot: number, mmsi: number, type: number, sog: number, cog: number, age: number, lat: number, lon: number}} Row */

export function Table() {
  const [by, setBy] = useState(/** @type {{column: Column, way: 1 | -1}} */ ({ column: 'mmsi', way: 1 }));
  const [held, setHeld] = useState(/** @type {number[] | null} */ (null));
  const [, setNamed] = useState(0);
  void [s.marksVersion.value, s.view.value, s.classes.value];
  const all = marksInView().map(row);
  const rows = held ? heldRows(all, held) : all.sort(order(by)).slice(0, MOST);
  useEffect(() => { void learnNames(rows.map((r) => r.slot)).then((news) => news && setNamed((n) => n + 1)); });
  const hold = () => setHeld(rows.map((r) => r.slot));
  const sort = (/** @type {Column} */ column) => { setHeld(null); setBy({ column, way: by.column === column && by.way === 1 ? -1 : 1 }); };
  return html`
    <div class="table">
      <div class="over"><h2 id="table-title">${STRINGS.inView}</h2>
        <span class="sub">${all.length.toLocaleString('en')} ${STRINGS.rows}${all.length > rows.length ? `, ${rows.length} ${STRINGS.shown}` : ''}${held ? ` · ${STRINGS.frozen}` : ''}${s.webgl.value ? '' : ` · ${STRINGS.noMap}`}</span></div>
      <div class="scroll" tabIndex=${0} role="region" aria-labelledby="table-title" onMouseEnter=${hold} onMouseLeave=${() => setHeld(null)} onFocusIn=${hold} onFocusOut=${() => setHeld(null)}>
        <table><thead><tr>${/** @type {Column[]} */ (Object.keys(STRINGS.columns)).map((column) => html`
          <th key=${column} scope="col" aria-sort=${by.column === column ? (by.way === 1 ? 'ascending' : 'descending') : undefined}>
            <button class="plain" onClick=${() => sort(column)}>${STRINGS.columns[column]}${by.column === column ? (by.way === 1 ? ' ▲' : ' ▼') : ''}</button></th>`)}</tr></thead>
          <tbody>${rows.map((r) => html`<${TableRow} key=${r.slot} r=${r} />`)}</tbody></table>
      </div>
    </div>`;
}

/** @param {{r: Row}} props */
function TableRow({ r }) {
  const id = String(r.mmsi).padStart(9, '0');
  return html`<tr class=${s.selection.value?.id === id ? 'chosen' : ''}>
    <th scope="row"><button class="link" onClick=${() => selectVessel(id)}>${nameOf(r.slot) ?? id}</button></th>
    <td>${id}</td><td>${typeName(r.type)}</td><td class="n">${Number.isNaN(r.sog) ? '–' : `${r.sog.toFixed(1)} kn`}</td>
    <td class="n">${Number.isNaN(r.cog) ? '–' : `${r.cog.toFixed(0).padStart(3, '0')}°`}</td><td class="n">${span(r.age * 1000)}</td><td>${place(r.lat, r.lon)}</td></tr>`;
}

/** @param {number} i @returns {Row} */
function row(i) {
  const age = Math.max(0, s.shownAt.peek() / 1000 - marks.time[i]);
  return { slot: marks.slot[i], mmsi: marks.mmsi[i], type: marks.type[i], sog: marks.sog[i], cog: marks.cog[i], age, lat: marks.lat[i], lon: marks.lon[i] };
}

/** The same rows in the same order, with new values. @param {Row[]} rows @param {number[]} held */
function heldRows(rows, held) {
  const bySlot = new Map(rows.map((r) => [r.slot, r]));
  return held.map((slot) => bySlot.get(slot)).filter((r) => r !== undefined);
}

/** @param {{column: Column, way: 1 | -1}} by @returns {(a: Row, b: Row) => number} */
function order({ column, way }) {
  const key = (/** @type {Row} */ r) => (column === 'name' ? (nameOf(r.slot) ?? String(r.mmsi)) : column === 'type' ? typeName(r.type) : column === 'place' ? r.lat : r[column]);
  return (a, b) => {
    const [x, y] = [key(a), key(b)];
    const [noX, noY] = [Number.isNaN(x), Number.isNaN(y)];
    if (noX || noY) return Number(noX) - Number(noY);
    return x < y ? -way : x > y ? way : a.slot - b.slot;
  };
}
