// Distance and bearing on the WGS 84 ellipsoid: T. Vincenty, "Direct and inverse solutions of geodesics on
// the ellipsoid with application of nested equations", Survey Review 23 (176), 1975.

const A = 6_378_137;
const F = 1 / 298.257_223_563;
const B = A * (1 - F);
/** Mean radius of the Earth (IUGG). */
const MEAN_RADIUS = 6_371_008.8;
const MOST_ROUNDS = 100;
export const METRES_PER_MILE = 1852;

/** @typedef {{lat: number, lon: number}} Place degrees */
/** @typedef {{metres: number, bearing: number, exact: boolean}} Leg bearing in degrees true at its beginning */

const radians = (/** @type {number} */ degrees) => (degrees * Math.PI) / 180;
const azimuth = (/** @type {number} */ east, /** @type {number} */ north) => ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;

/**
 * The shortest way from one place to another, to a millimetre. Within half a degree of the other side of the Earth the formula
 * does not settle: there the answer is that of a sphere, `exact` is false, and it is right to half a percent.
 * @param {Place} from @param {Place} to @returns {Leg}
 */
export function leg(from, to) {
  const lonStep = radians(((((to.lon - from.lon + 180) % 360) + 360) % 360) - 180);
  const [u1, u2] = [from, to].map(({ lat }) => Math.atan((1 - F) * Math.tan(radians(lat))));
  let lambda = lonStep;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const at = onSphere(u1, u2, lambda);
    if (at.sinSigma === 0) break;
    const next = lonStep + longitudeTerm(at);
    if (Math.abs(next) > Math.PI) break;
    if (Math.abs(next - lambda) < 1e-12) return { metres: arcLength(at), bearing: azimuth(at.east, at.north), exact: true };
    lambda = next;
  }
  return roughly(from, to, lonStep);
}

/** The two places on the auxiliary sphere, `lambda` apart. @param {number} u1 @param {number} u2 @param {number} lambda */
function onSphere(u1, u2, lambda) {
  const east = Math.cos(u2) * Math.sin(lambda);
  const north = Math.cos(u1) * Math.sin(u2) - Math.sin(u1) * Math.cos(u2) * Math.cos(lambda);
  const sinSigma = Math.hypot(east, north);
  const cosSigma = Math.sin(u1) * Math.sin(u2) + Math.cos(u1) * Math.cos(u2) * Math.cos(lambda);
  const sinAlpha = sinSigma === 0 ? 0 : (Math.cos(u1) * east) / sinSigma;
  const cosSqAlpha = 1 - sinAlpha ** 2;
  // Along the equator there is no middle latitude.
  const cos2m = cosSqAlpha < 1e-15 ? 0 : cosSigma - (2 * Math.sin(u1) * Math.sin(u2)) / cosSqAlpha;
  return { east, north, sinSigma, cosSigma, sigma: Math.atan2(sinSigma, cosSigma), sinAlpha, cosSqAlpha, cos2m };
}

/** @param {ReturnType<typeof onSphere>} at */
function longitudeTerm({ sinSigma, cosSigma, sigma, sinAlpha, cosSqAlpha, cos2m }) {
  const c = (F / 16) * cosSqAlpha * (4 + F * (4 - 3 * cosSqAlpha));
  return (1 - c) * F * sinAlpha * (sigma + c * sinSigma * (cos2m + c * cosSigma * (2 * cos2m ** 2 - 1)));
}

/** @param {ReturnType<typeof onSphere>} at */
function arcLength({ sinSigma, cosSigma, sigma, cosSqAlpha, cos2m }) {
  const square = (cosSqAlpha * (A ** 2 - B ** 2)) / B ** 2;
  const a = 1 + (square / 16_384) * (4096 + square * (-768 + square * (320 - 175 * square)));
  const b = (square / 1024) * (256 + square * (-128 + square * (74 - 47 * square)));
  const inner = cosSigma * (2 * cos2m ** 2 - 1) - (b / 6) * cos2m * (4 * sinSigma ** 2 - 3) * (4 * cos2m ** 2 - 3);
  return B * a * (sigma - b * sinSigma * (cos2m + (b / 4) * inner));
}

/** The same place, or nearly the other side of the Earth. @param {Place} from @param {Place} to @param {number} lonStep @returns {Leg} */
function roughly(from, to, lonStep) {
  const { sigma, sinSigma, east, north } = onSphere(radians(from.lat), radians(to.lat), lonStep);
  return { metres: MEAN_RADIUS * sigma, bearing: azimuth(east, north), exact: sinSigma === 0 && sigma === 0 };
}

/**
 * Places along the way, near enough together to be drawn as a line: on the great circle, which leaves the geodesic by less
 * than a line is wide.
 * @param {Place} from @param {Place} to @returns {Place[]}
 */
export function wayPoints(from, to) {
  const [a, b] = [from, to].map(unitVector);
  const angle = Math.atan2(Math.hypot(...cross(a, b)), dot(a, b));
  const steps = Math.max(1, Math.ceil(angle / radians(1)));
  const inner = Array.from({ length: steps - 1 }, (_, i) => between(a, b, angle, (i + 1) / steps));
  return [from, ...inner, to];
}

/** @param {Place} place */
function unitVector({ lat, lon }) {
  const [phi, lambda] = [radians(lat), radians(lon)];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

const dot = (/** @type {number[]} */ a, /** @type {number[]} */ b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (/** @type {number[]} */ a, /** @type {number[]} */ b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

/** @param {number[]} a @param {number[]} b @param {number} angle @param {number} share @returns {Place} */
function between(a, b, angle, share) {
  const [ka, kb] = [Math.sin((1 - share) * angle), Math.sin(share * angle)];
  const [x, y, z] = a.map((value, i) => ka * value + kb * b[i]);
  return { lat: (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI, lon: (Math.atan2(y, x) * 180) / Math.PI };
}
