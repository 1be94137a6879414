// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/faults.hpp"

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/step/params.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <tuple>
#include <utility>

namespace tilscape {

void Faults::add(Fault fault) {
  const std::scoped_lock lock(mutex_);
  const auto key = [](const Fault& f) { return std::tie(f.type.value, f.agent); };
  if (!first_ || key(fault) < key(*first_)) first_ = std::move(fault);
}

void Faults::raise(const Params& params) {
  if (!first_) return;
  const Fault fault = *std::exchange(first_, std::nullopt);
  const Lattice& lattice = params.lattice;
  const Coordinates c = lattice.coordinates(fault.site);
  const auto place = [&](std::int32_t i) { return fault_number((i + 0.5) * lattice.spacing()); };
  const bool flat = lattice.dimensions() == 2;
  throw SimulationError(joined({params.types[fault.type.value].name,
                                ".",
                                fault.what,
                                " (",
                                fault.agent == no_agent ? "" : "agent " + std::to_string(fault.agent) + " ",
                                "at ",
                                place(c.x),
                                " um, ",
                                place(c.y),
                                " um",
                                flat ? "" : ", ",
                                flat ? "" : place(c.z),
                                flat ? "" : " um",
                                ", site (",
                                std::to_string(c.x),
                                ", ",
                                std::to_string(c.y),
                                ", ",
                                std::to_string(c.z),
                                "))"}));
}

std::string fault_number(double value) {
  if (std::isnan(value)) return "not a number";
  if (std::isinf(value)) return value > 0 ? "infinite" : "minus infinite";
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

}  // namespace tilscape
