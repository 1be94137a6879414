// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/merge.hpp"
#include "tests/witness/keys.hpp"
#include "tests/witness/sight.hpp"

#include <doctest/doctest.h>
#include <set>
#include <string>

// Every key of the language acts. Each NAME.yaml here is a scenario of some steps, in which keys have values
// that are not their defaults. It is run once as it stands, and once more for each key that it gives, without
// that key, or with the value that the file's map `x-instead` has for it: what a user can see of the two runs
// has to differ. A key that the scenario does not run without, and for which `x-instead` has nothing, is no
// witness.
//
// A new key of the language fails here until a witness gives it: write the key where it belongs and, if need
// be, a line under `x-instead`. A new file is a word in one of these lists.
#define WITNESS_RUNS(X) \
  X("space")            \
  X("layers")           \
  X("substances")       \
  X("vessels")          \
  X("cells")            \
  X("phases")           \
  X("tables")           \
  X("tissue")           \
  X("killing")          \
  X("drugs")            \
  X("particles")        \
  X("vaccine")          \
  X("systems")          \
  X("bodies")           \
  X("laws")             \
  X("reactions")        \
  X("outputs")
#define WITNESS_STUDIES(X) \
  X("study")               \
  X("study_sampled")       \
  X("study_enough")        \
  X("study_share")
#define WITNESS_CLAIMS(X) X("claims")

namespace tilscape::test {

inline std::string witness_file(const std::string& name) {
  return source_file("tests/witness/" + name + ".yaml");
}

inline scenarios::Node witness_text(const std::string& name) {
  scenarios::Problems problems;
  const auto tree = scenarios::load_extended(witness_file(name), {}, problems);
  REQUIRE_MESSAGE(problems.ok(), problems.text());
  return *tree;
}

/// A text in one line, to be written again.
inline std::string flow_text(const scenarios::Node& node) {
  if (node.scalar()) return node.quoted ? "\"" + node.text + "\"" : node.text;
  std::string text;
  for (const scenarios::Node& item : node.items) text += (text.empty() ? "" : ", ") + flow_text(item);
  for (const scenarios::Node::Entry& e : node.entries)
    text += (text.empty() ? "" : ", ") + e.key + ": " + flow_text(e.value);
  return node.map() ? "{ " + text + " }" : "[" + text + "]";
}

/// The value that stands in for the one of a key, or nullptr: the key is taken away.
inline const scenarios::Node* instead_of(const scenarios::Node& text, const GivenKey& key) {
  const scenarios::Node* all = text.find("x-instead");
  return all == nullptr ? nullptr : all->find(key.path());
}

/// meant: which keys are looked at. whole(): the run as it stands. other(key, instead): the changed one.
template <class Meant, class Whole, class Other>
void check_keys(const std::string& name, const Meant& meant, const Whole& whole, const Other& other) {
  const scenarios::Node text = witness_text(name);
  const Sight as_written = whole();
  REQUIRE_MESSAGE(as_written.refused.empty(), as_written.refused);
  CHECK_MESSAGE(as_written.warnings.empty(), as_written.warnings);
  std::set<std::string> paths;
  for (const GivenKey& key : given_keys(text)) {
    paths.insert(key.path());
    if (!meant(key)) continue;
    const scenarios::Node* instead = instead_of(text, key);
    const Sight changed = other(key, instead);
    INFO(name << ".yaml: " << key.path());
    if (instead == nullptr && !changed.refused.empty()) continue;
    CHECK_MESSAGE(changed.refused.empty(), "the value of x-instead does not run:\n" << changed.refused);
    CHECK_MESSAGE(as_written.parts != changed.parts, "it changes nothing that can be seen");
  }
  if (const scenarios::Node* all = text.find("x-instead"))
    for (const scenarios::Node::Entry& entry : all->entries)
      CHECK_MESSAGE(paths.count(entry.key) == 1, name << ".yaml gives no key " << entry.key);
}

}  // namespace tilscape::test
