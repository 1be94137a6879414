// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <initializer_list>
#include <string>

namespace tilscape::test {

/// `systems` in which each of these medicines is in one volume of 2 mL, that meets the tissue and which it
/// leaves with a half-life of a day; and the model of it, for text without a file.
inline std::string small_bodies(std::initializer_list<const char*> medicines, const std::string& more = "") {
  std::string text =
      "models:\n"
      "  one_volume:\n"
      "    values: { half_life: 1 d, volume: 2 mL }\n"
      "    species: { plasma: { in: volume } }\n"
      "    flows: { elimination: { from: plasma, rate: log(2) / half_life * plasma } }\n"
      "    blood: plasma\n"
      "    routes: { iv: plasma }\n"
      "    releases: { plasma: plasma }\n"
      "systems:\n";
  for (const char* name : medicines)
    text += std::string("  ") + name + ": { model: one_volume, of: " + name + " }\n";
  return text + more;
}

/// A system of the vaccine `vaccine` that only keeps what it gets.
inline std::string small_node() {
  return "  node:\n"
         "    of: vaccine\n"
         "    species: { antigen: 0 nmol, adjuvant: 0 nmol }\n"
         "    flows: { out: { from: antigen, rate: 1 1/d * antigen } }\n"
         "    routes: { sc: { antigen: antigen, adjuvant: adjuvant } }\n";
}

}  // namespace tilscape::test
