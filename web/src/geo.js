// Web Mercator, and positions as people write them.

/** Longitude to 0..1 across the world. @param {number} lon */
export const mercatorX = (lon) => (lon + 180) / 360;

/** Latitude to 0..1 from north to south. @param {number} lat */
export function mercatorY(lat) {
  const held = Math.max(-85.0511, Math.min(85.0511, lat)) * (Math.PI / 180);
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + held / 2)) / (2 * Math.PI);
}

/** Knots to Mercator units a second at a latitude. @param {number} knots @param {number} lat */
export function mercatorSpeed(knots, lat) {
  return (knots * 1852) / 3600 / (40_075_016.686 * Math.max(0.05, Math.cos((lat * Math.PI) / 180)));
}

/** `33°12.50′N 126°30.00′E` @param {number} lat @param {number} lon */
export function place(lat, lon) {
  return `${angle(lat, 2)}${lat < 0 ? 'S' : 'N'} ${angle(lon, 3)}${lon < 0 ? 'W' : 'E'}`;
}

/** @param {number} degrees @param {number} width */
function angle(degrees, width) {
  const hundredths = Math.round(Math.abs(degrees) * 6000);
  const minutes = ((hundredths % 6000) / 100).toFixed(2).padStart(5, '0');
  return `${String(Math.floor(hundredths / 6000)).padStart(width, '0')}°${minutes}′`;
}

/**
 * A position from decimal degrees, degrees and minutes, or degrees, minutes and seconds:
 * `33.2 126.5`, `33°12.5'N 126°30'E`, `331230N 1263000E` is not taken.
 * @param {string} text @returns {{lat: number, lon: number} | null}
 */
export function readPlace(text) {
  const half = String.raw`([+-]?\d{1,3}(?:\.\d+)?)°?\s*(?:(\d{1,2}(?:\.\d+)?)['′]\s*)?(?:(\d{1,2}(?:\.\d+)?)["″]\s*)?`;
  const match = new RegExp(`^\\s*${half}([NS])?[\\s,]+${half}([EW])?\\s*$`, 'i').exec(text);
  if (!match) return null;
  const lat = signed(match.slice(1, 4), match[4]);
  const lon = signed(match.slice(5, 8), match[8]);
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

/** @param {(string | undefined)[]} parts @param {string | undefined} letter */
function signed(parts, letter) {
  const [degrees, minutes, seconds] = parts.map((part) => Number(part ?? 0));
  const size = Math.abs(degrees) + minutes / 60 + seconds / 3600;
  const south = letter ? /[SW]/i.test(letter) : String(parts[0]).startsWith('-');
  return south ? -size : size;
}

/** Longitudes that go on past 180 instead of jumping back. @param {number[]} lons */
export function unwrapped(lons) {
  let turn = 0;
  return lons.map((lon, i) => {
    const step = i > 0 ? lon - lons[i - 1] : 0;
    if (step > 180) turn -= 360;
    if (step < -180) turn += 360;
    return lon + turn;
  });
}

/**
 * The middle and zoom that show every place, whichever side of the 180th meridian they are on.
 * @param {{lat: number, lon: number}[]} places @param {number} [pixels] how wide the map is at least
 * @returns {{lat: number, lon: number, zoom: number} | null}
 */
export function fitting(places, pixels = 300) {
  if (places.length === 0) return null;
  const lons = unwrapped(places.map((at) => at.lon));
  const lats = places.map((at) => at.lat);
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  const wide = Math.max((east - west) / 360, mercatorY(south) - mercatorY(north), 1e-6);
  // MapLibre draws the world 512 pixels wide at zoom 0.
  const zoom = Math.min(10, Math.max(1, Math.log2(pixels / 512 / wide)));
  const middle = (west + east) / 2;
  return { lat: (south + north) / 2, lon: ((((middle + 180) % 360) + 360) % 360) - 180, zoom };
}
