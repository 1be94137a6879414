// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Vessels of a run: tubes with round ends, to scale. In space they end at the lattice and at the cut, where
// their inside shows; of a layer the parts that lie in it are drawn over the cells. Lengths are in sites.

import {
  BufferAttribute, Color, DoubleSide, GLSL3, InstancedBufferAttribute, InstancedBufferGeometry, Mesh,
  RawShaderMaterial, Vector3,
} from "three";
import type { Run } from "./answers";
import { axisOf, cutOut, isFlat, layerOf } from "./cut";
import type { Thing } from "./scene";
import { tubeFragment, tubeVertex } from "./shaders";
import type { View } from "./store";

const around = 16, slopes = [-90, -60, -30, 0, 0, 30, 60, 90]; // of a round end: degrees from its rim
const nowhere = [1e9, 1e9, 1e9];

/** Straight pieces; places [um] from the lattice's first corner. */
export interface Vessels {
  start: Float32Array; // x, y, z of each
  end: Float32Array;
  radius: Float32Array; // [um]
}

export class Tubes implements Thing {
  readonly objects: [Mesh<InstancedBufferGeometry, RawShaderMaterial>];
  // Numbers of its shaders: the box that is drawn, and the hole in it.
  private readonly low = new Vector3();
  private readonly high = new Vector3();
  private readonly holeLow = new Vector3();
  private readonly holeHigh = new Vector3();

  constructor(private readonly run: Run, private readonly vessels: Vessels) {
    const mesh = new Mesh(shapeOf(), new RawShaderMaterial({
      glslVersion: GLSL3, vertexShader: tubeVertex, fragmentShader: tubeFragment, side: DoubleSide,
      uniforms: {
        size: { value: new Vector3(...run.lattice.size) }, colour: { value: new Color(run.vessels!.colour).convertLinearToSRGB() },
        flat_view: { value: 0 }, low: { value: this.low }, high: { value: this.high }, hole_low: { value: this.holeLow }, hole_high: { value: this.holeHigh },
      },
    }));
    mesh.frustumCulled = false;
    this.objects = [mesh];
  }

  show(view: View): void {
    const flat = isFlat(view, this.run);
    const [mesh] = this.objects;
    mesh.visible = view.vessels;
    mesh.material.uniforms.flat_view!.value = flat ? 1 : 0;
    const hole = cutOut(view, this.run);
    this.holeLow.fromArray(hole ? [hole[0]!, hole[2]!, hole[4]!] : nowhere);
    this.holeHigh.fromArray(hole ? [hole[1]!, hole[3]!, hole[5]!] : nowhere);
    // Of a part in a layer the round ends may lie beyond it.
    this.low.set(0, 0, 0);
    this.high.set(...this.run.lattice.size);
    if (flat) {
      this.low.setComponent(axisOf(view, this.run), -1e9);
      this.high.setComponent(axisOf(view, this.run), 1e9);
    }
    const parts = this.drawn(view);
    const { geometry } = mesh;
    geometry.setAttribute("start", new InstancedBufferAttribute(parts.start, 3));
    geometry.setAttribute("end", new InstancedBufferAttribute(parts.end, 3));
    geometry.setAttribute("radius", new InstancedBufferAttribute(parts.radius, 1));
    geometry.instanceCount = parts.radius.length;
  }

  /** All pieces, or what of them lies in the layer that is shown. */
  drawn(view: View): Vessels {
    const axis = isFlat(view, this.run) ? axisOf(view, this.run) : -1;
    const layer = layerOf(view, this.run);
    const { spacing_um, thickness_um } = this.run.lattice;
    const start: number[] = [], end: number[] = [], radius: number[] = [];
    for (let i = 0; i < this.vessels.radius.length; ++i) {
      const unit = (k: number) => (k === 2 ? thickness_um : spacing_um);
      const from = [0, 1, 2].map((k) => this.vessels.start[3 * i + k]! / unit(k));
      const way = [0, 1, 2].map((k) => this.vessels.end[3 * i + k]! / unit(k) - from[k]!);
      let begin = 0, stop = 1;
      if (axis >= 0) {
        const at = [0, 1].map((side) => layer + side - from[axis]!);
        if (way[axis] === 0) {
          if (at[0]! > 0 || at[1]! < 0) continue;
        } else {
          const [a, b] = at.map((each) => each / way[axis]!).sort((x, y) => x - y);
          begin = Math.max(0, a!);
          stop = Math.min(1, b!);
          if (begin > stop) continue;
        }
      }
      start.push(...from.map((place, k) => place + begin * way[k]!));
      end.push(...from.map((place, k) => place + stop * way[k]!));
      radius.push(this.vessels.radius[i]! / spacing_um);
    }
    return { start: new Float32Array(start), end: new Float32Array(end), radius: new Float32Array(radius) };
  }

  dispose(): void {
    this.objects[0].geometry.dispose();
    this.objects[0].material.dispose();
  }
}

/** A tube of length and radius 1: directions outwards (the third along it), and at which end. */
function shapeOf(): InstancedBufferGeometry {
  const outwards: number[] = [], at: number[] = [], corners: number[] = [];
  slopes.forEach((slope, ring) => {
    const up = (slope * Math.PI) / 180;
    for (let i = 0; i < around; ++i) {
      const turn = (2 * Math.PI * i) / around;
      outwards.push(Math.cos(up) * Math.cos(turn), Math.cos(up) * Math.sin(turn), Math.sin(up));
      at.push(ring < slopes.length / 2 ? 0 : 1);
      if (ring + 1 === slopes.length) continue;
      const a = around * ring + i, b = around * ring + ((i + 1) % around);
      corners.push(a, b, a + around, b, b + around, a + around);
    }
  });
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute("outwards", new BufferAttribute(new Float32Array(outwards), 3));
  geometry.setAttribute("at", new BufferAttribute(new Float32Array(at), 1));
  geometry.setIndex(corners);
  return geometry;
}
