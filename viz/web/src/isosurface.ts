// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Where a field crosses a level: marching cubes between the middles of its sites, by the tables of three.js.
// Each corner of a triangle lies on a line between two neighbours, where the field between them has the level.

import { edgeTable, triTable } from "three/examples/jsm/objects/MarchingCubes.js";

/** A substance in space: means of blocks of sites, x fastest. */
export interface Volume {
  sites: [number, number, number];
  size: [number, number, number]; // in blocks
  block: number; // sites along its side; the last of a row may have less
  value: Float32Array;
}

export interface Triangles {
  place: Float32Array; // of each corner: x, y, z in sites from the lattice's first corner
  normal: Float32Array; // along the slope of the field
  corners: Uint32Array; // three for each triangle
}

// The edges of a cube in the order of the tables: the corner where each begins, and its axis.
const edges = [
  [0, 0, 0, 0], [1, 0, 0, 1], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0], [1, 0, 1, 1],
  [0, 1, 1, 0], [0, 0, 1, 1], [0, 0, 0, 2], [1, 0, 0, 2], [1, 1, 0, 2], [0, 1, 0, 2],
] as const;

/** Middles of the blocks of sites along an axis, in sites. */
export function middles(volume: Volume, axis: number): number[] {
  const sites = volume.sites[axis]!;
  return Array.from({ length: volume.size[axis]! }, (_, i) => (volume.block * i + Math.min(sites, volume.block * (i + 1))) / 2);
}

export function isosurface(volume: Volume, level: number): Triangles {
  const { value } = volume;
  const [nx, ny, nz] = volume.size;
  const stride = [1, nx, nx * ny];
  const middle = [0, 1, 2].map((axis) => middles(volume, axis));
  const place: number[] = [], normal: number[] = [], corners: number[] = [];
  const known = new Int32Array(3 * value.length).fill(-1); // by point and axis: number of the corner there

  const slope = (at: number[], point: number, axis: number) => {
    const low = at[axis]! > 0 ? 1 : 0, high = at[axis]! + 1 < volume.size[axis]! ? 1 : 0;
    const way = middle[axis]![at[axis]! + high]! - middle[axis]![at[axis]! - low]!;
    return way > 0 ? (value[point + high * stride[axis]!]! - value[point - low * stride[axis]!]!) / way : 0;
  };
  const cornerOn = (at: number[], axis: number): number => {
    const point = at[0]! + nx * (at[1]! + ny * at[2]!), next = point + stride[axis]!;
    const found = known[3 * point + axis]!;
    if (found >= 0) return found;
    const share = (level - value[point]!) / (value[next]! - value[point]!);
    const beyond = at.map((each, k) => each + (k === axis ? 1 : 0));
    for (let k = 0; k < 3; ++k) {
      place.push((1 - share) * middle[k]![at[k]!]! + share * middle[k]![beyond[k]!]!);
      normal.push((1 - share) * slope(at, point, k) + share * slope(beyond, next, k));
    }
    return (known[3 * point + axis] = place.length / 3 - 1);
  };

  for (let z = 0; z + 1 < nz; ++z)
    for (let y = 0; y + 1 < ny; ++y)
      for (let x = 0; x + 1 < nx; ++x) {
        const p = x + nx * (y + ny * z), q = p + nx, r = p + nx * ny, s = r + nx;
        const cube = (value[p]! < level ? 1 : 0) | (value[p + 1]! < level ? 2 : 0) | (value[q + 1]! < level ? 4 : 0) |
          (value[q]! < level ? 8 : 0) | (value[r]! < level ? 16 : 0) | (value[r + 1]! < level ? 32 : 0) |
          (value[s + 1]! < level ? 64 : 0) | (value[s]! < level ? 128 : 0);
        if (!edgeTable[cube]) continue;
        for (let i = 16 * cube; triTable[i]! >= 0; ++i) {
          const [dx, dy, dz, axis] = edges[triTable[i]!]!;
          corners.push(cornerOn([x + dx, y + dy, z + dz], axis));
        }
      }
  return { place: new Float32Array(place), normal: new Float32Array(normal), corners: new Uint32Array(corners) };
}
