// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/axis.hpp"

#include <cstddef>
#include <numeric>

namespace tilscape {

namespace {

// Distance from the centre of cell `i` to what lies next to it below (step -1) or above (step +1); 0 if
// nothing does.
double distance(const FieldAxis& axis, std::int32_t i, std::int32_t step) {
  const auto w = [&](std::int32_t k) { return axis.width[static_cast<std::size_t>(k)]; };
  const std::int32_t n = axis.size();
  const std::int32_t next = i + step;
  if (next >= 0 && next < n) return (w(i) + w(next)) / 2;
  switch ((step < 0 ? axis.lower_side : axis.upper_side).kind) {
    case FieldSide::Kind::dirichlet:
      return w(i) / 2;
    case FieldSide::Kind::periodic:
      return n > 1 ? (w(i) + w(next < 0 ? n - 1 : 0)) / 2 : 0;
    case FieldSide::Kind::no_flux:
      break;
  }
  return 0;
}

}  // namespace

FieldAxis::FieldAxis(std::vector<double> widths, double d, FieldSide lower_end, FieldSide upper_end)
    : diffusion(d), lower_side(lower_end), upper_side(upper_end), width(std::move(widths)) {
  for (std::int32_t i = 0; i < size(); ++i) {
    const double w = width[static_cast<std::size_t>(i)];
    const double below = distance(*this, i, -1);
    const double above = distance(*this, i, +1);
    lower.push_back(below > 0 ? diffusion / (w * below) : 0);
    upper.push_back(above > 0 ? diffusion / (w * above) : 0);
  }
}

double FieldAxis::length() const {
  return std::accumulate(width.begin(), width.end(), 0.0);
}

FieldAxis FieldAxis::coarser() const {
  std::vector<double> widths((width.size() + 1) / 2, 0.0);
  for (std::size_t i = 0; i < width.size(); ++i) widths[i / 2] += width[i];
  return {std::move(widths), diffusion, lower_side, upper_side};
}

FieldTransfer::FieldTransfer(const FieldAxis& fine, const FieldAxis& coarse) {
  for (std::int32_t i = 0; i < fine.size(); ++i) {
    const bool has_sibling = (i % 2 == 1) || i + 1 < fine.size();
    const double w = fine.width[static_cast<std::size_t>(i)];
    const double whole = coarse.width[static_cast<std::size_t>(i / 2)];
    const double off_centre = has_sibling ? (whole - w) / 2 : 0;
    const double next = distance(coarse, i / 2, i % 2 == 0 ? -1 : +1);
    share.push_back(w / whole);
    towards.push_back(next > 0 ? off_centre / next : 0);
  }
}

}  // namespace tilscape
