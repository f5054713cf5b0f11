// A finding's icon in lists.
import { html } from '../html.js';
import { ICONS } from '../icons.js';

/** @param {{kind: string}} props */
export function Icon({ kind }) {
  return html`<svg class=${`icon ${kind}`} viewBox="0 0 24 24" aria-hidden="true"><path d=${ICONS[kind]} /></svg>`;
}
