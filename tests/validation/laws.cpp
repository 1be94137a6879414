// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What `tilscape verify --exact` reads of a test program: the reporter `laws`
// (tests/support/laws_reporter.cpp).
#include <array>
#include <cstdio>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <string>

namespace {

/// The line that the reporter writes of a case of this program.
std::string line_of(const std::string& test) {
  const std::string command = "'" + std::filesystem::read_symlink("/proc/self/exe").string() +
                              "' --reporters=laws --success --test-case='" + test + "'";
  FILE* answer = ::popen(command.c_str(), "r");
  REQUIRE(answer != nullptr);
  std::array<char, 4096> text{};
  std::string line;
  while (std::fgets(text.data(), text.size(), answer) != nullptr) line += text.data();
  ::pclose(answer);
  return line;
}

double number(const std::string& line, const std::string& key) {
  const std::size_t at = line.find("\"" + key + "\":");
  REQUIRE_MESSAGE(at != std::string::npos, line);
  return std::strtod(line.c_str() + at + key.size() + 3, nullptr);
}

}  // namespace

TEST_CASE(
    "laws: the reporter tells the orders of a case, its largest error, and the check nearest to its bound") {
  const std::string order = line_of("V1: diffusion of a cosine is of second order in the step");
  CHECK(order.find("\"pass\":true") != std::string::npos);
  CHECK(number(order, "least_order") > 1.85);
  CHECK(number(order, "most_order") < 2.2);
  const std::string error = line_of("V18: half of the receptors are bound*");
  CHECK(number(error, "checks") > 0);
  CHECK(number(error, "error") < 1e-6);
  CHECK(error.find("\"error\":null") == std::string::npos);
}
