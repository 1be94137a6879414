// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Shell completion, made from the commands and options that the command line itself is read by.
#include "proto/console.hpp"
#include "scenarios/cli/load.hpp"
#include "scenarios/cli/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tilscape::scenarios {

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

/// Words of its own that a command takes; those of tilscape-view are options of another program.
std::vector<std::string> own_words(const std::string& command) {
  if (command == "completions") return {"bash", "zsh", "fish"};
  if (command == "export") return export_format_names();
  if (command == "view") return {"--port"};
  if (command == "share") return {"--every", "--color", "--out", "--most"};
  if (command == "render")
    return {"--view",  "--at",         "--every", "--out",  "--rate",       "--size", "--cut",
            "--color", "--background", "--level", "--hide", "--no-vessels", "--range"};
  std::vector<std::string> words;
  if (command == "describe") {
    words.emplace_back("reference");
    for (const BehaviourInfo& info : behaviour_infos()) words.push_back(info.name);
  }
  return words;
}

struct Verb {
  std::string name, words;
};
std::vector<Verb> verbs(const CLI::App& program) {
  std::vector<Verb> out;
  for (const CLI::App* verb : program.get_subcommands([](const CLI::App*) { return true; })) {
    std::vector<std::string> words = own_words(verb->get_name());
    add_words(*verb, words);
    add_options(program, words);
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    out.push_back({verb->get_name(), fmt::format("{}", fmt::join(words, " "))});
  }
  return out;
}

std::string bash(const CLI::App& program) {
  std::vector<std::string> first;
  add_options(program, first);
  std::string cases;
  for (const Verb& verb : verbs(program)) {
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

std::string zsh(const CLI::App& program) {
  return "autoload -U +X bashcompinit && bashcompinit\n" + bash(program);
}

std::string fish(const CLI::App& program) {
  std::string text =
      "complete -c tilscape -l variant -x -a '(tilscape describe --variants (commandline -opc | string match "
      "\"*.y*ml\") 2>/dev/null)'\n";
  for (const Verb& verb : verbs(program))
    text += fmt::format(
        "complete -c tilscape -n __fish_use_subcommand -a {0}\n"
        "complete -c tilscape -n '__fish_seen_subcommand_from {0}' -a '{1}'\n",
        verb.name, verb.words);
  return text;
}

}  // namespace

Exit completions_command(const CLI::App& program, const std::string& shell) {
  console::print_text(shell == "fish" ? fish(program) : shell == "zsh" ? zsh(program) : bash(program));
  return Exit::done;
}

}  // namespace tilscape::scenarios
