// The command palette (WAI-ARIA combobox with a list, in a dialog).
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { matching, vessels } from '../commands.js';
import { html } from '../html.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';

const close = () => { s.commands.value = false; };

export function Commands() {
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const open = s.commands.value;
  useLayoutEffect(() => { if (open) box.current?.showModal(); else box.current?.close(); }, [open]);
  // The browser tells late that it closed; by then it may be open again.
  const closed = () => { if (!box.current?.open) close(); };
  return html`<dialog ref=${box} class="commands" aria-label=${STRINGS.commands} onClose=${closed}
    onClick=${(/** @type {Event} */ event) => { if (event.target === box.current) close(); }}>${open && html`<${Palette} />`}</dialog>`;
}

function Palette() {
  const [text, setText] = useState('');
  const [found, setFound] = useState(/** @type {import('../commands.js').Command[]} */ ([]));
  const [at, setAt] = useState(0);
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => input.current?.focus(), []);
  useEffect(() => askVessels(text, setFound), [text]);
  const rows = [...matching(text), ...found];
  const chosen = Math.min(at, rows.length - 1);
  useEffect(() => document.getElementById(`command-${chosen}`)?.scrollIntoView({ block: 'nearest' }), [chosen]);

  const take = (/** @type {import('../commands.js').Command | undefined} */ row) => { if (row) { close(); row.run(); } };
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Enter') take(rows[chosen]);
    else if (event.key === 'ArrowDown') setAt((chosen + 1) % Math.max(1, rows.length));
    else if (event.key === 'ArrowUp') setAt((chosen + rows.length - 1) % Math.max(1, rows.length));
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`
    <input ref=${input} type="text" autocomplete="off" spellcheck=${false} placeholder=${STRINGS.commandsHint} value=${text}
      role="combobox" aria-label=${STRINGS.commandsHint} aria-expanded="true" aria-controls="commands-list" aria-autocomplete="list"
      aria-activedescendant=${rows.length > 0 ? `command-${chosen}` : undefined}
      onInput=${(/** @type {any} */ event) => { setText(event.target.value); setAt(0); }} onKeyDown=${key} />
    <ul id="commands-list" role="listbox" aria-label=${STRINGS.commands}>
      ${rows.map((row, i) => html`
        <li key=${row.id} id=${`command-${i}`} role="option" aria-selected=${i === chosen ? 'true' : 'false'} onClick=${() => take(row)} onMouseMove=${() => setAt(i)}>
          <span>${row.label}</span>${row.note && html`<kbd>${row.note}</kbd>`}</li>`)}
      ${rows.length === 0 && html`<li class="none" role="option" aria-selected="false" aria-disabled="true">${STRINGS.commandsNone}</li>`}
    </ul>`;
}

const PAUSE_MS = 120;

/** Ask once the typing rests; an answer to older words is dropped. @param {string} text @param {(found: import('../commands.js').Command[]) => void} tell */
function askVessels(text, tell) {
  let wanted = true;
  const timer = setTimeout(async () => {
    const found = await vessels(text);
    if (wanted) tell(found);
  }, PAUSE_MS);
  return () => { wanted = false; clearTimeout(timer); };
}
