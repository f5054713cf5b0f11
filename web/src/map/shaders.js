// A vessel as one point: an arrow along its course, a dot when stopped, hollow when long silent.

export const VERTEX = `#version 300 es
precision highp float;
uniform mat4 u_matrix;
uniform float u_now, u_scale;
uniform vec3 u_colours[8];
in vec2 a_pos, a_step, a_look;
in float a_time, a_course;
out vec3 v_colour;
out vec2 v_turn;
out float v_shape, v_hollow, v_selected, v_size;
void main() {
  float age = u_now - a_time;
  vec2 at = a_pos + a_step * clamp(age, 0.0, 600.0);
  gl_Position = u_matrix * vec4(at, 0.0, 1.0);
  v_selected = step(2.0, a_look.y);
  v_shape = mod(a_look.y, 2.0);
  v_hollow = step(1800.0, age);
  v_colour = u_colours[int(a_look.x)];
  v_turn = vec2(cos(a_course), sin(a_course));
  v_size = (v_shape > 0.5 ? 19.0 : 10.0) + v_selected * 14.0;
  gl_PointSize = v_size * u_scale;
}`;

export const FRAGMENT = `#version 300 es
precision mediump float;
uniform vec3 u_edge;
in vec3 v_colour;
in vec2 v_turn;
in float v_shape, v_hollow, v_selected, v_size;
out vec4 colour;
float arrow(vec2 p) {
  // Distance in pixels, negative inside: a slim triangle with a notched stern.
  p.x = abs(p.x);
  float side = dot(p - vec2(0.0, -8.5), vec2(0.943, -0.333));
  float stern = p.y - 6.5 + 0.55 * (5.3 - p.x);
  return max(side, stern);
}
void main() {
  vec2 q = (gl_PointCoord - 0.5) * v_size;
  vec2 p = vec2(q.x * v_turn.x + q.y * v_turn.y, -q.x * v_turn.y + q.y * v_turn.x);
  float d = v_shape > 0.5 ? arrow(p) : length(q) - 3.6;
  float ring = abs(length(q) - (v_size * 0.5 - 2.0)) - 1.0;
  float body = 1.0 - smoothstep(-0.6, 0.4, d);
  float core = 1.0 - smoothstep(-1.8, -0.9, d);
  vec3 ink = mix(u_edge, v_colour, v_hollow > 0.5 ? smoothstep(-1.8, -0.9, d) : core);
  float alpha = v_hollow > 0.5 ? body * mix(1.0, 0.25, core) : body;
  float chosen = v_selected * (1.0 - smoothstep(-0.5, 0.5, ring));
  if (alpha + chosen < 0.02) discard;
  colour = vec4(mix(ink, v_colour, chosen), 1.0) * max(alpha, chosen);
}`;
