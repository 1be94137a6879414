// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Shell completion, made from one table of commands and flags.
#include "proto/console.hpp"
#include "scenarios/cli/commands.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string_view>
#include <vector>

namespace tilscape::scenarios {

namespace {

struct Verb {
  std::string name, flags;
};
std::vector<Verb> verbs() {
  return {{"run", "--variant --variants --set --seed --until --snapshot-every --out --dry-run --time-limit"},
          {"resume", "--until --extend --time-limit"},
          {"branch", "--at --variant --variants --treatment --set --scenario --out --until --time-limit"},
          {"validate", "--strict --show-merged --variant --set --seed"},
          {"schema", "--out"},
          {"describe", "--key --code"},
          {"inspect", "--verify"},
          {"view", "--port"},
          {"render",
           "--view --at --every --out --rate --size --cut --color --background --level --hide "
           "--no-vessels --range"},
          {"diff", ""},
          {"export", fmt::format("--format --out --at --types --columns --substances {}",
                                 fmt::join(export_format_names(), " "))},
          {"ensemble",
           "run plan exec submit collect blocks --out --replicates --jobs --resume --only --stop-on-error "
           "--block "
           "--block-size --variant --set --seed --until"},
          {"status", "--watch"},
          {"report", ""},
          {"completions", "bash zsh fish"}};
}
constexpr std::string_view everywhere = "--quiet --json --color --threads --help";

std::string names() {
  std::string text;
  for (const Verb& v : verbs()) text += fmt::format("{} ", v.name);
  return text + "--version";
}

std::string bash() {
  std::string text = "_tilscape() {\n  local word=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]} words\n";
  text += fmt::format("  if [ \"$COMP_CWORD\" -eq 1 ]; then words='{} {}'\n  else case $verb in\n", names(),
                      everywhere);
  for (const Verb& v : verbs())
    text += fmt::format("    {}) words='{} {}' ;;\n", v.name, v.flags, everywhere);
  text +=
      "  esac; fi\n  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\"; compgen -f -- "
      "\"$word\")\n}\n";
  return text + "complete -o filenames -F _tilscape tilscape\n";
}

std::string zsh() {
  return "autoload -U +X bashcompinit && bashcompinit\n" + bash();
}

std::string fish() {
  std::string text;
  for (const Verb& v : verbs())
    text += fmt::format("complete -c tilscape -n __fish_use_subcommand -a {}\n", v.name);
  for (const Verb& v : verbs())
    text += fmt::format("complete -c tilscape -n '__fish_seen_subcommand_from {}' -a '{} {}'\n", v.name,
                        v.flags, everywhere);
  return text;
}

}  // namespace

Exit completions_command(const std::string& shell) {
  console::print_text(shell == "fish" ? fish() : shell == "zsh" ? zsh() : bash());
  return Exit::done;
}

}  // namespace tilscape::scenarios
