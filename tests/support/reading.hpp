// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/build/language.hpp"
#include "scenarios/read/validate.hpp"
#include "tests/support/sanitized.hpp"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace tilscape::test {

using scenarios::language;

inline std::string source_file(const std::string& path) {
  return std::string(TILSCAPE_SOURCE_DIR) + "/" + path;
}

inline std::string file_content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inline const std::string& complete_scenario() {
  static const std::string path = source_file("tests/support/scenarios/complete.yaml");
  return path;
}

/// Processor time of what it does [s], as it would be without a sanitizer (which makes it about 4 times
/// slower).
template <class Work>
double processor_seconds(const Work& work) {
  constexpr double slower = sanitized ? 4 : 1;
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / slower;
}

/// The paths in messages do not depend on where the tree lies.
inline std::string without_folder(std::string text, const std::string& folder) {
  for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder))
    text.erase(at, folder.size());
  return text;
}

}  // namespace tilscape::test
