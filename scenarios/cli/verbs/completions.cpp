// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Shell completion, made from the commands and options that the command line itself is read by.
#include "proto/console.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/verb.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tilscape::scenarios::verbs {

namespace {

void add_options(const CLI::App& app, std::vector<std::string>& words) {
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
}

/// Commands and options behind a command, however deep, and words that it takes.
void add_words(const CLI::App& app, std::vector<std::string>& words) {
  add_options(app, words);
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App* s) { return !s->get_group().empty(); })) {
    words.push_back(sub->get_name());
    add_words(*sub, words);
  }
}

/// Words of its own that a verb takes, and those of the verbs behind it.
void add_own_words(const Verb& verb, std::vector<std::string>& words) {
  if (verb.words)
    for (std::string& word : verb.words()) words.push_back(std::move(word));
  for (const Verb& each : verb.below) add_own_words(each, words);
}

struct Completed {
  std::string name, words;
};
std::vector<Completed> completed(const CommandLine& line) {
  std::vector<Completed> out;
  for (const CLI::App* app : line.program.get_subcommands([](const CLI::App*) { return true; })) {
    std::vector<std::string> words;
    for (const Verb& verb : line.verbs)
      if (verb.name == app->get_name()) add_own_words(verb, words);
    add_words(*app, words);
    add_options(line.program, words);
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    out.push_back({app->get_name(), fmt::format("{}", fmt::join(words, " "))});
  }
  return out;
}

std::string bash(const CommandLine& line) {
  std::vector<std::string> first;
  add_options(line.program, first);
  std::string cases;
  for (const Completed& verb : completed(line)) {
    first.push_back(verb.name);
    cases += fmt::format("    {}) words='{}' ;;\n", verb.name, verb.words);
  }
  return fmt::format(R"(_tilscape() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} words file
  if [ "$before" = --variant ]; then
    for file in "${{COMP_WORDS[@]}}"; do case $file in *.yaml | *.yml) break ;; esac; done
    words=$(tilscape describe --variants "$file" 2>/dev/null)
  elif [ "$COMP_CWORD" -eq 1 ]; then words='{}'
  else case ${{COMP_WORDS[1]}} in
{}  esac; fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word"; [ "$before" = --variant ] || compgen -f -- "$word")
}}
complete -o filenames -F _tilscape tilscape
)",
                     fmt::join(first, " "), cases);
}

std::string zsh(const CommandLine& line) {
  return "autoload -U +X bashcompinit && bashcompinit\n" + bash(line);
}

std::string fish(const CommandLine& line) {
  std::string text =
      "complete -c tilscape -l variant -x -a '(tilscape describe --variants (commandline -opc | string match "
      "\"*.y*ml\") 2>/dev/null)'\n";
  for (const Completed& verb : completed(line))
    text += fmt::format(
        "complete -c tilscape -n __fish_use_subcommand -a {0}\n"
        "complete -c tilscape -n '__fish_seen_subcommand_from {0}' -a '{1}'\n",
        verb.name, verb.words);
  return text;
}

Exit completions_command(const std::string& shell, const CommandLine& line) {
  console::print_text(shell == "fish" ? fish(line) : shell == "zsh" ? zsh(line) : bash(line));
  return Exit::done;
}

std::vector<std::string> shells() {
  return {"bash", "zsh", "fish"};
}

Command options(Options& verb) {
  auto shell = std::make_shared<std::string>();
  verb.add_option("SHELL", *shell, "bash, zsh or fish").required().one_of(shells());
  return [shell](const CommandLine& line) { return completions_command(*shell, line); };
}

}  // namespace

Verb completions() {
  return {.name = "completions",
          .about = "Print shell completion for bash, zsh or fish",
          .order = 140,
          .options = options,
          .words = shells};
}

}  // namespace tilscape::scenarios::verbs
