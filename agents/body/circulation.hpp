// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/body/linear_pk.hpp"
#include "agents/body/plasma.hpp"
#include "agents/vessels/wall.hpp"
#include "engine/step/process.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tilscape::body {

/// A drug in the blood, free and in the particles that carry it, and its way into and out of the tissue of
/// the lattice. Plasma goes exactly (linear_pk.hpp) between the exchanges; the tissue gets k (c_plasma -
/// c/available) at each vessel site. The lattice stands for a share of the tumour, so what crosses its vessel
/// walls counts 1/share times in the body. Every amount is kept: given = compartments + tissue + degraded +
/// past_sides, which `unaccounted` states.
class Circulation final : public Process {
 public:
  /// How a substance leaves the blood. Loaded drug is counted as drug: the particle's field is its payload
  /// [nM].
  struct Route {
    FieldId field;
    VesselWall wall;
    double degradation;  ///< [1/min] in tissue, of the field's decay; the rest of it is release
  };
  struct Spec {
    std::string name;  ///< of the drug
    TwoCompartment drug;
    Route free;
    std::optional<TwoCompartment> particle;
    std::optional<Route> loaded;
    double release = 0;       ///< [1/min], first order
    std::vector<Dose> doses;  ///< `into`: DrugInPlasma::central, or CarrierInPlasma::loaded or free
    double share = 1;         ///< of the tumour that the lattice stands for, 0 < share <= 1
    std::uint32_t period = 1;
  };
  explicit Circulation(Spec spec);

  [[nodiscard]] ProcessState initial() const override;
  [[nodiscard]] Role role(std::size_t number) const override {
    return number == at(given) ? Role::given : Role::amount;
  }
  [[nodiscard]] std::uint32_t period() const override { return spec_.period; }
  void inject(World& world, const Params& params, std::size_t self, double dt) const override;
  [[nodiscard]] bool exchanges(FieldId field) const override;
  void exchange(FieldId field, const World& world, const Params& params, std::size_t self,
                std::span<double> source, std::span<double> uptake) const override;
  void settle(FieldId field, World& world, const Params& params, std::size_t self,
              std::span<const double> mean, const MassAccount& mass, double dt) const override;

 private:
  /// Values behind the compartments.
  enum Extra : std::size_t {
    plasma_free,
    plasma_loaded,
    given,
    tissue_free,
    tissue_loaded,
    degraded,
    past_sides,
    unaccounted,
    extras
  };
  [[nodiscard]] std::size_t at(Extra extra) const { return system_.size() + extra; }
  [[nodiscard]] bool carried() const { return spec_.particle.has_value(); }
  [[nodiscard]] std::size_t central_free() const {
    return carried() ? std::size_t{CarrierInPlasma::free} : std::size_t{DrugInPlasma::central};
  }
  void restate(std::vector<double>& values) const;

  Spec spec_;
  LinearSystem system_;
};

}  // namespace tilscape::body
