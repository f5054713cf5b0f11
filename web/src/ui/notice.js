// A short message that goes away by itself.
import { useEffect } from 'preact/hooks';
import { html } from '../html.js';
import * as s from '../state.js';

const SHOWN_MS = 6000;

export function Notice() {
  const text = s.notice.value;
  useEffect(() => {
    if (!text) return undefined;
    const timer = setTimeout(() => { s.notice.value = ''; }, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return html`<div class="notice" role="status" aria-live="polite" hidden=${!text}>${text}</div>`;
}
