// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/problem.hpp"

#include "engine/base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

namespace tilscape::scenarios {

namespace {

constexpr auto codes = std::to_array<CodeInfo>({
    {Code::cannot_read, "The file cannot be opened or read."},
    {Code::too_large, "A scenario file holds at most 1 MiB."},
    {Code::not_text, "A scenario is text in UTF-8 without control characters."},
    {Code::syntax, "The text is not YAML, or one of its traps was met (see docs/formats/scenario.md)."},
    {Code::too_deep, "Maps and lists may be nested 32 deep."},
    {Code::too_many_values, "A scenario file holds at most 50,000 values."},
    {Code::anchor, "YAML anchors and aliases are not read; `extends` and `parameters` do that work."},
    {Code::tag, "YAML tags are not read; `!unset` alone has a meaning: it removes an inherited key."},
    {Code::merge_key, "The YAML merge key `<<` is not read; `extends` does that work."},
    {Code::several_documents, "A file holds one document; `---` may stand at its beginning only."},
    {Code::duplicate_key, "A key stands twice in one map, or a name in one list."},
    {Code::no_map, "A scenario is a map of keys at its top level."},
    {Code::complex_key, "A key is a plain text on one line."},
    {Code::format_version, "The first key of a scenario is its format version: `tilscape: 1`."},
    {Code::missing_key, "A key that has no default is not given."},
    {Code::wants_map, "A map `key: value` is expected here."},
    {Code::wants_list, "A list is expected here."},
    {Code::wants_value, "A single value is expected here."},
    {Code::empty_value, "A key has no value."},
    {Code::one_of, "Exactly one of several keys is expected here."},
    {Code::unknown_key, "The key has no meaning at this place; keys that begin with `x-` are free."},
    {Code::quantity, "The text is not a number with a unit."},
    {Code::unit_missing, "A number that has a dimension carries its unit."},
    {Code::out_of_range, "The number lies outside of what is possible."},
    {Code::wrong_dimension, "The unit measures another kind of quantity."},
    {Code::unknown_word, "The word is none of those that can stand here."},
    {Code::boolean, "Yes and no are written `true` and `false`."},
    {Code::distribution, "The text is neither a quantity nor a distribution."},
    {Code::whole_number, "A whole number is expected here."},
    {Code::unknown_reference, "The source behind the `@` is not listed under `references`."},
    {Code::share, "A share is written `1 mm3 of 100 mm3`, or as the whole, `100 mm3`."},
    {Code::bad_name, "A name is made of letters, digits and `_`, and begins with a letter."},
    {Code::too_many_entries, "There are more entries than the program can hold."},
    {Code::unknown_substance, "There is no substance of this name."},
    {Code::unknown_type, "There is no agent type of this name."},
    {Code::unknown_state, "The agent type has no state of this name."},
    {Code::unknown_column, "The agent type has no column of this name."},
    {Code::no_such_file, "A file that the scenario names is not there."},
    {Code::unknown_name, "There is nothing of this name."},
    {Code::period, "A period is a whole multiple of the step."},
    {Code::expression, "The expression cannot be read, or its units do not match."},
    {Code::sentence, "The rule is neither `{ in, when, become }` nor a sentence."},
    {Code::extends_missing, "The file that `extends` names cannot be read."},
    {Code::extends_cycle, "A file extends itself, directly or through others."},
    {Code::extends_path, "`extends` names YAML files by relative paths."},
    {Code::unknown_parameter, "There is no parameter of this name."},
    {Code::arithmetic, "The arithmetic in ${...} cannot be read, or its units do not match."},
    {Code::unknown_path, "An override names a key that the scenario does not have."},
    {Code::bad_override, "An override is written `a.b.c=value`."},
    {Code::unknown_variant, "The scenario has no variant of this name."},
    {Code::nothing_there, "`!unset` or `name+:` finds nothing that it could change."},
    {Code::cannot_build, "The scenario reads well, but no run can be made from it."},
    {Code::ensemble, "What an ensemble varies, its design, arms or comparison does not hold together."},
    {Code::level, "The scenario cannot be read with a value that its ensemble gives it."},
    {Code::table,
     "A table that the scenario reads does not hold, at this place of it (docs/formats/tables.md)."},
    {Code::implausible, "The value is possible but outside of what is usual."},
    {Code::unused, "The value is given but nothing uses it."},
    {Code::start_table,
     "A table gives less than was asked of it: no cell, no place, values that are missing, vessels outside."},
    {Code::view,
     "A view says something that `render --view` does not understand (docs/reference/tilscape-view.md)."},
});

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    std::string line(text.substr(0, end));
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(std::move(line));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

/// A long line is cut around the place that is meant; what a terminal would obey is not shown.
struct Cut {
  std::string text;
  int column = 1;
};

Cut cut(std::string_view line, int column) {
  constexpr int before = 60;
  constexpr std::size_t most = 110;
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < line.size();) {
    std::size_t next = i + 1;
    while (next < line.size() && (static_cast<unsigned char>(line[next]) & 0xC0U) == 0x80U) ++next;
    const std::string_view one = line.substr(i, next - i);
    shown.emplace_back(static_cast<unsigned char>(line[i]) < 0x20 ? " " : one);
    i = next;
  }
  Cut out{"", column};
  std::size_t first = 0;
  if (shown.size() > most && column > before) {
    first = static_cast<std::size_t>(column - before);
    out.text = "...";
    out.column = before + 3;
  }
  const std::size_t last = std::min(shown.size(), first + most);
  for (std::size_t i = first; i < last; ++i) out.text += shown[i];
  if (last < shown.size()) out.text += "...";
  return out;
}

/// What makes two problems the same.
auto key(const Problem& p) {
  return std::tie(p.where.file, p.where.line, p.where.column, p.code, p.problem);
}

/// Is it wrong by itself, whatever else the scenario says?
bool holds_alone(Code code) {
  switch (code) {
    case Code::format_version:
    case Code::wants_map:
    case Code::wants_list:
    case Code::wants_value:
    case Code::unknown_key:
    case Code::quantity:
    case Code::unit_missing:
    case Code::out_of_range:
    case Code::unknown_word:
    case Code::boolean:
    case Code::distribution:
    case Code::whole_number:
    case Code::share:
    case Code::bad_name:
    case Code::too_many_entries:
    case Code::no_such_file:
    case Code::bad_override:
      return true;
    default:
      return false;
  }
}

std::string counted(std::size_t n, const char* word) {
  return fmt::format("{} {}{}", n, word, n == 1 ? "" : "s");
}

}  // namespace

