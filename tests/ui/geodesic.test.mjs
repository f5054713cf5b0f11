// Distance and bearing beside published answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leg, wayPoints } from '../../web/src/geodesic.js';

const dms = (sign, degrees, minutes, seconds) => sign * (degrees + minutes / 60 + seconds / 3600);
const near = (found, wanted, within, what) => assert.ok(Math.abs(found - wanted) <= within, `${what}: ${found}, not ${wanted}`);

const KNOWN = [
  ['Flinders Peak to Buninyong (GDA94 Technical Manual 2.4, chapter 4; GRS 80)',
    { lat: dms(-1, 37, 57, 3.7203), lon: dms(1, 144, 25, 29.5244) }, { lat: dms(-1, 37, 39, 10.1561), lon: dms(1, 143, 55, 35.3839) },
    54_972.271, dms(1, 306, 52, 5.37)],
  ['Karney 2013, table 2', { lat: 40, lon: 0 }, { lat: 41.793_310_205_06, lon: 137.844_900_043_77 }, 10_000_000, 30],
  ['a degree of the equator', { lat: 0, lon: 0 }, { lat: 0, lon: 1 }, (6_378_137 * Math.PI) / 180, 90],
  ['a quarter of a meridian', { lat: 0, lon: 30 }, { lat: 90, lon: 30 }, 10_001_965.729, 0],
];

for (const [what, from, to, metres, bearing] of KNOWN) {
  test(`a known way: ${what}`, () => {
    const found = leg(from, to);
    assert.ok(found.exact);
    near(found.metres, metres, 1e-3, 'metres');
    near(found.bearing, bearing, 1e-5, 'bearing');
  });
}

test('the 180th meridian is no edge', () => {
  const [across, plain] = [leg({ lat: 10, lon: 179.5 }, { lat: 11, lon: -179.5 }), leg({ lat: 10, lon: 9.5 }, { lat: 11, lon: 10.5 })];
  near(across.metres, plain.metres, 1e-6, 'metres');
  near(across.bearing, plain.bearing, 1e-9, 'bearing');
});

test('no way at all has no length', () => {
  assert.deepEqual(leg({ lat: 33, lon: 126 }, { lat: 33, lon: 126 }), { metres: 0, bearing: 0, exact: true });
});

test('near the other side of the Earth the answer says that it is rough', () => {
  const found = leg({ lat: -30, lon: 0 }, { lat: 29.9, lon: 179.8 });
  assert.equal(found.exact, false);
  // Karney 2013, table 4.
  near(found.metres / 19_989_832.827_610, 1, 0.005, 'share');
});

test('a way there is as long as the way back, and longer than any straight chord', () => {
  let seed = 7;
  const random = () => { seed = (seed * 48_271) % 2_147_483_647; return seed / 2_147_483_647; };
  for (let n = 0; n < 2_000; n++) {
    const [from, to] = [0, 1].map(() => ({ lat: random() * 160 - 80, lon: random() * 360 - 180 }));
    const [there, back] = [leg(from, to), leg(to, from)];
    near(there.metres, back.metres, 1e-3, JSON.stringify([from, to]));
    assert.ok(there.metres >= 0 && there.metres < 20_037_509 && there.bearing >= 0 && there.bearing < 360);
    const way = wayPoints(from, to);
    const sum = way.slice(1).reduce((total, place, i) => total + leg(way[i], place).metres, 0);
    assert.ok(sum >= there.metres * (there.exact ? 1 - 1e-9 : 0.995) && sum < there.metres * 1.006, 'the drawn line is the way');
  }
});
