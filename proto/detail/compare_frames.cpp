// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/detail/compare_frames.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

namespace tilscape::snapshot::detail {
namespace {

constexpr const char* nothing = "nothing";

template <class T>
std::string text_of(const T& value) {
  if constexpr (std::is_floating_point_v<T>) return shortest(static_cast<double>(value));
  return std::to_string(value);
}

/// By their bits: a NaN is the same as itself.
template <class T>
bool same(const T& a, const T& b) {
  return std::memcmp(&a, &b, sizeof(T)) == 0;
}

template <class Info>
const Info* named(const std::vector<Info>& infos, const std::string& name, std::size_t& index) {
  for (index = 0; index < infos.size(); ++index)
    if (infos[index].name == name) return &infos[index];
  return nullptr;
}

/// Counts what differs and keeps the first.
class Found {
 public:
  Found(std::string what, std::string phase) : first_{std::move(what), "", "", "", 0, std::move(phase)} {}
  template <class Values>
  void add(const Values& values) {
    if (first_.count++ == 0) values(first_);
  }
  void into(std::vector<Difference>& list) const {
    if (first_.count > 0) list.push_back(first_);
  }

 private:
  Difference first_;
};

/// The agents of one type in two frames.
class Tables {
 public:
  Tables(const AgentTable& a, const AgentTable& b, const AgentInfo& info, const AgentInfo& other,
         const LatticeInfo& lattice)
      : a_(a), b_(b), info_(info), other_(other), lattice_(lattice) {
    std::unordered_map<std::uint64_t, std::size_t> rows;
    for (std::size_t row = 0; row < b.id.size(); ++row) rows.emplace(b.id[row], row);
    std::vector<bool> met(b.id.size());
    for (std::size_t row = 0; row < a.id.size(); ++row) {
      const auto partner = rows.find(a.id[row]);
      if (partner == rows.end()) {
        only_a_.push_back(row);
      } else {
        pairs_.emplace_back(row, partner->second);
        met[partner->second] = true;
      }
    }
    for (std::size_t row = 0; row < met.size(); ++row)
      if (!met[row]) only_b_.push_back(row);
  }

  void decided(std::vector<Difference>& list) const {
    for (std::size_t c = 0; c < info_.columns.size(); ++c) {
      std::size_t d = 0;
      if (named(other_.columns, info_.columns[c].name, d) != nullptr) column(c, d, list);
    }
  }

  void committed(std::vector<Difference>& list) const {
    Found state(info_.name + " state", "decide or commit");
    Found site(info_.name + " site", "commit");
    Found there(info_.name, "commit");
    for (const auto& [i, j] : pairs_) {
      const auto say = [&, row = i](const std::string& left, const std::string& right) {
        return [=, this](Difference& d) { d.place = place(a_, row), d.a = left, d.b = right; };
      };
      const std::string& left = info_.states[a_.state[i]].name;
      const std::string& right = other_.states[b_.state[j]].name;
      if (left != right) state.add(say(left, right));
      if (a_.site[i] != b_.site[j])
        site.add(say(place_of(a_.site[i], lattice_), place_of(b_.site[j], lattice_)));
    }
    for (const std::size_t row : only_a_)
      there.add([&](Difference& d) { d.place = place(a_, row), d.a = "there", d.b = nothing; });
    for (const std::size_t row : only_b_)
      there.add([&](Difference& d) { d.place = place(b_, row), d.a = nothing, d.b = "there"; });
    there.into(list);
    site.into(list);
    state.into(list);
  }

 private:
  void column(std::size_t c, std::size_t d, std::vector<Difference>& list) const {
    Found found(info_.name + " " + info_.columns[c].name, "decide");
    std::visit(
        [&]<class T, class U>(const std::vector<T>& left, const std::vector<U>& right) {
          if constexpr (std::is_same_v<T, U>)
            for (const auto& [i, j] : pairs_)
              if (!same(left[i], right[j]))
                found.add([&, row = i, partner = j](Difference& difference) {
                  difference.place = place(a_, row);
                  difference.a = text_of(left[row]);
                  difference.b = text_of(right[partner]);
                });
        },
        a_.columns[c], b_.columns[d]);
    found.into(list);
  }

  std::string place(const AgentTable& table, std::size_t row) const {
    return "agent " + std::to_string(table.id[row]) + " at " + place_of(table.site[row], lattice_);
  }

  const AgentTable& a_;
  const AgentTable& b_;
  const AgentInfo& info_;
  const AgentInfo& other_;
  const LatticeInfo& lattice_;
  std::vector<std::pair<std::size_t, std::size_t>> pairs_;
  std::vector<std::size_t> only_a_, only_b_;
};

void add_fields(const Shown& a, const Shown& b, std::vector<Difference>& list) {
  for (const FieldTable& field : a.frame.fields) {
    const std::string& name = a.header.substances[field.substance].name;
    for (const FieldTable& other : b.frame.fields) {
      if (b.header.substances[other.substance].name != name) continue;
      Found found(name, "exchange or diffuse");
      std::visit(
          [&]<class T, class U>(const std::vector<T>& left, const std::vector<U>& right) {
            if constexpr (std::is_same_v<T, U>)
              for (std::size_t site = 0; site < left.size(); ++site)
                if (!same(left[site], right[site]))
                  found.add([&](Difference& d) {
                    d.place = place_of(static_cast<std::uint32_t>(site), a.header.lattice);
                    d.a = text_of(left[site]);
                    d.b = text_of(right[site]);
                  });
          },
          field.values, other.values);
      found.into(list);
    }
  }
}

void add_series(const Shown& a, const Shown& b, std::vector<Difference>& list) {
  for (const SeriesValue& left : a.frame.series)
    for (const SeriesValue& right : b.frame.series)
      if (left.name == right.name && !same(left.value, right.value))
        list.push_back({left.name, "", shortest(left.value), shortest(right.value)});
}

}  // namespace

std::string shortest(double value) {
  if (value != value) return "nan";
  return nlohmann::json(value).dump();
}

std::string place_of(std::uint32_t site, const LatticeInfo& lattice) {
  const auto origin = lattice.whole ? lattice.whole->origin : std::array<std::uint32_t, 3>{};
  return "site " + std::to_string(site) + " (" + std::to_string(origin[0] + site % lattice.nx) + " " +
         std::to_string(origin[1] + site / lattice.nx % lattice.ny) + " " +
         std::to_string(origin[2] + site / lattice.nx / lattice.ny) + ")";
}

std::vector<Difference> differences(const Shown& a, const Shown& b) {
  std::vector<Difference> list;
  std::vector<Tables> tables;
  for (const AgentTable& table : a.frame.agents) {
    const AgentInfo& info = a.header.agents[table.type];
    std::size_t index = 0;
    const AgentInfo* other = named(b.header.agents, info.name, index);
    if (other != nullptr)
      tables.emplace_back(table, b.frame.agents.at(index), info, *other, a.header.lattice);
  }
  for (const Tables& t : tables) t.decided(list);
  for (const Tables& t : tables) t.committed(list);
  add_fields(a, b, list);
  if (list.empty()) add_series(a, b, list);
  if (list.empty() && a.frame.state_hash != b.frame.state_hash)
    list.push_back({hidden_state, "hash", a.frame.state_hash, b.frame.state_hash});
  return list;
}

}  // namespace tilscape::snapshot::detail
