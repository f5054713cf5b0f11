// Time along the bottom: how much there was, the window, the instant shown, and the selected vessel's
// findings in lanes.
import { useEffect, useRef, useState } from 'preact/hooks';
import { extent, goLive, goTo, pause, play, scaleWindow, selectFinding, step } from '../actions.js';
import * as api from '../api.js';
import { html } from '../html.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';
import { HOUR, MINUTE, clock, date, dateTime, span } from '../time.js';
import { Bars } from './timebar-bars.js';

const SPEEDS = [1, 10, 60, 600, 3600];
const BINS = 240;
const LANES = 4;
const BARS_EVERY_MS = 2_000;

export function Timebar() {
  return html`<footer class="timebar" aria-label="Timebar"><${Controls} /><${Strip} /></footer>`;
}

function Controls() {
  const bin = Math.max(MINUTE, s.windowMs.value / BINS);
  return html`<div class="controls">
    <div class="buttons">
      <button aria-label=${STRINGS.stepBack} onClick=${() => step(-bin)}>◀</button>
      <button class="play" aria-label=${s.playing.value ? STRINGS.pause : STRINGS.play} onClick=${s.playing.value ? pause : play}>${s.playing.value ? '❚❚' : '▶'}</button>
      <button aria-label=${STRINGS.stepOn} onClick=${() => step(bin)}>▶|</button>
      <select aria-label=${STRINGS.speed} value=${s.speed.value} onChange=${(/** @type {any} */ e) => { s.speed.value = Number(e.target.value); }}>
        ${SPEEDS.map((speed) => html`<option key=${speed} value=${speed}>×${speed}</option>`)}</select>
      <button class="livebutton" aria-pressed=${s.live.value ? 'true' : 'false'} onClick=${goLive}>${STRINGS.live}</button>
    </div>
    <p>${STRINGS.window} <button class="link" aria-label="Shorter window" onClick=${() => scaleWindow(0.5)}>−</button> ${span(s.windowMs.value)} <button class="link" aria-label="Longer window" onClick=${() => scaleWindow(2)}>+</button></p>
  </div>`;
}

function Strip() {
  const strip = useRef(/** @type {HTMLElement | null} */ (null));
  const bars = useBars();
  const [from, to] = extent();
  const part = (/** @type {number} */ ms) => Math.min(1, Math.max(0, (ms - from) / Math.max(1, to - from)));
  const at = (/** @type {PointerEvent} */ event) => {
    const box = /** @type {HTMLElement} */ (strip.current).getBoundingClientRect();
    return from + ((event.clientX - box.left) / box.width) * (to - from);
  };
  const seek = drag((event) => { s.playing.value = false; void goTo(at(event)); });
  const stretch = drag((event) => { s.windowMs.value = Math.max(10 * MINUTE, s.shownAt.peek() - at(event)); });
  const shown = s.shownAt.value;
  return html`<div class="strip" ref=${strip}>
    <div class="plot" onPointerDown=${seek}>
      <${Bars} bars=${bars} from=${from} to=${to} shown=${[shown - s.windowMs.value, shown]} />
      <div class="edge" style=${{ left: `${100 * part(shown - s.windowMs.value)}%` }} onPointerDown=${stretch} title=${STRINGS.window}></div>
      <div class="head" style=${{ left: `${100 * part(shown)}%` }} role="slider" tabIndex=${0} aria-label=${STRINGS.playhead}
        aria-valuemin=${Math.round(from / 1000)} aria-valuemax=${Math.round(to / 1000)} aria-valuenow=${Math.round(shown / 1000)} aria-valuetext=${`${dateTime(shown)} UTC`} onKeyDown=${keys}></div>
    </div>
    <${Lanes} part=${part} />
    <${Axis} from=${from} to=${to} part=${part} />
  </div>`;
}

/** @param {KeyboardEvent} event */
function keys(event) {
  if (event.ctrlKey) return;
  const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 12, PageDown: -12 }[event.key];
  if (!by) return;
  event.preventDefault();
  event.stopPropagation();
  void step(by * (event.shiftKey ? HOUR : Math.max(MINUTE, s.windowMs.peek() / BINS)));
}

/** Follow the pointer until it is let go. @param {(event: PointerEvent) => void} move */
const drag = (move) => (/** @type {PointerEvent} */ event) => {
  event.preventDefault();
  event.stopPropagation();
  move(event);
  const stop = () => { removeEventListener('pointermove', move); removeEventListener('pointerup', stop); };
  addEventListener('pointermove', move);
  addEventListener('pointerup', stop);
};

/** The selected vessel's findings, each a bar you can press. @param {{part: (ms: number) => number}} props */
function Lanes({ part }) {
  const selected = s.selection.value;
  if (!selected) return null;
  const own = selected.kind === 'finding' ? [s.findings.value.get(selected.id)] : [...s.findings.value.values()].filter((f) => f.vessels.some((v) => v.mmsi === Number(selected.id.split('-')[0])));
  const shown = own.filter((f) => f !== undefined).filter((f) => s.KINDS.includes(f.kind));
  if (shown.length === 0) return null;
  return html`<div class="lanes">${shown.map((f) => {
    const [left, right] = [part(Date.parse(f.start)), part(f.end ? Date.parse(f.end) : (s.clock.value ?? 0))];
    const style = { left: `${100 * left}%`, width: `max(6px, ${100 * (right - left)}%)`, top: `${5 * (s.KINDS.indexOf(f.kind) % LANES)}px` };
    return html`<button key=${f.id} class=${`lane ${f.kind}`} style=${style} title=${f.reason} aria-label=${f.reason} onClick=${() => selectFinding(f.id)}></button>`;
  })}</div>`;
}

/** @param {{from: number, to: number, part: (ms: number) => number}} props */
function Axis({ from, to, part }) {
  const steps = [5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR, 168 * HOUR, 720 * HOUR];
  const every = steps.find((ms) => (to - from) / ms <= 12) ?? 720 * HOUR;
  const ticks = [];
  for (let ms = Math.ceil(from / every) * every; ms < to; ms += every) ticks.push(ms);
  const text = (/** @type {number} */ ms) => (every >= 24 * HOUR || ms % (24 * HOUR) === 0 ? date(ms).replace(/ \d{4}$/, '') : clock(ms));
  return html`<div class="axis" aria-hidden="true">${ticks.map((ms) => html`<span key=${ms} class=${part(ms) < 0.02 ? 'first' : ''} style=${{ left: `${100 * part(ms)}%` }}>${text(ms)}</span>`)}</div>`;
}

/** Counts per bar, asked for again as the data grows. */
function useBars() {
  const [bars, setBars] = useState(/** @type {api.Bars | null} */ (null));
  const slice = Math.floor((s.clock.value ?? 0) / MINUTE);
  const last = useRef(-Infinity);
  useEffect(() => {
    const timer = setTimeout(() => {
      last.current = performance.now();
      api.getHistogram(BINS).then(setBars, () => {});
    }, Math.max(0, last.current + BARS_EVERY_MS - performance.now()));
    return () => clearTimeout(timer);
  }, [slice]);
  return bars;
}
