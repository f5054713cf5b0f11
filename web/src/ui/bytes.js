// Bytes as text and as hex, sixteen a row, with the offset they have in their input.
import { html } from '../html.js';
import { STRINGS } from '../strings.js';

const ROW = 16;

/** @param {{bytes: {text: string, hex: string, offset: number, unchanged?: boolean | null}}} props */
export function Bytes({ bytes }) {
  return html`${bytes.unchanged !== undefined && bytes.unchanged !== null && html`
      <p class=${bytes.unchanged ? 'sub' : 'bad'}>${bytes.unchanged ? `✓ ${STRINGS.unchanged}` : `✕ ${STRINGS.changed}`}</p>`}
    <pre tabIndex=${0} aria-label=${STRINGS.bytesText}>${bytes.text}</pre>
    <pre tabIndex=${0} class="hex" aria-label=${STRINGS.bytesHex}>${rows(bytes.hex, bytes.offset)}</pre>`;
}

/** @param {string} hex @param {number} offset */
export function rows(hex, offset) {
  const pairs = hex.match(/../g) ?? [];
  const lines = [];
  for (let i = 0; i < pairs.length; i += ROW) {
    lines.push(`${String(offset + i).padStart(10, ' ')}  ${pairs.slice(i, i + ROW).join(' ')}`);
  }
  return lines.join('\n');
}
