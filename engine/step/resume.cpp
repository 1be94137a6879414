// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A state that was saved becomes a run again: it is checked, because it comes from outside, and everything
// that is derived from it is made anew.
#include "engine/base/error.hpp"
#include "engine/population/identity.hpp"
#include "engine/step/simulation.hpp"

#include <algorithm>

namespace tilscape {

namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw InputError("this is no state of the run: " + why);
}

void check_table(const Population& population, const AgentType& type, const Params& params) {
  const std::size_t rows = population.size();
  bool even = population.site.size() == rows && population.state.size() == rows;
  for (std::size_t c = 0; c < population.columns(); ++c)
    std::visit([&](const auto& numbers) { even = even && numbers.size() == rows; }, population.data(c));
  if (!even) refuse("the columns of " + type.name + " have different lengths");
  for (std::size_t i = 0; i < rows; ++i)
    if (population.site[i] >= params.lattice.sites() || population.state[i] >= type.states.size())
      refuse("an agent of " + type.name + " is outside of the lattice or in a state that does not exist");
}

void enter_all(World& world, const Params& params) {
  for (std::uint8_t t = 0; t < params.types.size(); ++t)
    for (const Site site : world.populations[t].site) {
      if (!world.occupancy.fits(site, params.types[t].takes))
        refuse("a site holds more than it has room for");
      world.occupancy.enter(TypeId{t}, params.types[t].takes, site);
    }
}

}  // namespace

void Simulation::resume() {
  if (world_.step > last_step) refuse("its step is beyond the longest run");
  for (std::size_t t = 0; t < params_.types.size(); ++t) {
    check_table(world_.populations[t], params_.types[t], params_);
    ++world_.populations[t].version;
  }
  for (std::size_t f = 0; f < world_.fields.size(); ++f) {
    const Field& field = world_.fields[f];
    const auto has = [&](const std::vector<double>& numbers) {
      return numbers.size() == params_.lattice.sites();
    };
    const bool owes = !params_.substances[f].field.steady;
    if (!has(field.values) || !(has(field.carried) || (field.carried.empty() && !owes)))
      refuse("the field " + field.spec.name + " does not have one number per site");
  }
  enter_all(world_, params_);
}

}  // namespace tilscape
