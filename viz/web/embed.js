// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// node embed.js DIST OUT.cpp: writes the built page as a C++ source (viz/server/page.hpp).

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";

const [dist, out] = process.argv.slice(2);
const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

const files = [["/", "index.html"], ...readdirSync(join(dist, "assets")).sort().map((name) => [`/assets/${name}`, `assets/${name}`])];
const entries = files.map(([target, path]) => {
  const type = types[extname(path)];
  if (!type) throw new Error(`${path}: a kind of file that the server does not know`);
  const text = readFileSync(join(dist, path), "utf8");
  if (text.includes(')page"')) throw new Error(`${path}: holds the end of a raw string`);
  // A string literal may be no longer than 64 KiB everywhere, and adjacent ones are one.
  const parts = text.match(/[^]{1,15000}/gu).map((part) => `R"page(${part})page"`);
  return `    {"${target}", "${type}",\n     std::string_view(${parts.join("\n")}, ${Buffer.byteLength(text)})},`;
});

writeFileSync(out, `// Generated from viz/web by embed.js.

#include "viz/server/page.hpp"

#include <array>

#ifdef __clang__  // which takes longer literals than the standard asks of every compiler
#pragma clang diagnostic ignored "-Woverlength-strings"
#endif

namespace tilscape::viz {

std::span<const PageFile> page_files() {
  static constexpr auto files = std::to_array<PageFile>({
${entries.join("\n")}
  });
  return files;
}

}  // namespace tilscape::viz
`);
