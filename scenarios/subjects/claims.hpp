// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"
#include "scenarios/subjects/words.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace tilscape::scenarios {

inline constexpr const char* claims_name = "expect";

enum class ClaimKind : std::uint8_t { exact, quantitative, direction };
inline constexpr Words<ClaimKind, 3> claim_kinds = {{{"exact", ClaimKind::exact},
                                                     {"quantitative", ClaimKind::quantitative},
                                                     {"direction", ClaimKind::direction}}};
/// What a claim tests: is what it is held against the source's own?
enum class ClaimTests : std::uint8_t { verification, validation };
inline constexpr Words<ClaimTests, 2> claim_tests = {
    {{"verification", ClaimTests::verification}, {"validation", ClaimTests::validation}}};

/// The table that `fold(x)` holds a column against.
struct AgainstParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> file{this,
                              {.name = "file", .kind = ParameterKind::file, .about = "the table, as CSV"}};
  Parameter<std::string> time{this,
                              {.name = "time", .kind = ParameterKind::text, .about = "its column of times"}};
  Parameter<std::string> unit{this, {.name = "unit", .kind = ParameterKind::unit, .about = "of its times"}};
  Parameter<std::string> column{
      this, {.name = "column", .kind = ParameterKind::text, .about = "its column of values, above 0"}};
  Parameter<std::string> in{this,
                            {.name = "in",
                             .kind = ParameterKind::unit,
                             .about = "unit of the values; left out: pure numbers",
                             .optional = true}};
  Parameter<double> begin{this,
                          {.name = "begin",
                           .unit = "min",
                           .default_value = "0 min",
                           .about = "the time in the table at which the run begins",
                           .source = "by definition"}};
};

/// What is changed so that a claim must fail.
struct ChallengeParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> variant{this,
                                 {.name = "variant",
                                  .kind = ParameterKind::text,
                                  .about = "in place of the file as it stands",
                                  .optional = true}};
  Parameter<std::monostate> set{this,
                                {.name = "set",
                                 .kind = ParameterKind::raw,
                                 .about = "values by their paths: { agents.cd8.kill.engage: 0.1 1/min }",
                                 .optional = true}};
  Parameter<std::string> because{
      this,
      {.name = "because", .kind = ParameterKind::text, .about = "why it has to fail then", .optional = true}};
};

/// One claim of the section `expect`.
struct ClaimParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> about{
      this,
      {.name = "about", .kind = ParameterKind::text, .about = "the claim in a sentence", .optional = true}};
  Parameter<std::string> value{
      this,
      {.name = "value",
       .kind = ParameterKind::text,
       .about =
           "what is measured of each run: an expression over `at(cancer.count, 7 d)`, `slope(...)`, ..."}};
  Parameter<std::string> published{this,
                                   {.name = "published",
                                    .kind = ParameterKind::text,
                                    .about = "what was published, in words: `8.5 (2 to 16) per day`",
                                    .optional = true}};
  Parameter<std::string> source{
      this, {.name = "source", .kind = ParameterKind::text, .about = "who published it, or which law it is"}};
  Parameter<std::string> kind{
      this,
      {.name = "kind",
       .kind = ParameterKind::word,
       .default_value = "quantitative",
       .about =
           "quantitative, direction: the 95 % interval of the mean lies in the band; exact: each run does",
       .source = "by definition",
       .choices = choices(claim_kinds)}};
  Parameter<std::string> tests{
      this,
      {.name = "tests",
       .kind = ParameterKind::word,
       .default_value = "validation",
       .about = "verification: formula or table are the source's own; validation: they are not",
       .source = "by definition",
       .choices = choices(claim_tests)}};
  Parameter<std::vector<std::string>> within{this,
                                             {.name = "within",
                                              .kind = ParameterKind::texts,
                                              .about = "the band: from, to; or one value",
                                              .optional = true}};
  Parameter<std::string> above{this,
                               {.name = "above",
                                .kind = ParameterKind::text,
                                .about = "a band without an upper end; the value itself is not in it",
                                .optional = true}};
  Parameter<std::string> below{this,
                               {.name = "below",
                                .kind = ParameterKind::text,
                                .about = "a band without a lower end; the value itself is not in it",
                                .optional = true}};
  Parameter<int> seeds{this,
                       {.name = "seeds",
                        .default_value = "10",
                        .about = "runs that differ in their draws",
                        .source = "by definition",
                        .min = 1,
                        .max = 10000}};
  Parameter<AgainstParams> against{
      this,
      {.name = "against",
       .about = "what was measured elsewhere: the table that `fold(x)` holds a column against",
       .optional = true}};
  Parameter<ChallengeParams> challenge{
      this, {.name = "challenge", .about = "what is changed so that the claim must fail", .optional = true}};
};

}  // namespace tilscape::scenarios
