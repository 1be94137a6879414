// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/body/medicines.hpp"
#include "agents/particles/release_law.hpp"
#include "agents/particles/transport.hpp"
#include "agents/vessels/wall.hpp"
#include "engine/part/assembly.hpp"
#include "engine/part/part.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

// What follows from the design of a medicine: what it carries, its fields in tissue, its way through the
// walls of vessels.

namespace tilscape::body {

/// Molecules of a drug in particles that leave them at one rate: a pool of its payload.
struct Content {
  std::string drug;
  std::string name;         ///< within the particle: "dox", of several pools "dox_1"
  std::string field;        ///< its level in tissue
  double share = 1;         ///< of the drug's molecules in a fresh particle
  double rate = 0;          ///< [1/min]
  std::size_t next = none;  ///< the content that they become as they leave it; none: they are out
  static constexpr std::size_t none = ~std::size_t{0};
};
struct Cargo {
  std::map<std::string, double> molecules;  ///< [1/particle] of each drug
  std::vector<Content> contents;
};

/// How something goes between the blood and a field.
struct Way {
  FieldId field;
  VesselWall wall;
};

/// The fields of what a particle carries, before values are read. `pools`: of each drug.
std::vector<PartField> fields_of(const std::string& particle, const std::vector<std::string>& drugs,
                                 std::size_t pools);
/// How many pools a release has as it is written.
std::size_t pools_of(const WrittenKeys& keys, const std::string& particle,
                     const std::vector<ReleaseLaw>& laws);

/// Makes the fields of all medicines that reach the tissue, and release as the reaction between them that it
/// is.
class Designs {
 public:
  Designs(Assembly& out, const std::vector<ReleaseLaw>& laws);
  Designs(const Designs&) = delete;
  Designs& operator=(const Designs&) = delete;
  ~Designs();

  /// nullptr: nothing of it reaches the tissue.
  [[nodiscard]] const Way* way(const std::string& field) const;
  /// nullptr: there is no such particle.
  [[nodiscard]] const Cargo* cargo(const std::string& particle) const;
  /// The way of particles as such, with a field that counts them; it is made when it is first asked for.
  const Way* way_of_particles(const std::string& particle);

 private:
  class Tissue;
  struct Said;

  void add_particle(const std::string& name, const ParticleParams& particle);
  void add_drug(const std::string& name, const DrugParams& drug);
  void add_release(const Cargo& cargo);
  FieldId add_field(const std::string& name, double diffusion, double decay, double available);
  [[nodiscard]] bool comes(const std::string& name) const;
  [[nodiscard]] Release release(const ParticleParams& particle) const;
  [[nodiscard]] bool has_field(const std::string& name) const;

  Assembly& out_;
  const std::vector<ReleaseLaw>& laws_;
  std::unique_ptr<Said> said_;
  std::unique_ptr<Tissue> tissue_;
  std::map<std::string, Cargo> cargos_;
  std::map<std::string, Way> ways_;
  std::map<std::string, Way> of_particles_;
};

}  // namespace tilscape::body
