// One drawing per kind of finding, for lists and for the map: shape tells the kind, colour helps.

/** Paths in a box of 24 by 24. */
export const ICONS = /** @type {Record<string, string>} */ ({
  gap: 'M2 12h5M17 12h5M9 8l6 8M15 8l-6 8',
  encounter: 'M9 7a5.5 5.5 0 1 0 .01 0M15 7a5.5 5.5 0 1 0 .01 0',
  loitering: 'M19 12a7 7 0 1 1-2.4-5.3M17 2.5v4.6h-4.6',
  port_visit: 'M12 8v12M7 11h10M4.5 13.5c.6 4 3.6 6.5 7.5 6.5s6.9-2.5 7.5-6.5M12 3.2a2.3 2.3 0 1 0 .01 0',
  spoofing: 'M12 3v4M12 17v4M3 12h4M17 12h4M12 8.5a3.5 3.5 0 1 0 .01 0M5 5l14 14',
  area_outage: 'M4 20 20 4M12 12v8M8.5 9.5a5 5 0 0 1 7 0M5.5 6.5a9.2 9.2 0 0 1 13 0',
  zone_entry: 'M4 4h16v16H4zM1 12h12M9.5 8.5 13 12l-3.5 3.5',
  voyage_irregularity: 'M3 19c4 0 3-6 7-6s2 5 6 1M16 5h5v5M21 5l-7 7',
  dark_meeting: 'M8.5 7a5 5 0 1 0 .01 0M15.5 7v0M18 8.2v0M20 10.5v0M20.2 13.5v0M18.5 16v0M15.8 17v0',
  identity_change: 'M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4',
  shared_mmsi: 'M12 4v6M12 10l-7 5M12 10l7 5M5 15v5M19 15v5',
  flag_hopping: 'M4 21V4M4 5h7l-2 3 2 3H4M13 21V9M13 10h7l-2 3 2 3h-7',
  false_flag: 'M5 21V4M5 5h12l-3 4 3 4H5M15 15l6 6M21 15l-6 6',
  dual_identity: 'M9 4a4 4 0 1 0 .01 0M3 20c0-4 3-6 6-6M15 4a4 4 0 0 1 0 8M15 14c3 0 6 2 6 6',
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
