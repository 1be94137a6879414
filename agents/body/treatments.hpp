// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"

#include <optional>
#include <string>
#include <vector>

// When a scenario gives what, and how much.

namespace tilscape::body {

/// Doses as records of a table, in the columns of NONMEM.
struct RecordsParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> table{this,
                               {.name = "table",
                                .kind = ParameterKind::file,
                                .about = "with the columns TIME and AMT; RATE: an infusion at so much per "
                                         "time; II and ADDL: so many more, so far "
                                         "apart; SS: 1 for a body at the steady state of this dose each II; "
                                         "EVID: 1 or empty for a dose, 0 for what is none"}};
  Parameter<std::string> time{this,
                              {.name = "time",
                               .kind = ParameterKind::word,
                               .about = "unit of TIME and II",
                               .choices = {"min", "h", "d"}}};
  Parameter<std::string> amount{this,
                                {.name = "amount", .kind = ParameterKind::unit, .about = "unit of AMT: mg"}};
};

struct TreatmentParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> give{
      this, {.name = "give", .kind = ParameterKind::text, .about = "a drug, a particle or a vaccine"}};
  Parameter<double> dose{
      this,
      {.name = "dose",
       .unit = "*",
       .about = "`3 mg/kg`, `2 nmol`, `0.1 mg`, `1e9 particles`; of a vaccine the antigen, with adjuvant in "
                "proportion, as the vaccine says when left out",
       .min = 0,
       .optional = true,
       .idle = 0}};
  Parameter<std::string> of{
      this,
      {.name = "of",
       .kind = ParameterKind::name,
       .about = "the drug that the dose counts, when a particle carries several; of the others as much "
                "goes with it as the payload says",
       .optional = true,
       .of = "drug"}};
  Parameter<std::string> route{this,
                               {.name = "route",
                                .kind = ParameterKind::word,
                                .about = "iv: into the blood; sc, im: under the skin, into a muscle; oral; "
                                         "it: into the tumour; local: into a "
                                         "depot. Its system says which it takes (`routes`); iv, of "
                                         "vaccines sc, when left out",
                                .optional = true,
                                .choices = {"iv", "sc", "im", "oral", "it", "local"}}};
  Parameter<double> radius{
      this,
      {.name = "radius",
       .unit = "um",
       .about = "of what a dose into the tissue is spread over (a system whose route is `it: "
                "tissue`), around `at`",
       .min = 1e-3,
       .optional = true}};
  Parameter<std::vector<double>> at{
      this,
      {.name = "at",
       .unit = "um",
       .about = "the middle of it, from a corner of the lattice; the middle of the lattice when left out",
       .min = 0,
       .optional = true}};
  Parameter<double> start{this,
                          {.name = "start",
                           .unit = "min",
                           .default_value = "0 min",
                           .about = "time of the first dose",
                           .source = "by definition",
                           .min = 0}};
  Parameter<double> every{
      this, {.name = "every", .unit = "min", .about = "time between doses", .min = 1e-6, .optional = true}};
  Parameter<int> count{this,
                       {.name = "count",
                        .default_value = "1",
                        .about = "number of doses",
                        .source = "by definition",
                        .min = 0,
                        .max = 10000,
                        .idle = 0}};
  Parameter<double> over{this,
                         {.name = "over",
                          .unit = "min",
                          .default_value = "0 min",
                          .about = "length of an infusion; 0: at once",
                          .source = "by definition",
                          .min = 0}};

  Parameter<std::vector<double>> on{
      this,
      {.name = "on",
       .unit = "min",
       .about =
           "times of the doses within each cycle of `every`: `[0 d, 7 d, 14 d]`; `count` counts the cycles",
       .min = 0,
       .optional = true}};
  Parameter<double> loading{this,
                            {.name = "loading",
                             .unit = "*",
                             .about = "the first dose, where it is another",
                             .min = 0,
                             .optional = true}};
  Parameter<std::string> hold{this,
                              {.name = "hold",
                               .kind = ParameterKind::formula,
                               .about = "a dose is left out when this holds as it is due: "
                                        "`marrow.circulating < 1e9 cells/L`; of drugs of systems",
                               .optional = true}};
  Parameter<std::string> stop{
      this,
      {.name = "stop",
       .kind = ParameterKind::formula,
       .about = "this dose and all that follow are left out when this holds as it is due",
       .optional = true}};

  Parameter<std::string> when{
      this,
      {.name = "when",
       .kind = ParameterKind::formula,
       .about =
           "it begins when this first holds, and `start`, `every` and `on` count from then; looked at at "
           "the start of each period of the body",
       .optional = true}};

  Parameter<bool> steady{
      this,
      {.name = "steady",
       .default_value = "false",
       .about = "the first dose comes into a body that is as if it had been given `every` so often for ever, "
                "without cells and tissue",
       .source = "by definition"}};

  Parameter<RecordsParams> records{this,
                                   {.name = "records",
                                    .about = "doses from a table, instead of `dose`, `every`, `count`",
                                    .optional = true}};

  /// One that is given: when [min], how much of what one() says, over how long [min].
  struct Given {
    double at, share, over;
    double steady = 0;  ///< [min] above 0: into a body to which it had been given for ever, so far apart
  };
  /// Throws TableError for records that do not hold.
  [[nodiscard]] std::vector<Given> all() const;
  /// The dose that is said, of records a unit; nothing, where neither is.
  [[nodiscard]] std::optional<Quantity> one() const;
};

}  // namespace tilscape::body
