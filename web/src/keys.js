// One table of keys: what they do, and what the help shows. Silent while someone types.
import * as act from './actions.js';
import { nextInView } from './in-view.js';
import { measureBack, measureToCentre, toggleMeasure } from './measure.js';
import * as s from './state.js';
import { HOUR, MINUTE } from './time.js';

/** @typedef {{keys: string[], shown: string, does: string, run: (event?: KeyboardEvent) => void}} Key */

const toggleLayer = (/** @type {number} */ n) => act.toggle(s.layers, s.LAYERS[n]);
const bin = () => Math.max(MINUTE, Math.round(s.windowMs.peek() / 240 / MINUTE) * MINUTE);

/** @type {Key[]} */
export const KEYS = [
  { keys: ['/', 'g'], shown: '/ or G', does: 'Search, or go to a position', run: () => focusSearch() },
  { keys: [' '], shown: 'Space', does: 'Play or pause', run: () => (s.playing.peek() ? act.pause() : act.play()) },
  { keys: ['ArrowLeft'], shown: '←', does: 'Step back', run: () => act.step(-bin()) },
  { keys: ['ArrowRight'], shown: '→', does: 'Step on', run: () => act.step(bin()) },
  { keys: ['Shift+ArrowLeft'], shown: 'Shift ←', does: 'An hour back', run: () => act.step(-HOUR) },
  { keys: ['Shift+ArrowRight'], shown: 'Shift →', does: 'An hour on', run: () => act.step(HOUR) },
  { keys: ['Ctrl+ArrowLeft'], shown: 'Ctrl ←', does: 'Finding before', run: () => act.stepFinding(-1) },
  { keys: ['Ctrl+ArrowRight'], shown: 'Ctrl →', does: 'Finding after', run: () => act.stepFinding(1) },
  { keys: ['Home'], shown: 'Home', does: 'To the beginning', run: () => act.goTo(act.extent()[0]) },
  { keys: ['End', 'l'], shown: 'End or L', does: 'Live', run: () => act.goLive() },
  { keys: ['['], shown: '[', does: 'Shorter window', run: () => act.scaleWindow(0.5) },
  { keys: [']'], shown: ']', does: 'Longer window', run: () => act.scaleWindow(2) },
  { keys: ['+', '=', 'Shift++'], shown: '+', does: 'Closer', run: () => zoom(1) },
  { keys: ['-'], shown: '−', does: 'Farther', run: () => zoom(-1) },
  { keys: ['n'], shown: 'N', does: 'Next vessel in view', run: () => nextInView(1) },
  { keys: ['p'], shown: 'P', does: 'Vessel before, in view', run: () => nextInView(-1) },
  { keys: ['f'], shown: 'F', does: 'Follow the vessel', run: () => { s.follow.value = !s.follow.peek(); } },
  { keys: ['m'], shown: 'M', does: 'Measure', run: toggleMeasure },
  { keys: ['x'], shown: 'X', does: 'Measure to the centre of the map', run: measureToCentre },
  { keys: ['z'], shown: 'Z', does: 'Take the last measured place back', run: measureBack },
  { keys: ['c'], shown: 'C', does: 'Copy the link', run: () => act.copyLink() },
  { keys: ['e'], shown: 'E', does: 'Export findings', run: () => act.exportSelection() },
  { keys: ['v'], shown: 'V', does: 'Table or map', run: () => { s.table.value = !s.table.peek(); } },
  { keys: ['1', '2', '3', '4', '5'], shown: '1 … 5', does: 'Layers', run: (event) => toggleLayer(Number(event?.key) - 1) },
  { keys: ['t'], shown: 'T', does: 'Dark or light', run: () => act.setTheme(s.theme.peek() === 'dark' ? 'light' : 'dark') },
  { keys: ['Ctrl+k'], shown: 'Ctrl K', does: 'Commands', run: () => { s.commands.value = !s.commands.peek(); } },
  { keys: ['?', 'Shift+?'], shown: '?', does: 'These keys', run: () => { s.help.value = !s.help.peek(); } },
  { keys: ['Escape'], shown: 'Esc', does: 'Close, or select nothing', run: escape },
];

/** Hear keys from now on. */
export function listenToKeys() {
  addEventListener('keydown', (event) => {
    const command = event.ctrlKey || (event.metaKey && event.key === 'k');
    if ((isTyping(event) && !(command && event.key === 'k')) || event.altKey || (event.metaKey && !command)) return;
    const name = `${command ? 'Ctrl+' : ''}${event.shiftKey ? 'Shift+' : ''}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;
    const key = KEYS.find((k) => k.keys.includes(name));
    if (!key || ownUse(event)) return;
    event.preventDefault();
    key.run(event);
  });
}

/** @param {KeyboardEvent} event */
function isTyping(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const typed = target.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select');
  return Boolean(typed) && event.key !== 'Escape';
}

/** Space presses buttons; arrows move sliders and a focused map. @param {KeyboardEvent} event */
function ownUse(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.key === ' ') return Boolean(target.closest?.('button, a, input, summary'));
  if (event.ctrlKey || event.shiftKey) return false;
  return event.key.startsWith('Arrow') && Boolean(target.closest?.('[role=slider], [role=radiogroup], input, canvas'));
}

/** Close what is open, the topmost first. */
function escape() {
  if (s.help.peek()) s.help.value = false;
  else if (s.commands.peek()) s.commands.value = false;
  else if (s.measuring.peek()) toggleMeasure();
  else act.clearSelection();
}

function focusSearch() {
  document.getElementById('search')?.focus();
}

/** @param {number} by */
function zoom(by) {
  const { lat, lon, zoom: level } = s.view.peek();
  act.flyTo.current(lat, lon, Math.min(16, Math.max(1, level + by)));
}
