// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Layers of values as planes in a scene, coloured by the map of numbers.

import {
  BufferAttribute, BufferGeometry, DataTexture, DoubleSide, FloatType, GLSL3, Group, Mesh, NearestFilter,
  RawShaderMaterial, RedFormat, Vector2, Vector3,
} from "three";
import type { Run } from "./answers";
import { axisOf, layerOf } from "./cut";
import type { Scene, Thing } from "./scene";
import { planeFragment, planeVertex } from "./shaders";
import type { View } from "./store";

/** The values of a layer of sites. */
export interface Slice {
  width: number;
  height: number;
  value: Float32Array;
}

export interface Plane {
  slice: Slice;
  corner: [number, number, number]; // of its first site, in sites from the lattice's first corner
  across: [number, number, number]; // its first side, in sites
  down: [number, number, number];
  crop: [number, number, number, number]; // of the slice's values: from and to, in shares
}

/** A whole layer across an axis, at a place along it in sites. */
export function planeAcross(run: Run, axis: number, at: number, slice: Slice): Plane {
  const size = run.lattice.size;
  const unit = (k: number) => [0, 1, 2].map((i) => (i === k ? size[k]! : 0)) as [number, number, number];
  const corner = [0, 1, 2].map((i) => (i === axis ? at : 0)) as [number, number, number];
  return { slice, corner, across: unit(axis === 0 ? 1 : 0), down: unit(axis === 2 ? 1 : 2), crop: [0, 1, 0, 1] };
}

/** The layer of a flat view, behind its cells. */
export function layerPlane(run: Run, view: View, slice: Slice): Plane {
  const axis = axisOf(view, run);
  return planeAcross(run, axis, layerOf(view, run) + (axis === 1 ? 0.1 : 0.9), slice);
}

export class Planes implements Thing {
  readonly objects = [new Group()];
  slices: Slice[] = []; // that are shown
  private meshes: Mesh<BufferGeometry, RawShaderMaterial>[] = [];

  constructor(private readonly scene: Scene) {}

  show(planes: Plane[], [low, high]: [number, number]): void {
    this.dispose();
    this.slices = planes.map((plane) => plane.slice);
    this.meshes = planes.map((plane) => {
      const values = new DataTexture(plane.slice.value, plane.slice.width, plane.slice.height, RedFormat, FloatType);
      values.magFilter = values.minFilter = NearestFilter;
      values.unpackAlignment = 4;
      values.needsUpdate = true;
      const material = new RawShaderMaterial({
        glslVersion: GLSL3, vertexShader: planeVertex, fragmentShader: planeFragment, side: DoubleSide,
        uniforms: { values: { value: values }, map: { value: this.scene.colourMap }, range: { value: new Vector2(low, high) } },
      });
      const mesh = new Mesh(quad(plane, this.scene.half), material);
      mesh.frustumCulled = false;
      mesh.renderOrder = -1;
      return mesh;
    });
    for (const mesh of this.meshes) this.objects[0]!.add(mesh);
  }

  dispose(): void {
    this.objects[0]!.clear();
    for (const mesh of this.meshes) {
      mesh.geometry.dispose();
      (mesh.material.uniforms.values!.value as DataTexture).dispose();
      mesh.material.dispose();
    }
    this.meshes = [];
  }
}

function quad(plane: Plane, half: Vector3): BufferGeometry {
  const corner = new Vector3(...plane.corner).sub(half);
  const across = new Vector3(...plane.across), down = new Vector3(...plane.down);
  const corners = [corner, corner.clone().add(across), corner.clone().add(down), corner.clone().add(across).add(down)];
  const [u0, u1, v0, v1] = plane.crop;
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(new Float32Array(corners.flatMap((c) => c.toArray())), 3));
  geometry.setAttribute("at", new BufferAttribute(new Float32Array([u0, v0, u1, v0, u0, v1, u1, v1]), 2));
  geometry.setIndex([0, 1, 2, 1, 3, 2]);
  return geometry;
}
