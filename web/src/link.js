// The address of what is shown: the object in the path, the view in the fragment, which no server sees.
//
// Every field is checked by itself; a bad one is left out and named, and the rest still counts.

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/;
const ID = /^[\w.~:-]{1,80}$/;

/**
 * @typedef {{
 *   selection: import('./state.js').Selection | null,
 *   lat?: number, lon?: number, zoom?: number, t?: number | 'live', windowMs?: number,
 *   layers?: string[], kinds?: string[], colour?: 'type' | 'speed', classes?: string[],
 *   asOf?: number, caseVersion?: number, theme?: 'dark' | 'light', table?: boolean,
 * }} Link
 */

/** @param {string[]} known @returns {(text: string) => string[] | undefined} */
const listOf = (known) => (text) => {
  const words = text.split(',').filter(Boolean);
  return words.every((word) => known.includes(word)) ? words : undefined;
};

/** @template T @param {Record<string, T>} known @returns {(text: string) => T | undefined} */
const oneOf = (known) => (text) => (Object.hasOwn(known, text) ? known[text] : undefined);

/** @param {number} from @param {number} to @returns {(text: string) => number | undefined} */
const numberIn = (from, to) => (text) => {
  const n = Number(text);
  return text !== '' && n >= from && n <= to ? n : undefined;
};

/**
 * @param {{layers: string[], kinds: string[], classes: string[]}} words
 * @returns {Record<string, (text: string) => Partial<Link> | undefined>}
 */
const readers = (words) => ({
  ll: (text) => {
    const [lat, lon] = text.split(',').map(Number);
    return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined;
  },
  z: (text) => wrap('zoom', numberIn(0, 18)(text)),
  t: (text) => (text === 'live' ? { t: 'live' } : INSTANT.test(text) ? wrap('t', instant(text)) : undefined),
  w: (text) => wrap('windowMs', hours(text)),
  lay: (text) => wrap('layers', listOf(words.layers)(text)),
  ev: (text) => wrap('kinds', listOf(words.kinds)(text)),
  col: (text) => wrap('colour', oneOf({ type: /** @type {const} */ ('type'), speed: /** @type {const} */ ('speed') })(text)),
  f: (text) => wrap('classes', listOf(words.classes)(text)),
  asof: (text) => wrap('asOf', numberIn(0, Number.MAX_SAFE_INTEGER)(text)),
  cv: (text) => wrap('caseVersion', numberIn(1, Number.MAX_SAFE_INTEGER)(text)),
  th: (text) => wrap('theme', oneOf({ dark: /** @type {const} */ ('dark'), light: /** @type {const} */ ('light') })(text)),
  tab: (text) => wrap('table', oneOf({ 1: true, 0: false })(text)),
  v: (text) => (text === '1' ? {} : undefined),
});

/** @param {string} key @param {unknown} value */
const wrap = (key, value) => (value === undefined ? undefined : { [key]: value });

/** @param {string} text */
function instant(text) {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** `90m`, `24h`, `7d` to ms. @param {string} text */
function hours(text) {
  const match = /^(\d{1,5})([mhd])$/.exec(text);
  if (!match) return undefined;
  const ms = Number(match[1]) * { m: 60_000, h: 3_600_000, d: 86_400_000 }[/** @type {'m' | 'h' | 'd'} */ (match[2])];
  return ms > 0 && ms <= 90 * 86_400_000 ? ms : undefined;
}

/**
 * @param {string} path @param {string} fragment
 * @param {{layers: string[], kinds: string[], classes: string[]}} words
 * @returns {{link: Link, bad: string[]}}
 */
export function readLink(path, fragment, words) {
  /** @type {Link} */
  const link = { selection: null };
  /** @type {string[]} */
  const bad = [];
  const match = /^\/(vessel|finding|case)\/([^/]+)$/.exec(path);
  if (path === '/cases') link.selection = { kind: 'cases', id: '' };
  if (path === '/plan') link.selection = { kind: 'plan', id: '' };
  if (path === '/share') link.selection = { kind: 'share', id: '' };
  if (path === '/drill') link.selection = { kind: 'drill', id: '' };
  if (match) {
    const id = decode(match[2]);
    if (ID.test(id)) link.selection = { kind: /** @type {'vessel' | 'finding' | 'case'} */ (match[1]), id };
    else bad.push(match[1]);
  }
  const known = readers(words);
  for (const field of fragment.replace(/^#/, '').split('&').filter(Boolean)) {
    const at = field.indexOf('=');
    const name = at < 0 ? field : field.slice(0, at);
    const read = Object.hasOwn(known, name) ? known[name](decode(field.slice(at + 1))) : undefined;
    if (read === undefined) bad.push(name.slice(0, 20));
    else Object.assign(link, read);
  }
  return { link, bad };
}

/** @param {string} text */
function decode(text) {
  try { return decodeURIComponent(text); } catch { return ''; }
}

/** @param {Link['selection']} selection */
function pathOf(selection) {
  if (!selection) return '/watch';
  return selection.id === '' ? `/${selection.kind}` : `/${selection.kind}/${encodeURIComponent(selection.id)}`;
}

/** @param {Link} link @returns {string} path and fragment */
export function writeLink(link) {
  const path = pathOf(link.selection);
  const fields = [
    link.lat !== undefined && `ll=${link.lat.toFixed(4)},${(link.lon ?? 0).toFixed(4)}`,
    link.zoom !== undefined && `z=${link.zoom.toFixed(2)}`,
    link.t !== undefined && `t=${link.t === 'live' ? 'live' : new Date(link.t).toISOString().replace(/\.\d+Z$/, 'Z')}`,
    link.windowMs !== undefined && `w=${writeSpan(link.windowMs)}`,
    link.layers && `lay=${link.layers.join(',')}`,
    link.kinds && `ev=${link.kinds.join(',')}`,
    link.colour && `col=${link.colour}`,
    link.classes?.length && `f=${link.classes.join(',')}`,
    link.asOf !== undefined && `asof=${link.asOf}`,
    link.caseVersion !== undefined && `cv=${link.caseVersion}`,
    link.theme && `th=${link.theme}`,
    link.table && 'tab=1',
    'v=1',
  ];
  return `${path}#${fields.filter(Boolean).join('&')}`;
}

/** @param {number} ms */
function writeSpan(ms) {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}
