// One table of keys: what they do, and what the help shows. Silent while someone types.
import * as act from './actions.js';
import * as cases from './cases.js';
import { showDrill } from './drill.js';
import { nextInView } from './in-view.js';
import { putAtCentre, showPlan } from './plan.js';
import { showShare } from './share.js';
import { measureBack, measureToCentre, toggleMeasure } from './measure.js';
import * as s from './state.js';
import { HOUR, MINUTE } from './time.js';

/** `on` names the screens a key works on; everywhere when left out.
 * @typedef {{keys: string[], shown: string, does: string, on?: string[], run: (event?: KeyboardEvent) => void}} Key */

const toggleLayer = (/** @type {number} */ n) => act.toggle(s.layers, s.LAYERS[n]);
const bin = () => Math.max(MINUTE, Math.round(s.windowMs.peek() / 240 / MINUTE) * MINUTE);

/** @type {Key[]} */
const WATCH = [
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
  { keys: ['e'], shown: 'E', does: 'Export findings', run: () => act.exportSelection() },
  { keys: ['v'], shown: 'V', does: 'Table or map', run: () => { s.table.value = !s.table.peek(); } },
  { keys: ['1', '2', '3', '4', '5'], shown: '1 … 5', does: 'Layers', run: (event) => toggleLayer(Number(event?.key) - 1) },
  { keys: ['a'], shown: 'A', does: 'Open a case from what is selected', run: () => void cases.openFromSelection() },
];

/** @type {Key[]} */
const DESK = [
  { keys: ['j'], shown: 'J', does: 'Next case or finding', on: ['cases', 'case'], run: () => cases.moveRow(1) },
  { keys: ['k'], shown: 'K', does: 'Case or finding before', on: ['cases', 'case'], run: () => cases.moveRow(-1) },
  { keys: ['o', 'Enter'], shown: 'O or Enter', does: 'Open the case; show the finding', on: ['cases', 'case'], run: () => cases.openRow() },
  { keys: ['a'], shown: 'A (case)', does: 'Accept the finding', on: ['case'], run: () => void cases.review('accepted') },
  { keys: ['r'], shown: 'R (case)', does: 'Reject the finding', on: ['case'], run: () => void cases.review('rejected') },
  { keys: ['n'], shown: 'N (case)', does: 'Write a note', on: ['case'], run: () => cases.write('note') },
  { keys: ['s'], shown: 'S (case)', does: 'Assess the case', on: ['case'], run: () => cases.write('assess') },
  { keys: ['x'], shown: 'X (plan)', does: 'Put down at the centre of the map', on: ['plan'], run: putAtCentre },
  { keys: ['e'], shown: 'E (case)', does: 'Export the case', on: ['case'], run: () => void cases.exportShown() },
];

/** @type {Key[]} */
const EVERYWHERE = [
  { keys: ['/', 'g'], shown: '/ or G', does: 'Search, or go to a position', run: () => focusSearch() },
  { keys: ['w'], shown: 'W', does: 'Watch', run: () => act.clearSelection() },
  { keys: ['Shift+c'], shown: 'Shift C', does: 'Cases', run: () => void cases.showCases() },
  { keys: ['Shift+p'], shown: 'Shift P', does: 'Plan, for the vessel that is selected', run: () => showPlan() },
  { keys: ['Shift+s'], shown: 'Shift S', does: 'Share, and what partners see', run: showShare },
  { keys: ['Shift+d'], shown: 'Shift D', does: 'Drill: a simulated exercise', run: showDrill },
  { keys: ['c'], shown: 'C', does: 'Copy the link', run: () => act.copyLink() },
  { keys: ['t'], shown: 'T', does: 'Dark or light', run: () => act.setTheme(s.theme.peek() === 'dark' ? 'light' : 'dark') },
  { keys: ['Ctrl+k'], shown: 'Ctrl K', does: 'Commands', run: () => { s.commands.value = !s.commands.peek(); } },
  { keys: ['?', 'Shift+?'], shown: '?', does: 'These keys', run: () => { s.help.value = !s.help.peek(); } },
  { keys: ['Escape'], shown: 'Esc', does: 'Close, or select nothing', run: escape },
];

/** Every key, in the order in which the help tells them. @type {Key[]} */
export const KEYS = [...EVERYWHERE, ...WATCH.map((key) => ({ ...key, on: ['watch'] })), ...DESK];

/** Whether a key does something on the screen that is shown. @param {Key} key */
export const works = (key) => !key.on || key.on.includes(s.screen.peek());

/** Hear keys from now on. */
export function listenToKeys() {
  addEventListener('keydown', (event) => {
    const command = event.ctrlKey || (event.metaKey && event.key === 'k');
    if ((isTyping(event) && !(command && event.key === 'k')) || event.altKey || (event.metaKey && !command)) return;
    const name = `${command ? 'Ctrl+' : ''}${event.shiftKey ? 'Shift+' : ''}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;
    const key = KEYS.find((k) => k.keys.includes(name) && works(k));
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
  if (event.key === ' ' || event.key === 'Enter') return Boolean(target.closest?.('button, a, input, summary, dialog'));
  if (event.ctrlKey || event.shiftKey) return false;
  return event.key.startsWith('Arrow') && Boolean(target.closest?.('[role=slider], [role=radiogroup], input, canvas'));
}

/** Close what is open, the topmost first. */
function escape() {
  const wide = /** @type {HTMLDialogElement | null} */ (document.querySelector('dialog.wide[open]'));
  if (wide) wide.close();
  else if (s.help.peek()) s.help.value = false;
  else if (s.commands.peek()) s.commands.value = false;
  else if (s.measuring.peek()) toggleMeasure();
  else if (s.screen.peek() === 'case') leaveCase();
  else act.clearSelection();
}

/** From an earlier version to now, from a field to the page, from the page to the list. */
function leaveCase() {
  const field = /** @type {HTMLElement | null} */ (document.activeElement?.closest('input, textarea, select'));
  const id = s.selection.peek()?.id;
  if (field) field.blur();
  else if (s.caseVersion.peek() !== null && id) void cases.showCase(id);
  else void cases.showCases();
}

function focusSearch() {
  document.getElementById('search')?.focus();
}

/** @param {number} by */
function zoom(by) {
  const { lat, lon, zoom: level } = s.view.peek();
  act.flyTo.current(lat, lon, Math.min(16, Math.max(1, level + by)));
}