std::span<const CodeInfo> code_table() {
  return codes;
}

std::string Problem::name() const {
  return fmt::format("{}{:04}", severity == Severity::error ? 'E' : 'W', static_cast<int>(code));
}

void Problems::add_source(const std::string& file, const std::string& text, std::string via) {
  sources_.try_emplace(file, Source{split_lines(text), std::move(via), sources_.size()});
}

void Problems::add(Problem problem) {
  std::string& s = problem.suggestion;
  if (!s.empty() && s[0] >= 'a' && s[0] <= 'z') s[0] = static_cast<char>(s[0] - 'a' + 'A');
  const auto source = sources_.find(problem.where.file);
  if (problem.via.empty() && source != sources_.end()) problem.via = source->second.via;
  keep(std::move(problem));
}

void Problems::keep(Problem problem) {
  if (problem.code == Code::unused && unused_left_out_) return;
  if (only_alone_ && !holds_alone(problem.code)) return;
  if (problem.severity == Severity::error)
    places_.emplace(problem.where.file, problem.where.line, problem.where.column);
  all_.push_back(std::move(problem));
}

bool Problems::error_at(const Location& where) const {
  return where.line > 0 && places_.contains({where.file, where.line, where.column});
}

void Problems::error(Code code, const Location& where, int length, std::string problem, std::string why,
                     std::string suggestion) {
  add({where, length, code, Severity::error, std::move(problem), std::move(why), std::move(suggestion), {}});
}

void Problems::warning(Code code, const Location& where, int length, std::string problem, std::string why,
                       std::string suggestion) {
  add({where,
       length,
       code,
       Severity::warning,
       std::move(problem),
       std::move(why),
       std::move(suggestion),
       {}});
}

std::size_t Problems::errors() const {
  return static_cast<std::size_t>(std::count_if(
      all_.begin(), all_.end(), [](const Problem& p) { return p.severity == Severity::error; }));
}

std::size_t Problems::warnings() const {
  return all_.size() - errors();
}

