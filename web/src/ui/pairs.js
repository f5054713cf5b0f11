// Named values with the units that their names end in.
import { html } from '../html.js';

/** @param {{title: string, pairs: Record<string, unknown>}} props */
export function Pairs({ title: name, pairs }) {
  const rows = Object.entries(pairs);
  if (rows.length === 0) return null;
  return html`<h3>${name}</h3><dl class="pairs wide">${rows.map(([key, value]) => html`<dt key=${key}>${label(key)}</dt><dd>${number(value)}${unit(key)}</dd>`)}</dl>`;
}

const UNITS = /** @type {Record<string, string>} */ ({ m: 'm', km: 'km', nm: 'nm', kn: 'kn', h: 'h', s: 's', min: 'min', deg: '°', pct: '%' });
const ending = (/** @type {string} */ key) => key.slice(key.lastIndexOf('_') + 1);
const unit = (/** @type {string} */ key) => (key.includes('_') && UNITS[ending(key)] ? ` ${UNITS[ending(key)]}` : '');
const label = (/** @type {string} */ key) => (unit(key) ? key.slice(0, key.lastIndexOf('_')) : key).replaceAll('_', ' ');

/** @param {unknown} value */
function number(value) {
  if (value !== null && typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 3 }) : String(value);
}
