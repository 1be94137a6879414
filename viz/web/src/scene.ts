// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// One run on a canvas: cells as balls or as a section, the edges of the lattice, and things that others add.
// Lengths are in sites, the origin is the middle of the lattice; the projection is parallel, so that a length
// has the same size everywhere.

import {
  BufferAttribute, BufferGeometry, Color, DataTexture, GLSL3, LineBasicMaterial, LineSegments, Object3D,
  OrthographicCamera, Points, RawShaderMaterial, RGBAFormat, Scene as ThreeScene, UnsignedByteType, Vector2, Vector3,
  WebGLRenderer,
} from "three";
import type { Cells, Run } from "./answers";
import { cellFragment, cellVertex } from "./shaders";
import type { Camera } from "./store";

// In sites. A disc as wide as the way from a site's middle to its corners hides, from anywhere, what the site hides.
const radius = { fills: 0.6, small: 0.4, behind: Math.sqrt(3) / 2 };
const roughness = 0.6; // pixels drawn per pixel, along each side
const ink = { light: 0xb4b4ba, dark: 0x5a5e68 };

/** What else lies in the space of a scene, and goes with it. */
export interface Thing {
  readonly objects: Object3D[];
  dispose(): void;
}

export class Scene {
  private readonly renderer: WebGLRenderer;
  private readonly scene = new ThreeScene();
  private readonly camera = new OrthographicCamera();
  private readonly points: Points<BufferGeometry, RawShaderMaterial>;
  private readonly box: LineSegments<BufferGeometry, LineBasicMaterial>;
  private readonly things: Thing[] = [];
  readonly colourMap: DataTexture; // of numbers, 256 pixels wide
  readonly half: Vector3; // of the lattice's size
  private flat = false;
  private axis = 2;
  private cells: Cells | null = null;
  private shown = 0; // of them
  private softened = 1; // of the ratio of pixels
  private seenFrom = -1; // the octant for which they have been chosen

  constructor(readonly canvas: HTMLCanvasElement, private readonly run: Run, colourMap: number[]) {
    this.renderer = new WebGLRenderer({ canvas, antialias: false, alpha: true, powerPreference: "high-performance" });
    this.half = new Vector3(...run.lattice.size).multiplyScalar(0.5);
    const rgba = new Uint8Array(4 * 256).fill(255);
    for (let i = 0; i < 256; ++i) rgba.set(colourMap.slice(3 * i, 3 * i + 3), 4 * i);
    this.colourMap = new DataTexture(rgba, 256, 1, RGBAFormat, UnsignedByteType);
    this.colourMap.needsUpdate = true;
    this.points = new Points(new BufferGeometry(), new RawShaderMaterial({
      glslVersion: GLSL3, vertexShader: cellVertex, fragmentShader: cellFragment,
      uniforms: {
        scale: { value: 1 }, half_size: { value: this.half }, pixels: { value: 1 }, flat_view: { value: 0 },
        depth: { value: 1 }, tiny: { value: false }, relief: { value: 1 }, more: { value: 1 }, ground: { value: new Color(1, 1, 1) },
        radii: { value: new Vector3(radius.fills, radius.small, radius.behind) },
      },
    }));
    this.points.frustumCulled = false;
    this.box = new LineSegments(new BufferGeometry(), new LineBasicMaterial({ color: ink.light }));
    this.box.geometry.setAttribute("position", new BufferAttribute(boxOf(this.half, this.half), 3));
    this.box.frustumCulled = false;
    this.scene.add(this.box, this.points);
  }

  add<T extends Thing>(thing: T): T {
    this.things.push(thing);
    this.scene.add(...thing.objects);
    return thing;
  }

  /** Cells with a colour (red, green, blue) each. */
  setCells(cells: Cells, colours: Uint8Array, flat: boolean, axis: number, relief: number): void {
    this.cells = cells;
    this.flat = flat;
    this.axis = axis;
    const geometry = new BufferGeometry();
    geometry.setAttribute("place", new BufferAttribute(cells.place, 4));
    geometry.setAttribute("colour", new BufferAttribute(colours, 4, true));
    this.points.geometry.dispose();
    this.points.geometry = geometry;
    this.seenFrom = -1;
    const uniforms = this.points.material.uniforms;
    uniforms.scale!.value = 1 / cells.scale;
    uniforms.relief!.value = relief;
  }

