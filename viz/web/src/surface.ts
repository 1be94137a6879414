// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Where a substance has a chosen level, as a surface that lets through what is behind it. It is drawn whole,
// whatever is cut: most of it lies inside of the tissue.

import { BufferAttribute, BufferGeometry, Color, DoubleSide, GLSL3, Mesh, RawShaderMaterial, Vector3 } from "three";
import type { Run } from "./answers";
import { isosurface, type Triangles, type Volume } from "./isosurface";
import type { Thing } from "./scene";
import { surfaceFragment, surfaceVertex } from "./shaders";

export class Surface implements Thing {
  /** First the depths alone, so that the layer that is drawn then is the nearest. */
  readonly objects: Mesh<BufferGeometry, RawShaderMaterial>[];
  triangles: Triangles | null = null;

  constructor(run: Run, colour: string) {
    const geometry = new BufferGeometry();
    this.objects = [false, true].map((seen) => {
      const mesh = new Mesh(geometry, new RawShaderMaterial({
        glslVersion: GLSL3, vertexShader: surfaceVertex, fragmentShader: surfaceFragment, side: DoubleSide,
        transparent: true, colorWrite: seen, depthWrite: !seen,
        uniforms: {
          size: { value: new Vector3(...run.lattice.size) }, colour: { value: new Color(colour).convertLinearToSRGB() },
        },
      }));
      mesh.frustumCulled = false;
      mesh.renderOrder = seen ? 2 : 1;
      mesh.visible = false;
      return mesh;
    });
  }

  show(volume: Volume | null, level: number): void {
    this.triangles = volume && isosurface(volume, level);
    const geometry = this.objects[0]!.geometry;
    for (const mesh of this.objects) mesh.visible = this.triangles !== null;
    if (!this.triangles) return;
    geometry.dispose();
    geometry.setAttribute("position", new BufferAttribute(this.triangles.place, 3));
    geometry.setAttribute("normal", new BufferAttribute(this.triangles.normal, 3));
    geometry.setIndex(new BufferAttribute(this.triangles.corners, 1));
  }

  dispose(): void {
    for (const mesh of this.objects) {
      mesh.geometry.dispose();
      mesh.material.dispose();
    }
  }
}
