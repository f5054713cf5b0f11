// All vessels in one draw call: a point each, moved and shaped in the shader.
import { mercatorSpeed } from '../geo.js';
import { isShown, marks } from '../marks.js';
import { CLASSES, classColours, shipClass, speedClass, speedColours } from '../palette.js';
import { FRAGMENT, VERTEX } from './shaders.js';

const FLOATS = 8;
/** With more vessels in view than this they are drawn smaller: easier to tell apart, and fewer pixels to shade. */
const CROWD = 5_000;
const LEAST_SIZE = 0.45;
/** So many vessels tell how many are in view. */
const SAMPLE = 4_096;
/** A position is carried on along its course for no longer than this. */
export const CARRIED_S = 600;

/**
 * @typedef {{now: number, theme: import('../palette.js').Theme, colourBy: 'type' | 'speed',
 *   classes: Set<string>, selected: Set<number>, centre: {x: number, y: number}, halfWidth: number}} Look
 */

/** @param {() => Look} look what to show, asked before each rebuild */
export function vesselsLayer(look) {
  /** @type {WebGLProgram} */ let program;
  /** @type {WebGLBuffer} */ let buffer;
  let vertices = new Float32Array(0);
  let count = 0;
  let origin = { x: 0.5, y: 0.5 };
  let base = 0;
  let stale = true;

  return {
    id: 'vessels', type: /** @type {const} */ ('custom'), renderingMode: /** @type {const} */ ('2d'),
    /** Take in changed marks at the next frame. */
    invalidate() { stale = true; },
    /** @param {unknown} _ @param {WebGL2RenderingContext} gl */
    onAdd(_, gl) {
      program = link(gl);
      buffer = gl.createBuffer();
    },
    /** @param {WebGL2RenderingContext} gl @param {any} frame */
    render(gl, frame) {
      const now = look();
      if (stale) rebuild(gl, now);
      if (count > 0) draw(gl, now, frame.defaultProjectionData.mainMatrix);
    },
  };

  /** @param {WebGL2RenderingContext} gl @param {Look} now */
  function rebuild(gl, now) {
    stale = false;
    origin = now.centre;
    base = now.now;
    if (vertices.length < marks.count * FLOATS) vertices = new Float32Array(marks.slot.length * FLOATS);
    count = fill(vertices, now, origin, base);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, vertices.subarray(0, count * FLOATS), gl.DYNAMIC_DRAW);
  }

  /** @param {WebGL2RenderingContext} gl @param {Look} now @param {ArrayLike<number>} matrix */
  function draw(gl, now, matrix) {
    gl.useProgram(program);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    for (const [name, size, at] of /** @type {const} */ ([['a_pos', 2, 0], ['a_step', 2, 2], ['a_time', 1, 4], ['a_course', 1, 5], ['a_look', 2, 6]])) {
      const place = gl.getAttribLocation(program, name);
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, size, gl.FLOAT, false, FLOATS * 4, at * 4);
    }
    const uniform = (/** @type {string} */ name) => gl.getUniformLocation(program, name);
    gl.uniform1f(uniform('u_now'), now.now - base);
    gl.uniform1f(uniform('u_scale'), devicePixelRatioOf(gl) * sizeAmong(inView(gl, now)));
    gl.uniform3fv(uniform('u_colours'), colours(now));
    gl.uniform3fv(uniform('u_edge'), rgb(now.theme === 'dark' ? '#06121c' : '#ffffff'));
    gl.enable(gl.BLEND);
    gl.disable(gl.DEPTH_TEST);
    // The world repeats; a vessel west of 180 may be seen east of it.
    for (const turn of copiesInView(now)) {
      gl.uniformMatrix4fv(uniform('u_matrix'), false, moved(matrix, origin.x + turn, origin.y));
      gl.drawArrays(gl.POINTS, 0, count);
    }
  }

  /** How many vessels are in view, about. @param {WebGL2RenderingContext} gl @param {Look} now */
  function inView(gl, { centre, halfWidth }) {
    const halfHeight = (halfWidth * gl.drawingBufferHeight) / Math.max(1, gl.drawingBufferWidth);
    const stride = Math.max(1, Math.floor(count / SAMPLE));
    let seen = 0;
    for (let i = 0; i < count; i += stride) {
      const x = Math.abs(vertices[i * FLOATS] + origin.x - centre.x) % 1;
      const y = Math.abs(vertices[i * FLOATS + 1] + origin.y - centre.y);
      if (Math.min(x, 1 - x) <= halfWidth && y <= halfHeight) seen += stride;
    }
    return seen;
  }
}