  /** Pixels of the canvas per pixel of the page. */
  get ratio(): number {
    return this.renderer.getPixelRatio();
  }

  resize(width: number, height: number, ratio: number): void {
    this.softened = 1;
    this.renderer.setPixelRatio(ratio);
    this.renderer.setSize(width, height, false);
  }

  // The browser stretches the canvas to where it stands.
  private soften(share: number): void {
    if (share === this.softened) return;
    this.renderer.setPixelRatio((this.ratio * share) / this.softened);
    this.softened = share;
  }

  /** Draws; in a hurry only the first cells, larger, which are spread evenly over all; roughly: on fewer pixels. */
  draw(camera: Camera, options: { dark: boolean; hurry?: boolean; rough?: boolean }): void {
    this.soften(options.rough ? roughness : 1);
    const { width, height } = this.size();
    const pixels = this.aim(camera, width, height);
    const uniforms = this.points.material.uniforms;
    this.choose(this.octant());
    const most = options.hurry ? Math.min(this.shown, 60000) : this.shown;
    this.points.geometry.setDrawRange(0, most);
    uniforms.more!.value = Math.min(1.6, Math.sqrt(this.shown / Math.max(1, most)));
    uniforms.pixels!.value = pixels * this.renderer.getPixelRatio();
    uniforms.tiny!.value = this.flat && uniforms.pixels!.value < 5;
    uniforms.flat_view!.value = this.flat ? 1 : 0;
    uniforms.depth!.value = this.half.length();
    (uniforms.ground!.value as Color).set(options.dark ? 0x14161a : 0xffffff);
    this.box.material.color.set(options.dark ? ink.dark : ink.light);
    this.renderer.render(this.scene, this.camera);
  }

  /** Only cells that are open towards an octant are drawn; 0: all. */
  private choose(octant: number): void {
    if (!this.cells || octant === this.seenFrom) return;
    this.seenFrom = octant;
    const { kind, row } = this.cells;
    const chosen = new Uint32Array(row.length);
    this.shown = 0;
    for (let i = 0; i < row.length; ++i) if (!octant || kind[4 * i + 3]! & octant) chosen[this.shown++] = i;
    this.points.geometry.setIndex(new BufferAttribute(chosen.subarray(0, this.shown), 1));
  }

  // The octant of directions in which the viewer is, as a bit: Block::open_octants. 0: seen as a section.
  private octant(): number {
    if (this.flat) return 0;
    const { x, y, z } = this.camera.position;
    return 1 << ((x > 0 ? 1 : 0) | (y > 0 ? 2 : 0) | (z > 0 ? 4 : 0));
  }

  private size(): { width: number; height: number } {
    const size = this.renderer.getSize(new Vector2());
    return { width: size.x, height: size.y };
  }

  /** Pixels (of the page) per site. */
  pixelsPerSite(camera: Camera): number {
    const { width, height } = this.size();
    return this.aim(camera, width, height);
  }

  private aim(camera: Camera, width: number, height: number): number {
    const towards = new Vector3(), up = new Vector3();
    if (this.flat) {
      towards.set(this.axis === 0 ? 1 : 0, this.axis === 1 ? 1 : 0, this.axis === 2 ? -1 : 0);
      if (this.axis === 0) towards.set(-1, 0, 0); // the second axis to the right, the third down
      up.set(0, this.axis === 2 ? -1 : 0, this.axis === 2 ? 0 : -1);
    } else {
      const azimuth = (camera.azimuth * Math.PI) / 180, elevation = (camera.elevation * Math.PI) / 180;
      towards.set(Math.cos(elevation) * Math.cos(azimuth), Math.cos(elevation) * Math.sin(azimuth), Math.sin(elevation));
      up.set(0, 0, 1);
    }
    const reach = this.half.length() + 2;
    this.camera.position.copy(towards).multiplyScalar(2 * reach);
    this.camera.up.copy(up);
    this.camera.lookAt(0, 0, 0);
    this.camera.updateMatrixWorld();
    const edges = this.box.geometry.getAttribute("position") as BufferAttribute;
    edges.set(boxOf(this.half, towards));
    edges.needsUpdate = true;
    // The lattice at zoom 1 just fits, seen from anywhere when it is solid.
    const [nx, ny, nz] = this.run.lattice.size;
    const wide = this.flat ? (this.axis === 0 ? ny : nx) : 1.9 * this.half.length();
    const high = this.flat ? (this.axis === 2 ? ny : nz) : 1.84 * this.half.length();
    const pixels = camera.zoom * Math.min(width / (wide * 1.03), height / (high * 1.03));
    const x = -camera.x * width / pixels, y = camera.y * height / pixels;
    Object.assign(this.camera, {
      left: x - width / pixels / 2, right: x + width / pixels / 2,
      top: y + height / pixels / 2, bottom: y - height / pixels / 2, near: reach / 2, far: 4 * reach,
    });
    this.camera.updateProjectionMatrix();
    return pixels;
  }

