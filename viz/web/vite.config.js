// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The built page is part of the program (cmake/ViewerPage.cmake), so it may ask nobody else for anything.
export default {
  base: "/",
  build: { outDir: "dist", assetsInlineLimit: 0, chunkSizeWarningLimit: 1500, modulePreload: false },
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
};
