// Instants and spans for people. Everything is UTC and says so.

export const MINUTE = 60_000;
export const HOUR = 3_600_000;

/** `14 Mar 2031 13:12Z` @param {number} ms */
export function dateTime(ms) {
  return `${date(ms)} ${clock(ms)}`;
}

/** `14 Mar 2031` @param {number} ms */
export function date(ms) {
  const d = new Date(ms);
  const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][d.getUTCMonth()];
  return `${d.getUTCDate()} ${month} ${d.getUTCFullYear()}`;
}

/** `13:12Z` @param {number} ms */
export const clock = (ms) => `${new Date(ms).toISOString().slice(11, 16)}Z`;

/** `13:12:05Z` @param {number} ms */
export const clockSeconds = (ms) => `${new Date(ms).toISOString().slice(11, 19)}Z`;

/** RFC 3339 without fractions. @param {number} ms */
export const rfc3339 = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** `3 h 05 min`, `12 min`, `40 s` @param {number} ms */
export function span(ms) {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  if (hours > 0 && minutes === 0) return `${hours} h`;
  if (hours > 0) return `${hours} h ${String(minutes).padStart(2, '0')} min`;
  return minutes > 0 ? `${minutes} min` : `${seconds} s`;
}