  /** Where a cell's middle is on the canvas [pixels of the page], and its depth. */
  project(camera: Camera, index: number): { x: number; y: number; depth: number } {
    const { width, height } = this.size();
    this.aim(camera, width, height);
    const at = this.place(index).project(this.camera);
    return { x: ((at.x + 1) / 2) * width, y: ((1 - at.y) / 2) * height, depth: at.z };
  }

  /** Where a point of the canvas lies in a flat view [sites]; the third number has no meaning. */
  at(camera: Camera, x: number, y: number): [number, number, number] {
    const { width, height } = this.size();
    this.aim(camera, width, height);
    return new Vector3((2 * x) / width - 1, 1 - (2 * y) / height, 0).unproject(this.camera).add(this.half).toArray();
  }

  private place(index: number): Vector3 {
    const cells = this.cells!;
    const at = (axis: number) => cells.place[4 * index + axis]! / cells.scale;
    return new Vector3(at(0), at(1), at(2)).sub(this.half);
  }

  /** The cell that is seen at a point of the canvas, or -1. */
  pick(camera: Camera, x: number, y: number): number {
    if (!this.cells) return -1;
    const { width, height } = this.size();
    const pixels = this.aim(camera, width, height);
    let best = -1, nearest = Infinity;
    const at = new Vector3();
    const octant = this.octant();
    for (let i = 0; i < this.cells.row.length; ++i) {
      if (octant && !(this.cells.kind[4 * i + 3]! & octant)) continue;
      at.copy(this.place(i)).project(this.camera);
      const dx = ((at.x + 1) / 2) * width - x, dy = ((1 - at.y) / 2) * height - y;
      const fills = this.run.agents[this.cells.kind[4 * i]!]!.fills;
      const reach = Math.max(3, this.reachOf(i, fills) * pixels);
      if (dx * dx + dy * dy > reach * reach) continue;
      const depth = this.flat ? (fills ? 1 : 0) + (dx * dx + dy * dy) / (reach * reach) : at.z;
      if (depth < nearest) [nearest, best] = [depth, i];
    }
    return best;
  }

  private reachOf(index: number, fills: boolean): number {
    if (!this.flat) return fills ? radius.fills : radius.small;
    if (fills) return 0.5;
    const together = this.cells!.kind[4 * index + 2]!;
    return together === 1 ? 0.34 : together <= 4 ? 0.24 : 0.17;
  }

  dispose(): void {
    for (const thing of this.things) thing.dispose();
    this.points.geometry.dispose();
    this.renderer.dispose();
  }
}

// The edges of the lattice but the three that meet in the corner towards the viewer.
function boxOf(half: Vector3, towards: Vector3): Float32Array {
  const ends: number[] = [];
  const near = (towards.x > 0 ? 1 : 0) | (towards.y > 0 ? 2 : 0) | (towards.z > 0 ? 4 : 0);
  const corner = (i: number) => [i & 1 ? half.x : -half.x, i & 2 ? half.y : -half.y, i & 4 ? half.z : -half.z];
  for (let from = 0; from < 8; ++from)
    for (const axis of [1, 2, 4])
      if (!(from & axis) && from !== near && (from | axis) !== near) ends.push(...corner(from), ...corner(from | axis));
  return new Float32Array(ends);
}
