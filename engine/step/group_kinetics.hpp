// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/field/kinetics.hpp"
#include "engine/step/behaviour.hpp"
#include "engine/step/site_rule.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tilscape {

/// The reactions of substances that are solved together, and the uptake by cells that saturates. Slopes of
/// reactions are differences, those of uptake are exact.
class GroupKinetics final : public SiteKinetics {
 public:
  /// Reactions by their place in Params::reactions.
  GroupKinetics(std::vector<FieldId> fields, std::vector<std::size_t> reactions,
                std::vector<Behaviour::Saturation> saturations);

  [[nodiscard]] const std::vector<Behaviour::Saturation>& saturations() const { return saturations_; }
  /// What the next solve goes by; `most` [unit/min] per saturation and site, `open` per substance and site
  /// (empty: Substance::available everywhere).
  void begin(const SiteView* view, std::span<const std::vector<double>> most,
             std::span<const std::vector<double>> open) {
    view_ = view;
    most_ = most;
    open_ = open;
  }

  void evaluate(const Sites& sites) const override;
  [[nodiscard]] std::string fault(std::size_t site, const double* levels) const override;
  [[nodiscard]] std::string about() const override;

 private:
  [[nodiscard]] std::optional<std::size_t> place(std::uint32_t field) const;
  [[nodiscard]] double open(std::size_t substance, std::size_t site) const {
    return open_[substance].empty() ? view_->params.substances[fields_[substance].value].available
                                    : open_[substance][site];
  }
  /// Whatever it comes to.
  void rate(const Reaction& reaction, std::size_t first, std::size_t n, const double* levels,
            double* out) const;
  /// The same, where what cannot be is no number: the solver stops at it.
  void checked_rate(const Reaction& reaction, std::size_t first, std::size_t n, const double* levels,
                    double* out) const;
  void add_first_order(const Reaction& reaction, const Sites& sites) const;
  void add_reaction(const Reaction& reaction, const Sites& sites) const;
  void add_uptake(std::size_t saturation, const Sites& sites) const;

  std::vector<FieldId> fields_;
  std::vector<std::size_t> reactions_;
  std::vector<Behaviour::Saturation> saturations_;
  const SiteView* view_ = nullptr;
  std::span<const std::vector<double>> most_, open_;
};

}  // namespace tilscape
