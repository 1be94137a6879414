// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/body/medicines.hpp"

#include <optional>
#include <string>

namespace tilscape::body {

/// A dose in the unit of what it goes into, or why it cannot be; neither where the check of treatments tells
/// it.
struct DoseResult {
  std::optional<double> amount = {};  ///< canonical
  std::string problem = {};
};

/// `dose` is a number of this dimension: an amount or a mass, per kg of body or not. Between the two stands
/// the mass of the drug's molecules.
DoseResult dose_in(const Dimension& wanted, double dose, Dimension dimension, const DrugParams& drug,
                   const std::optional<BodyParams>& body);

}  // namespace tilscape::body
