// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Cells are points whose pixels are shaded as balls (or as the squares and discs of a section); colours come
// ready. The fourth number of a colour tells what is drawn: 1 fills its site, less is the radius of a small
// cell in sites. Behind the outer layer of balls there are discs, so wide that none of the gaps is seen through.

export const cellVertex = `
precision highp float;
in vec4 place;
in vec4 colour;
uniform mat4 modelViewMatrix, projectionMatrix;
uniform vec3 half_size, ground;
uniform vec3 radii;
uniform float scale, pixels, flat_view, depth, more, relief;
uniform bool tiny; // a site is too few pixels for shapes
flat out vec3 base;
flat out vec3 shine; // what the light adds
flat out float ball; // a ball's radius in depth
flat out float shape; // 0 fills its site, 1 small, 2 disc behind balls
void main() {
  vec4 seen = modelViewMatrix * vec4(place.xyz * scale - half_size, 1.0);
  bool fills = colour.a > 0.99;
  bool behind = flat_view < 0.5 && fills && place.w == 0.0;
  if (flat_view > 0.5) seen.z += fills ? 0.0 : 0.25;
  if (behind) seen.z -= 0.9; // a disc of a slope would else stand before the balls further down
  gl_Position = projectionMatrix * seen;
  float radius = flat_view > 0.5 ? (fills ? 0.5 : colour.a + 0.07) : more * (behind ? radii.z : fills ? radii.x : radii.y);
  gl_PointSize = max(2.0, 2.0 * radius * pixels);
  if (tiny) gl_PointSize = ceil(gl_PointSize);
  shape = behind ? 2.0 : fills ? 0.0 : 1.0;
  ball = 0.5 * radius * projectionMatrix[2][2];
  base = colour.rgb;
  if (flat_view > 0.5) return;
  float far = clamp(0.5 - (seen.z + 2.0 * (depth + 2.0)) / (2.0 * depth), 0.0, 1.0);
  float mist = 0.28 * relief * far;
  float hollow = 0.42 + 0.58 * smoothstep(0.1, 0.75, place.w / 255.0);
  shine = (1.0 - mist) * relief * hollow * 0.58 * base;
  base = (1.0 - mist) * (1.0 - relief * (1.0 - 0.55 * hollow)) * base + mist * ground;
}`;

export const cellFragment = `
precision highp float;
flat in vec3 base;
flat in vec3 shine;
flat in float ball;
flat in float shape;
uniform float flat_view;
uniform bool tiny;
out vec4 pixel;
void main() {
  vec2 p = 2.0 * gl_PointCoord - 1.0;
  if (flat_view > 0.5) {
    if (tiny) {
      pixel = vec4(base, 1.0);
    } else if (shape > 0.5) {
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
  float light = shape > 1.5 ? 0.0 : max(0.0, dot(normal, vec3(-0.4128, 0.5963, 0.6881)));
  pixel = vec4(base + light * shine, 1.0);
  gl_FragDepth = gl_FragCoord.z + ball * normal.z;
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

export const tubeVertex = `
precision highp float;
in vec3 outwards; // across the tube twice, along it
in float at;
in vec3 start, end;
in float radius;
uniform mat4 modelViewMatrix, projectionMatrix;
uniform vec3 size;
uniform float flat_view;
out vec3 place;
out vec3 normal;
void main() {
  vec3 way = end - start;
  vec3 along = dot(way, way) > 0.0 ? normalize(way) : vec3(0.0, 0.0, 1.0);
  vec3 first = normalize(cross(abs(along.z) < 0.9 ? vec3(0.0, 0.0, 1.0) : vec3(1.0, 0.0, 0.0), along));
  vec3 direction = outwards.x * first + outwards.y * cross(along, first) + outwards.z * along;
  place = mix(start, end, at) + radius * direction;
  normal = mat3(modelViewMatrix) * direction;
  vec4 seen = modelViewMatrix * vec4(place - 0.5 * size, 1.0);
  if (flat_view > 0.5) seen.z += 0.5 * length(size);
  gl_Position = projectionMatrix * seen;
}`;

export const tubeFragment = `
precision highp float;
in vec3 place;
in vec3 normal;
uniform vec3 low, high, colour, hole_low, hole_high;
uniform float flat_view;
out vec4 pixel;
void main() {
  vec3 n = normalize(normal);
  bool outside = any(lessThan(place, low)) || any(greaterThan(place, high));
  bool cut = all(greaterThanEqual(place, hole_low)) && all(lessThanEqual(place, hole_high));
  if (outside || cut) discard;
  if (flat_view > 0.5) {
    pixel = vec4((abs(n.z) < 0.66 ? 0.65 : 1.0) * colour, 1.0);
    return;
  }
  vec3 base = n.z >= 0.0 ? colour : 0.65 * colour; // the inside is darker
  n *= n.z >= 0.0 ? 1.0 : -1.0;
  float light = 0.55 + 0.58 * max(0.0, dot(n, vec3(-0.4128, 0.5963, 0.6881)));
  pixel = vec4(min(base * light, vec3(1.0)), 1.0);
}`;

export const surfaceVertex = `
precision highp float;
in vec3 position;
in vec3 normal;
uniform mat4 modelViewMatrix, projectionMatrix;
uniform vec3 size;
out vec3 across;
void main() {
  across = mat3(modelViewMatrix) * normal;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position - 0.5 * size, 1.0);
}`;

export const surfaceFragment = `
precision highp float;
in vec3 across;
uniform vec3 colour;
out vec4 pixel;
void main() {
  vec3 n = across / max(length(across), 1e-30);
  n *= n.z >= 0.0 ? 1.0 : -1.0; // both sides look alike
  float light = 0.6 + 0.5 * max(0.0, dot(n, vec3(-0.4128, 0.5963, 0.6881)));
  pixel = vec4(min(colour * light, vec3(1.0)), 0.5);
}`;
