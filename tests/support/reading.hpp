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
#include <stdexcept>
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

/// A page with what a test has made between its marks.
inline std::string with_made(const std::string& page, const std::string& what, const std::string& made) {
  const std::string begin = "<!-- " + what + ": written by a test -->\n";
  const std::size_t from = page.find(begin);
  const std::size_t to = from == std::string::npos ? from : page.find("<!-- end -->", from);
  if (to == std::string::npos) throw std::runtime_error("a page has no place for " + what);
  return page.substr(0, from + begin.size()) + made + page.substr(to);
}

}  // namespace tilscape::test
