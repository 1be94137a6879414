// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/document.hpp"
#include "scenarios/read/inputs.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// What stands for the name of a file at the places of overrides; the line is the number of the override.
inline constexpr const char* override_source = "--set";

struct LoadOptions {
  std::vector<std::string> overrides = {};  ///< "a.b.c=value"
  std::vector<std::string> overlays = {};   ///< files that are laid over it, before the variant
  std::string variant = {};                 ///< empty: the file as it stands
  std::string library = {};                 ///< folder in which `extends` looks as well
  enum class Check : std::uint8_t { every_variant, only_this };
  Check check = Check::every_variant;  ///< when no variant is chosen
  std::size_t levels = 0;  ///< the last overrides, which are the scenario's own: paths are relative to it
  std::shared_ptr<const Inputs> inputs = nullptr;  ///< read instead of the file, when there are any
  Limits limits = {};
};

/// Lays `over` on `base`: maps key by key, everything else replaced; `name+:` appends to a list, `!unset`
/// removes.
void merge_into(Node& base, const Node& over, Problems& problems);
/// The same of whole files and variants: `states` of an agent type that are given anew replace those
/// inherited.
void lay_over(Node& base, const Node& over, Problems& problems);

/// A scenario file with everything that it extends, without `extends`. nullopt when its text cannot be read;
/// `failed` when something that it extends cannot.
std::optional<Node> load_extended(const std::string& file, const LoadOptions& options, Problems& problems);
/// The same of a text instead of a file; `file` names it.
std::optional<Node> load_extended_text(const std::string& text, const std::string& file,
                                       const LoadOptions& options, Problems& problems);

/// Lays the chosen variant on the scenario.
void apply_variant(Node& root, const std::string& variant, Problems& problems);

/// Lays overrides on the scenario. keys_below: the keys that the language has under a path, whether the file
/// gives them or not.
using KeysBelow = std::function<std::vector<std::string>(const std::vector<std::string>& path)>;
void apply_overrides(Node& root, const std::vector<std::string>& overrides, const KeysBelow& keys_below,
                     Problems& problems);

/// When everything is laid together: reports each `!unset` and `name+:` that found nothing to change.
void finish_merging(Node& root, Problems& problems);

/// `extends` under an agent type: takes over what another type has.
void extend_types(Node& root, Problems& problems);

/// Replaces `${...}` by the parameters; the map `parameters` stays.
void substitute_parameters(Node& root, Problems& problems);
/// Names of the parameters in `${...}`, here and below.
void collect_parameters(const Node& node, std::set<std::string, std::less<>>& used);
/// Warns of parameters of this file that neither it nor a variant uses. Parts may offer more than is taken.
void tell_unused_parameters(const Node& root, Problems& problems);

}  // namespace tilscape::scenarios
