// The live stream: what changed since the last event, once a second.
import { batch } from '@preact/signals';
import { clearMarks, takeMarks } from './marks.js';
import { refreshSelection } from './actions.js';
import { forgetNames } from './names.js';
import { asOf, connected, findings, live, marksVersion, status } from './state.js';

/** Listen. The browser reconnects by itself and names the last event it saw. */
export function listen() {
  const stream = new EventSource('/api/live');
  stream.addEventListener('open', () => { connected.value = true; });
  stream.addEventListener('error', () => { connected.value = false; });
  stream.addEventListener('change', (event) => take(JSON.parse(event.data)));
}

/** @param {{reset: boolean, status: import('./api.js').Status, marks: string, findings: import('./api.js').Finding[]}} change */
function take(change) {
  batch(() => {
    connected.value = true;
    status.value = change.status;
    if (asOf.value === null) takeFindings(change.findings, change.reset);
    if (live.value) takeLiveMarks(change);
  });
  if (live.value) refreshSelection();
}

/** @param {import('./api.js').Finding[]} changed @param {boolean} reset */
function takeFindings(changed, reset) {
  if (changed.length === 0 && !reset) return;
  const next = new Map(reset ? [] : findings.value);
  for (const finding of changed) next.set(finding.id, finding);
  findings.value = next;
}

/** @param {{reset: boolean, status: import('./api.js').Status, marks: string}} change */
function takeLiveMarks(change) {
  if (change.reset) {
    clearMarks();
    forgetNames();
  }
  if (!change.status.clock) return;
  takeMarks(fromBase64(change.marks), Date.parse(change.status.clock));
  marksVersion.value++;
}

/** @param {string} text */
function fromBase64(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  return new DataView(bytes.buffer);
}
