// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Cells are points whose pixels are shaded as balls (or as the squares and discs of a section); colours come
// ready. The fourth number of a colour tells what is drawn: 1 fills its site, less is the radius of a small
// cell in sites.

export const cellVertex = `
precision highp float;
in vec4 place;
in vec4 colour;
in vec4 kind;
uniform int octant; // bit of the one in which the viewer is; 0: all are drawn
uniform mat4 modelViewMatrix, projectionMatrix;
uniform vec3 half_size;
uniform vec2 radii;
uniform float scale, pixels, flat_view, depth, more;
uniform bool tiny; // a site is too few pixels for shapes
out vec3 base;
out float round_cell;
out float open;
out float far;
out float ball;
void main() {
  if (octant != 0 && (int(kind.w) & octant) == 0) { // behind others, from here
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = 1.0;
    return;
  }
  vec4 seen = modelViewMatrix * vec4(place.xyz * scale - half_size, 1.0);
  bool fills = colour.a > 0.99;
  if (flat_view > 0.5) seen.z += fills ? 0.0 : 0.25;
  gl_Position = projectionMatrix * seen;
  float radius = flat_view > 0.5 ? (fills ? 0.5 : colour.a + 0.07) : more * (fills ? radii.x : radii.y);
  gl_PointSize = max(2.0, 2.0 * radius * pixels);
  if (tiny) gl_PointSize = ceil(gl_PointSize);
  base = colour.rgb;
  round_cell = fills ? 0.0 : 1.0;
  open = place.w / 255.0;
  ball = radius * projectionMatrix[2][2];
  far = clamp(0.5 - (seen.z + 2.0 * (depth + 2.0)) / (2.0 * depth), 0.0, 1.0);
}`;

export const cellFragment = `
precision highp float;
in vec3 base;
in float round_cell;
in float open;
in float far;
in float ball;
uniform vec3 ground;
uniform float relief, flat_view;
uniform bool tiny;
out vec4 pixel;
void main() {
  vec2 p = 2.0 * gl_PointCoord - 1.0;
  if (flat_view > 0.5) {
    if (tiny) {
      pixel = vec4(base, 1.0);
    } else if (round_cell > 0.5) {
      float r = length(p);
      if (r > 1.0) discard;
      pixel = vec4(r > 0.8 ? mix(base, vec3(1.0), 0.8) : base, 1.0);
    } else {
      vec2 q = abs(p) - 0.3;
      float r = length(max(q, 0.0));
      if (r > 0.7) discard;
      pixel = vec4(r > 0.54 ? 0.84 * base : base, 1.0);
    }
    gl_FragDepth = gl_FragCoord.z;
    return;
  }
  float rest = 1.0 - dot(p, p);
  if (rest <= 0.0) discard;
  vec3 normal = vec3(p.x, -p.y, sqrt(rest));
  float light = 0.55 + 0.58 * max(0.0, dot(normal, vec3(-0.4128, 0.5963, 0.6881)));
  float hollow = 0.42 + 0.58 * smoothstep(0.1, 0.75, open);
  float bright = 1.0 - relief * (1.0 - light * hollow);
  pixel = vec4(mix(min(base * bright, vec3(1.0)), ground, 0.28 * relief * far), 1.0);
  gl_FragDepth = gl_FragCoord.z + 0.5 * ball * normal.z;
}`;

export const planeVertex = `
precision highp float;
in vec3 position;
in vec2 at;
uniform mat4 modelViewMatrix, projectionMatrix;
out vec2 where;
void main() {
  where = at;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
}`;

export const planeFragment = `
precision highp float;
precision highp sampler2D;
in vec2 where;
uniform sampler2D values, map;
uniform vec2 range;
out vec4 pixel;
void main() {
  float share = (texture(values, where).r - range.x) / max(range.y - range.x, 1e-30);
  pixel = vec4(texture(map, vec2(clamp(share, 0.0, 1.0) * 255.0 / 256.0 + 0.5 / 256.0, 0.5)).rgb, 1.0);
}`;
