// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What the page remembers. Parts of the page add what is theirs to the two interfaces (panel.ts).

/** From where the lattice is seen. */
export interface Camera {
  azimuth: number; // [degrees]
  elevation: number; // [degrees]
  zoom: number; // 1: the lattice fills the pane
  x: number; // of the pane's middle, in shares of the pane
  y: number;
}

/** What is looked at and how: all that makes a picture. It is kept in the address. */
export interface View {
  time: number; // [min]
  camera: Camera;
}

/** What else the page holds: answers, and what is open on the screen. */
export interface State {
  problem: string; // why there is nothing to show
  opened: boolean;
  dark: boolean;
}

export class Store {
  view: View;
  readonly state: State;
  private readonly listeners = new Set<() => void>();

  constructor(view: View, state: State) {
    this.view = view;
    this.state = state;
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  changed(): void {
    for (const listener of this.listeners) listener();
  }
}
