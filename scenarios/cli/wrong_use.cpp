// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What is wrong with a command line, in words that name what is there instead.
#include "scenarios/cli/app.hpp"
#include "scenarios/read/problem.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

/// Commands that the help lists.
std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    if (!sub->get_group().empty()) names.push_back(sub->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

/// A word that nobody has taken.
std::string unknown(const std::string& word, const CLI::App& program, const CLI::App& begun,
                    const std::string& command) {
  if (word.starts_with('-')) {
    std::vector<std::string> names = options_of(begun);
    for (const std::string& name : options_of(program)) names.push_back(name);
    const std::string option = word.substr(0, word.find('='));
    return fmt::format("`{}` has no option `{}`. {}", command, option, did_you_mean(option, names));
  }
  const std::vector<std::string> names = commands_of(begun);
  if (names.empty()) return fmt::format("`{}` has no use for `{}`", command, word);
  return fmt::format("`{}` has no command `{}`. {}", command, word, did_you_mean(word, names));
}

}  // namespace

std::string wrong_use(const CLI::App& program, const CLI::ParseError& error) {
  const CLI::App* begun = &program;
  std::string command = program.get_name();
  while (!begun->get_subcommands().empty()) {
    begun = begun->get_subcommands().front();
    command += " " + begun->get_name();
  }
  std::string what = error.what();
  if (const auto left = program.remaining(true); !left.empty()) {
    what = unknown(left.front(), program, *begun, command);
  } else if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
    constexpr std::string_view begins = "Could not convert: ";  // NAME = VALUE; whole numbers only can fail
    const std::size_t equals = what.find(" = ");
    if (what.starts_with(begins) && equals != std::string::npos)
      what = fmt::format("{}: `{}` is no whole number that it can be",
                         what.substr(begins.size(), equals - begins.size()), what.substr(equals + 3));
  }
  return fmt::format("{}\nSee {} --help\n", what, command);
}

}  // namespace tilscape::scenarios
