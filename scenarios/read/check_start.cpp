// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/text.hpp"
#include "scenarios/read/detail/check.hpp"

#include <fmt/format.h>

namespace tilscape::scenarios::detail {

namespace {

class StartCheck : Check {
 public:
  using Check::Check;

  void run() {
    for (const AgentSpec& type : scenario_.types) {
      const auto* list = get<std::vector<Value::Record>>(type.values, "start");
      if (list == nullptr) continue;
      const Node* node = text({"agents", type.name, "start"});
      for (std::size_t i = 0; i < list->size(); ++i) {
        const bool item = node != nullptr && node->sequence() && i < node->items.size();
        one(*(*list)[i], type, item ? &node->items[i] : node);
      }
    }
  }

 private:
  void one(const Values& s, const AgentSpec& type, const Node* here) {
    const auto* shape = get<std::string>(s, "shape");
    const double* count = get<double>(s, "count");
    const bool none = count != nullptr && *count == 0;
    if (given(s, "cells") ? given(s, "shape") || (given(s, "count") && !none)
                          : !given(s, "shape") && !given(s, "count"))
      error_at(here, type.where, Code::one_of, "`start` has either `cells` or `count` and `shape`");
    else if (!given(s, "shape") && !given(s, "cells") && !none)
      error_at(here, type.where, Code::missing_key, "`shape` is missing under `start`",
               "where the cells are");
    else if (shape != nullptr)
      in_shape(*shape, s, type, here);
    no_values(s, type, here);
  }

  /// Lists of the values in a table that are meant, with none.
  void no_values(const Values& s, const AgentSpec& type, const Node* here) {
    const auto tell = [&](const Value& list, const Node* at) {
      const auto* values = get<std::vector<std::string>>(list);
      if (values != nullptr && values->empty())
        error_at(at, type.where, Code::wants_value, "no value is named here",
                 "no line of the table is meant");
    };
    const auto at = [&](std::initializer_list<std::string_view> path) {
      return here == nullptr || !here->map() ? nullptr : node_at(*here, path);
    };
    if (const auto* lines = get<Value::Record>(s, "type"); lines != nullptr && (*lines)->has("is"))
      tell((*lines)->at("is"), at({"type", "is"}));
    const auto* states = get<Value::Record>(s, "states");
    const auto* is = states == nullptr ? nullptr : get<Value::Record>(**states, "is");
    if (is == nullptr) return;
    for (const auto& [state, values] : (*is)->entries()) tell(values, at({"states", "is", state}));
  }

  void in_shape(const std::string& shape, const Values& s, const AgentSpec& type, const Node* here) {
    const bool round = shape == "sphere" || shape == "disc";
    if (round && !given(s, "radius"))
      error_at(here, type.where, Code::missing_key, joined({"a ", shape, " needs a `radius`"}));
    if (shape == "box" && !given(s, "size"))
      error_at(here, type.where, Code::missing_key, "a box needs a `size`");
    if (shape == "everywhere" && !given(s, "count"))
      error_at(here, type.where, Code::missing_key, "cells everywhere need a `count`");
    for (const char* key : {"centre", "size"}) lengths(key, s, type, here);
    const double* radius = get<double>(s, "radius");
    const double* inner = get<double>(s, "inner");
    if (round && radius != nullptr && inner != nullptr && *inner > *radius)
      error_at(here == nullptr ? nullptr : here->find("inner"), type.where, Code::out_of_range,
               fmt::format("the hollow of {:g} um is wider than the {} of {:g} um", *inner, shape, *radius),
               "no cell is left of it");
  }

  /// A place or a size has a length for each axis of the lattice.
  void lengths(const char* key, const Values& s, const AgentSpec& type, const Node* here) {
    const auto* given = get<std::vector<double>>(s, key);
    const std::size_t axes = axes_of_lattice();
    if (given == nullptr || axes == 0 || given->size() == axes) return;
    error_at(here == nullptr ? nullptr : here->find(key), type.where, Code::wants_list,
             fmt::format("{} has {} lengths, the lattice {} axes", ticked(key), given->size(), axes));
  }

  [[nodiscard]] std::size_t axes_of_lattice() const {
    const Values* lattice = section("lattice");
    if (lattice == nullptr) return 0;
    for (const char* key : {"size", "sites"})
      if (const auto* list = get<std::vector<double>>(*lattice, key)) return list->size();
    return 0;
  }
};

}  // namespace

void check_start(const Node& root, const Scenario& scenario, const Names& names, Problems& problems) {
  StartCheck(root, scenario, names, problems).run();
}

}  // namespace tilscape::scenarios::detail
