// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/inputs.hpp"

#include <filesystem>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;

void make_absolute(std::string& file) {
  if (!file.empty()) file = fs::absolute(file).lexically_normal().string();
}

void make_absolute(Node& node) {
  make_absolute(node.where.file);
  for (Node& item : node.items) make_absolute(item);
  for (Node::Entry& e : node.entries) {
    make_absolute(e.where.file);
    make_absolute(e.value);
  }
}

}  // namespace

void Inputs::add_files(const std::vector<std::string>& tables) {
  for (const std::string& file : tables) {
    std::string absolute = file;
    make_absolute(absolute);
    files.emplace(absolute, absolute);
  }
}

Inputs inputs_of(const Node& text) {
  Inputs inputs{text, fs::current_path().string(), {}};
  make_absolute(inputs.text);
  return inputs;
}

}  // namespace tilscape::scenarios
