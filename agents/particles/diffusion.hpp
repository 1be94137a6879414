// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/part/review.hpp"

#include <string>

namespace tilscape::transport {

/// Diffusion of oxygen in water at 37 C, 3e-9 m2/s: no solute of interest here is faster.
constexpr double fastest_diffusion = 1.8e5;  // [um2/min]

/// Of the entries of a section.
inline void warn_of_fast_diffusion(Review& review, const std::string& section) {
  review.each(review.section(section), [&](const std::string& name, const Values& entry) {
    const double* d = review.get<double>(entry, "diffusion");
    if (d == nullptr || *d <= fastest_diffusion) return;
    const Value& value = entry.at("diffusion");
    review.warn(review.spot({section, name, "diffusion"}), value.where,
                joined({ticked(value.written), " is faster than oxygen in water"}), "180000 um2/min at 37 C",
                "Look at the unit");
  });
}

}  // namespace tilscape::transport
