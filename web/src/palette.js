// Colours with a meaning. The same names in both themes.

/** Ship classes in the order of their colour index. */
export const CLASSES = ['unknown', 'cargo', 'tanker', 'passenger', 'fishing', 'fast', 'service', 'pleasure'];

const DARK = ['#9fb0bf', '#7fd08a', '#ff9b73', '#6fb1ff', '#f2c14e', '#fff08a', '#5fd3d3', '#d59cff'];
const LIGHT = ['#5c6b78', '#1f7a36', '#c2410c', '#1d5fc4', '#8a6100', '#6e6a00', '#0b7272', '#7a35b8'];

/** Upper edges of the speed classes in knots. */
export const SPEED_EDGES = [1, 5, 10, 15, 20];
const SPEED_DARK = ['#8190ff', '#3fb8ff', '#38d39f', '#c9e34b', '#ffc145', '#ff7a59', '#9fb0bf'];
const SPEED_LIGHT = ['#4b50d6', '#0a6fb0', '#0b7a55', '#5c7000', '#9a6200', '#c2410c', '#5c6b78'];

const MAPS = {
  dark: { sea: '#0b1d2b', land: '#22333b', coast: '#55707f', grid: '#1d3a4f', text: '#e6eef5', halo: '#0b1d2b', gap: '#ff6b6b' },
  light: { sea: '#d8e8f1', land: '#f3efe4', coast: '#8aa0ac', grid: '#bcd3e0', text: '#13212c', halo: '#ffffff', gap: '#c81e1e' },
};

const KINDS = {
  dark: kinds({ silence: '#ff6b6b', meeting: '#ffb347', way: '#c39bff', port: '#6fdc8c', identity: '#7cc4ff' }),
  light: kinds({ silence: '#c81e1e', meeting: '#9a5b00', way: '#6d3fc0', port: '#1f7a36', identity: '#0b5cad' }),
};

/** One colour for what belongs together; the shape of the icon tells the kind. @param {Record<string, string>} of */
function kinds(of) {
  return {
    gap: of.silence, spoofing: of.silence, area_outage: of.silence, encounter: of.meeting, dark_meeting: of.meeting,
    loitering: of.way, zone_entry: of.way, voyage_irregularity: of.way, port_visit: of.port, identity_change: of.identity,
    shared_mmsi: of.identity, flag_hopping: of.identity, false_flag: of.identity, dual_identity: of.identity,
  };
}

/** @typedef {'dark'|'light'} Theme */

/** @param {Theme} theme */
export const classColours = (theme) => (theme === 'dark' ? DARK : LIGHT);
/** @param {Theme} theme */
export const speedColours = (theme) => (theme === 'dark' ? SPEED_DARK : SPEED_LIGHT);
/** @param {Theme} theme */
export const mapColours = (theme) => MAPS[theme];
/** @param {Theme} theme @returns {Record<string, string>} */
export const kindColours = (theme) => KINDS[theme];

/** Colour index of a speed; the last one means not said. @param {number | null} knots */
export function speedClass(knots) {
  if (knots === null) return SPEED_EDGES.length + 1;
  const at = SPEED_EDGES.findIndex((edge) => knots < edge);
  return at < 0 ? SPEED_EDGES.length : at;
}

/** Colour index of an AIS ship type (ITU-R M.1371, table 53). @param {number} type */
export function shipClass(type) {
  if (type >= 70 && type < 80) return 1;
  if (type >= 80 && type < 90) return 2;
  if (type >= 60 && type < 70) return 3;
  if (type === 30) return 4;
  if (type >= 40 && type < 50) return 5;
  if (type === 36 || type === 37) return 7;
  return (type >= 31 && type < 36) || (type >= 50 && type < 60) ? 6 : 0;
}
