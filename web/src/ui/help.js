// Every key, from the same table that runs them.
import { useEffect, useRef } from 'preact/hooks';
import { html } from '../html.js';
import { KEYS } from '../keys.js';
import * as s from '../state.js';
import { STRINGS } from '../strings.js';

export function Help() {
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const open = s.help.value;
  useEffect(() => { if (open) box.current?.showModal(); else box.current?.close(); }, [open]);
  return html`<dialog ref=${box} class="help" aria-labelledby="help-title" onClose=${() => { s.help.value = false; }}>
    <div class="over"><h2 id="help-title">${STRINGS.keys}</h2><button class="plain" aria-label=${STRINGS.close} onClick=${() => { s.help.value = false; }}>✕</button></div>
    <dl>${KEYS.map((key) => html`<div key=${key.shown}><dt><kbd>${key.shown}</kbd></dt><dd>${key.does}</dd></div>`)}</dl>
  </dialog>`;
}