std::vector<Problem> Problems::sorted() const {
  const auto place = [this](const Problem& p) {
    const auto source = sources_.find(p.where.file);
    const std::size_t order = source == sources_.end() ? sources_.size() : source->second.order;
    return std::make_tuple(order, p.where.line, p.where.column);
  };
  std::vector<Problem> out = all_;
  std::stable_sort(out.begin(), out.end(),
                   [&](const Problem& a, const Problem& b) { return place(a) < place(b); });
  const auto same = [&](const Problem& a, const Problem& b) {
    return place(a) == place(b) && a.code == b.code && a.problem == b.problem;
  };
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

bool Problems::has(const Problem& problem) const {
  return std::any_of(all_.begin(), all_.end(), [&](const Problem& p) { return key(p) == key(problem); });
}

bool Problems::has(Code code) const {
  return std::any_of(all_.begin(), all_.end(), [&](const Problem& p) { return p.code == code; });
}

void Problems::join(const Problems& other) {
  std::vector<std::pair<const std::string*, const Source*>> theirs;
  for (const auto& [file, source] : other.sources_) theirs.emplace_back(&file, &source);
  std::sort(theirs.begin(), theirs.end(),
            [](const auto& a, const auto& b) { return a.second->order < b.second->order; });
  for (const auto& [file, source] : theirs)
    sources_.try_emplace(*file, Source{source->lines, source->via, sources_.size()});
  std::set<decltype(key(all_.front()))> here;
  const std::vector<Problem> before = all_;
  for (const Problem& p : before) here.insert(key(p));
  for (const Problem& p : other.all_)
    if (here.insert(key(p)).second) keep(p);
}

std::string Problems::excerpt(const Problem& problem) const {
  const auto source = sources_.find(problem.where.file);
  if (source == sources_.end() || problem.where.line < 1) return {};
  const auto index = static_cast<std::size_t>(problem.where.line - 1);
  if (index >= source->second.lines.size()) return {};
  const Cut line = cut(source->second.lines[index], problem.where.column);
  const std::string number = fmt::format("{}", problem.where.line);
  const int room = std::max(1, characters(line.text) - line.column + 1);
  const auto carets = static_cast<std::size_t>(std::clamp(problem.length, 1, room));
  return fmt::format("{0:>{1}} |\n{2} | {3}\n{0:>{1}} | {0:>{4}}{5}\n", "", number.size(), number, line.text,
                     line.column - 1, std::string(carets, '^'));
}

std::string Problems::text(std::size_t most) const {
  const std::vector<Problem> all = sorted();
  std::string out;
  for (std::size_t i = 0; i < std::min(most, all.size()); ++i) {
    const Problem& p = all[i];
    if (p.where.line > 0)
      out += fmt::format("{}:{}:{}: ", p.where.file, p.where.line, p.where.column);
    else if (!p.where.file.empty())
      out += p.where.file + ": ";
    out +=
        fmt::format("{}[{}]: {}", p.severity == Severity::error ? "error" : "warning", p.name(), p.problem);
    if (!p.why.empty()) out += fmt::format(" ({})", p.why);
    if (!p.suggestion.empty()) out += fmt::format(". {}", p.suggestion);
    out += '\n';
    out += excerpt(p);
    if (!p.via.empty()) out += fmt::format("  ({})\n", p.via);
    out += '\n';
  }
  if (all.size() > most) out += fmt::format("... and {} more\n\n", all.size() - most);
  const auto errors = static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const Problem& p) { return p.severity == Severity::error; }));
  if (!all.empty())
    out += fmt::format("{}, {}\n", counted(errors, "error"), counted(all.size() - errors, "warning"));
  return out;
}

std::string Problems::json() const {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::size_t errors = 0;
  for (const Problem& p : sorted()) {
    errors += p.severity == Severity::error ? 1 : 0;
    list.push_back({{"file", p.where.file},
                    {"line", p.where.line},
                    {"column", p.where.column},
                    {"length", p.length},
                    {"code", p.name()},
                    {"severity", p.severity == Severity::error ? "error" : "warning"},
                    {"problem", p.problem},
                    {"why", p.why},
                    {"suggestion", p.suggestion},
                    {"via", p.via}});
  }
  const nlohmann::ordered_json out = {{"schema", "tilscape.problems.1"},
                                      {"errors", errors},
                                      {"warnings", list.size() - errors},
                                      {"problems", list}};
  return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace tilscape::scenarios
