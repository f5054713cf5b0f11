// One drawing per kind of finding, for lists and for the map: shape tells the kind, colour helps.

/** Paths in a box of 24 by 24. */
export const ICONS = /** @type {Record<string, string>} */ ({
  gap: 'M2 12h5M17 12h5M9 8l6 8M15 8l-6 8',
  encounter: 'M9 7a5.5 5.5 0 1 0 .01 0M15 7a5.5 5.5 0 1 0 .01 0',
  loitering: 'M19 12a7 7 0 1 1-2.4-5.3M17 2.5v4.6h-4.6',
  port_visit: 'M12 8v12M7 11h10M4.5 13.5c.6 4 3.6 6.5 7.5 6.5s6.9-2.5 7.5-6.5M12 3.2a2.3 2.3 0 1 0 .01 0',
});

/**
 * A finding's icon as pixels, on a disc that keeps it legible over anything.
 * @param {string} kind @param {string} colour @param {string} ground
 */
export function iconPixels(kind, colour, ground) {
  const size = 52;
  const canvas = new OffscreenCanvas(size, size);
  const ink = canvas.getContext('2d');
  if (!ink) throw new Error('no 2d canvas');
  ink.beginPath();
  ink.arc(size / 2, size / 2, size / 2 - 3, 0, 2 * Math.PI);
  ink.fillStyle = ground;
  ink.globalAlpha = 0.88;
  ink.fill();
  ink.globalAlpha = 1;
  ink.strokeStyle = colour;
  ink.lineWidth = 2.5;
  ink.stroke();
  ink.translate(size / 2 - 18, size / 2 - 18);
  ink.scale(1.5, 1.5);
  ink.lineWidth = 2.2;
  ink.lineCap = 'round';
  ink.lineJoin = 'round';
  ink.stroke(new Path2D(ICONS[kind] ?? ''));
  return ink.getImageData(0, 0, size, size);
}
