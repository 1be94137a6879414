// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// How near pools come to each law of release: the table of docs/methods/particles.md.
#include "agents/particles/release_law.hpp"
#include "engine/base/error.hpp"
#include "tests/support/reading.hpp"
#include "tests/support/values.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fmt/format.h>

namespace tilscape {
namespace {

using namespace test;

constexpr const char* page = "docs/methods/particles.md";

std::string error_of(const ReleaseLaw& law, const std::string& key, double value, int pools) {
  const Values said = table({{"time", number(1)}, {key, number(value)}, {"pools", number(pools)}});
  try {
    return fmt::format("{:.2g} %", 100 * law.release(said, "").error);
  } catch (const ParameterError&) {
    return "refused";
  }
}

std::string errors() {
  std::string text = "| law | 2 pools | 3 | 4 | 5 | 6 |\n|---|---|---|---|---|---|\n";
  const auto add = [&](const std::string& name, const std::string& key, const char* sign,
                       std::initializer_list<double> values) {
    for (const ReleaseLaw& law : release_laws())
      for (const double value : values) {
        if (law.info.name != name) continue;
        text += fmt::format("| `{}`, {} = {} |", name, sign, value);
        for (const int pools : {2, 3, 4, 5, 6})
          text += fmt::format(" {} |", error_of(law, key, value, pools));
        text += '\n';
      }
  };
  add("weibull", "shape", "β", {0.4, 0.5, 0.6, 0.8, 1.2, 1.5, 2, 2.5});
  add("korsmeyer_peppas", "exponent", "n", {0.3, 0.43, 0.5, 0.7, 0.85, 1});
  return text;
}

TEST_CASE("reference: the pages of particles hold how near pools come to each law of release") {
  const std::string text = with_made(file_content(source_file(page)), "errors of pools", errors());
  if (std::getenv("TILSCAPE_UPDATE_EXPECTED") != nullptr)
    std::ofstream(source_file(page), std::ios::binary) << text;
  INFO("run tools/update_expected.sh to write " << page);
  CHECK(file_content(source_file(page)) == text);
}

}  // namespace
}  // namespace tilscape
