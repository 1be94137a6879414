// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/blindfold.hpp"

#include "engine/base/error.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tilscape {

namespace {

enum class Sight { hidden, read, written };

template <class Has>
Sight sight_of(const Has& has) {
  if (has(Access::writes) || has(Access::keeps)) return Sight::written;
  return has(Access::reads) || has(Access::recalls) ? Sight::read : Sight::hidden;
}

Sight sight_of_column(const Touched& touched, std::size_t column) {
  return sight_of([&](Access a) { return touched.has(ColumnId{static_cast<std::uint16_t>(column)}, a); });
}

Sight sight_of_state(const Touched& touched) {
  return sight_of([&](Access a) { return touched.has_state(a); });
}

/// Every byte of a column that is hidden; of a float: no number.
constexpr unsigned char ones = 0xff;
/// Of a state: the last one that there can be, so that masks of states can be asked for it.
constexpr unsigned char last_state = 63;

template <class T>
void fill(std::vector<T>& values, std::size_t rows, unsigned char with) {
  values.resize(rows);
  if (rows > 0) std::memset(values.data(), with, rows * sizeof(T));
}

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

template <class T>
bool is_full_of(const std::vector<T>& values, unsigned char with) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(values.data());
  return std::all_of(bytes, bytes + values.size() * sizeof(T), [with](unsigned char b) { return b == with; });
}

/// `with` in the place of what is hidden, which stands beside; of what is read a copy stands beside.
template <class T>
void put_aside(Sight sight, std::vector<T>& values, std::vector<T>& aside, unsigned char with) {
  if (sight == Sight::read) aside = values;
  if (sight != Sight::hidden) return;
  fill(aside, values.size(), with);
  std::swap(values, aside);
}

/// Puts it back; is it as it was?
template <class T>
bool put_back(Sight sight, std::vector<T>& values, std::vector<T>& aside, unsigned char with) {
  if (sight == Sight::read) return same_bits(values, aside);
  if (sight != Sight::hidden) return true;
  std::swap(values, aside);
  return is_full_of(aside, with) && aside.size() == values.size();
}

[[noreturn]] void tell(const Behaviour& behaviour, const AgentType& type, const std::string& what) {
  throw SimulationError(behaviour.name() + " writes " + what + " of " + type.name +
                        ", and has not asked for that");
}

}  // namespace

Blindfold::Blindfold(const Params& params, World& world, std::vector<SiteIndex>& index,
                     std::vector<Seen>& seen, std::vector<std::size_t>& living)
    : params_(params), world_(world), index_(index), seen_(seen), living_(living) {
  for (const AgentType& type : params.types) {
    types_.push_back({{}, {}, SiteIndex(params.lattice.sites()), {}});
    const Population empty(type.columns);  // its columns are of the same kinds
    for (std::size_t c = 0; c < type.columns.size(); ++c) types_.back().columns.push_back(empty.data(c));
  }
}

void Blindfold::hide_others(const Behaviour& behaviour) {
  for (std::uint8_t t = 0; t < types_.size(); ++t) {
    if (!behaviour.touched().finds(TypeId{t})) {
      std::swap(index_[t], types_[t].nobody);
      std::swap(seen_[t], types_[t].nonsense);
    }
    if (!behaviour.touched().counts(TypeId{t})) std::swap(living_[t], types_[t].many);
  }
}

void Blindfold::put_on(const Behaviour& behaviour, TypeId own) {
  for (std::uint8_t t = 0; t < types_.size(); ++t) {
    const Touched& touched = t == own.value ? behaviour.touched() : Touched();
    Population& population = world_.populations[t];
    for (std::size_t c = 0; c < population.columns(); ++c)
      std::visit(
          [&](auto& values) {
            put_aside(sight_of_column(touched, c), values,
                      std::get<std::decay_t<decltype(values)>>(types_[t].columns[c]), ones);
          },
          population.data(c));
    put_aside(sight_of_state(touched), population.state, types_[t].state, last_state);
    types_[t].nonsense.update(population, params_.types[t].seen, one_thread_);
  }
  hide_others(behaviour);
}

void Blindfold::take_off(const Behaviour& behaviour, TypeId own) {
  hide_others(behaviour);  // back
  for (std::uint8_t t = 0; t < types_.size(); ++t) {
    const Touched& touched = t == own.value ? behaviour.touched() : Touched();
    Population& population = world_.populations[t];
    for (std::size_t c = 0; c < population.columns(); ++c)
      std::visit(
          [&](auto& values) {
            auto& aside = std::get<std::decay_t<decltype(values)>>(types_[t].columns[c]);
            if (!put_back(sight_of_column(touched, c), values, aside, ones))
              tell(behaviour, params_.types[t], "`" + params_.types[t].columns[c].name + "`");
          },
          population.data(c));
    if (!put_back(sight_of_state(touched), population.state, types_[t].state, last_state))
      tell(behaviour, params_.types[t], "the state");
  }
}

}  // namespace tilscape