/** How large vessels are drawn among so many. @param {number} seen */
const sizeAmong = (seen) => Math.max(LEAST_SIZE, Math.min(1, (CROWD / Math.max(1, seen)) ** 0.3));

/** @param {Float32Array} to @param {Look} look @param {{x: number, y: number}} origin @param {number} base */
function fill(to, look, origin, base) {
  let n = 0;
  for (let i = 0; i < marks.count; i++) {
    const kind = shipClass(marks.type[i]);
    if (!isShown(i, look.now) || (look.classes.size > 0 && !look.classes.has(CLASSES[kind]))) continue;
    const at = n++ * FLOATS;
    const sog = marks.sog[i];
    const moving = sog >= 0.5 && !Number.isNaN(marks.cog[i]);
    const course = moving ? (marks.cog[i] * Math.PI) / 180 : 0;
    const step = moving ? mercatorSpeed(Math.min(sog, 60), marks.lat[i]) : 0;
    to[at] = marks.x[i] - origin.x;
    to[at + 1] = marks.y[i] - origin.y;
    to[at + 2] = step * Math.sin(course);
    to[at + 3] = -step * Math.cos(course);
    to[at + 4] = marks.time[i] - base;
    to[at + 5] = course;
    to[at + 6] = look.colourBy === 'type' ? kind : speedClass(Number.isNaN(sog) ? null : sog);
    to[at + 7] = (moving ? 1 : 0) + (look.selected.has(marks.mmsi[i]) ? 2 : 0);
  }
  return n;
}

/** Which copies of the world reach into view, in turns from the first. @param {Look} look */
function copiesInView({ centre, halfWidth }) {
  const [from, to] = [Math.floor(centre.x - halfWidth), Math.floor(centre.x + halfWidth)];
  return Array.from({ length: Math.min(3, to - from + 1) }, (_, i) => from + i);
}

/** @param {Look} look */
function colours(look) {
  const named = look.colourBy === 'type' ? classColours(look.theme) : speedColours(look.theme);
  const flat = new Float32Array(24);
  named.forEach((colour, i) => flat.set(rgb(colour), i * 3));
  return flat;
}

/** @param {string} hex */
const rgb = (hex) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255);

/** @param {WebGL2RenderingContext} gl */
const devicePixelRatioOf = (gl) => gl.drawingBufferWidth / Math.max(1, /** @type {HTMLCanvasElement} */ (gl.canvas).clientWidth);

/**
 * The matrix for points told from an origin, worked out in doubles so that nothing shakes when near.
 * @param {ArrayLike<number>} m @param {number} x @param {number} y
 */
function moved(m, x, y) {
  const out = Float64Array.from({ length: 16 }, (_, i) => m[i]);
  for (let row = 0; row < 4; row++) out[12 + row] = m[row] * x + m[4 + row] * y + m[12 + row];
  return new Float32Array(out);
}

/** @param {WebGL2RenderingContext} gl */
function link(gl) {
  const program = gl.createProgram();
  for (const [kind, source] of /** @type {const} */ ([[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]])) {
    const shader = gl.createShader(kind);
    if (!shader) throw new Error('the graphics context is lost');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? 'shaders');
  return program;
}
