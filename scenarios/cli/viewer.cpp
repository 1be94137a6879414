// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/viewer.hpp"

#include "engine/base/error.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace tilscape::scenarios {

namespace {

/// Becomes tilscape-view with these words.
Exit viewer_command(const std::vector<std::string>& words) {
  std::error_code none;
  const auto beside = std::filesystem::read_symlink("/proc/self/exe", none).parent_path() / "tilscape-view";
  const std::string program = std::filesystem::exists(beside, none) ? beside.string() : "tilscape-view";
  std::vector<std::string> all = words;
  all.insert(all.begin(), program);
  std::vector<char*> arguments;
  for (std::string& word : all) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execvp(program.c_str(), arguments.data());  // returns only when it cannot
  throw InputError(program + ": " + std::generic_category().message(errno) +
                   "; it is installed beside tilscape");
}

}  // namespace

Command viewer(Options& verb, const std::vector<std::string>& first) {
  return [all = verb.all_words(), first](const CommandLine&) {
    std::vector<std::string> words = first;
    for (const std::string& word : all()) words.push_back(word);
    return viewer_command(words);
  };
}

}  // namespace tilscape::scenarios
