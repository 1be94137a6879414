// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/verify/expectation.hpp"

#include "engine/base/table.hpp"
#include "engine/base/text.hpp"
#include "scenarios/read/detail/find.hpp"
#include "scenarios/read/refused.hpp"
#include "scenarios/verify/trimmed.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tilscape::scenarios {

namespace {

class Section {
 public:
  Section(const Scenario& scenario, const Run* run, Problems& problems, const Doubtful& doubtful)
      : scenario_(scenario),
        run_(run),
        problems_(problems),
        doubtful_(doubtful),
        node_(*scenario.tree.find("expect")) {}

  std::vector<Expectation> read() {
    std::vector<Expectation> out;
    if (!scenario_.root.has("expect") || is_refused(scenario_.root.at("expect"))) return out;
    const Values& claims = scenario_.root.map("expect");
    for (const Node::Entry& e : node_.entries)
      if (claims.has(e.key) && std::holds_alternative<Value::Record>(claims.at(e.key).data))
        out.push_back(claim(e.key, claims.map(e.key)));
    return out;
  }

 private:
  /// Without what was refused, which is as if it had not been said.
  static Values sound(const Values& all) {
    Values out;
    for (const auto& [name, value] : all.entries())
      if (!is_refused(value)) out.set(name, value);
    return out;
  }
  static bool refused(const Values& all, std::initializer_list<const char*> keys) {
    return std::any_of(keys.begin(), keys.end(),
                       [&](const char* k) { return all.has(k) && is_refused(all.at(k)); });
  }

  Expectation claim(const std::string& name, const Values& all) {
    const Node::Entry& entry = *node_.entry(name);
    const Values v = sound(all);
    Expectation e;
    e.name = name;
    e.where = entry.where;
    if (const Node* value = entry.value.find("value")) e.value_at = value->where;
    e.about = v.text_or("about", "");
    e.value = v.text_or("value", "");
    e.published = v.text_or("published", "");
    e.source = v.text_or("source", "");
    const std::string kind = v.text_or("kind", "");
    e.kind = kind == "exact"       ? Expectation::Kind::exact
             : kind == "direction" ? Expectation::Kind::direction
                                   : Expectation::Kind::quantitative;
    e.verification = v.text_or("tests", "") == "verification";
    e.seeds = static_cast<std::size_t>(v.number_or("seeds", 1));
    if (e.kind != Expectation::Kind::exact && e.seeds < fewest_for_an_interval &&
        !refused(all, {"seeds", "kind"}))
      error(*node_.find(name)->find("seeds"), Code::out_of_range,
            fmt::format("{} seed{} give{} no interval", e.seeds, e.seeds == 1 ? "" : "s",
                        e.seeds == 1 ? "s" : ""),
            "the band is held against the interval of their mean",
            fmt::format("At least {}, or `kind: exact`", fewest_for_an_interval));
    if (e.value.empty() && v.has("value"))
      error(*entry.value.find("value"), Code::expression, "nothing is measured", {},
            "Take it from the run: `last(cancer.count)`");
    if (v.has("source") && trimmed(e.source).empty())
      error(*entry.value.find("source"), Code::missing_key,
            joined({"`source` is missing under ", ticked(name)}), "nothing is written here",
            "Name who published it, or which law it is; `assumed` where nobody has");
    if (e.kind == Expectation::Kind::direction && v.has("within"))
      error(*entry.value.find("within"), Code::one_of, "a direction has one end", {},
            "Write `above` or `below`");
    const bool banded = !refused(all, {"within", "above", "below"}) && band(entry, v, e.band);
    const bool timed = has_unit_of_time(entry);
    if (run_ != nullptr && !e.value.empty()) {
      std::optional<Curve> against;
      if (all.has("against")) against = timed ? table(entry, v) : Curve{.unread = true};
      compile(entry, against, banded, e);
    }
    if (!refused(all, {"challenge"})) challenge(entry, v, e.challenge);
    return e;
  }

  void error(const Node& at, Code code, std::string problem, std::string why = {},
             std::string suggestion = {}) {
    problems_.error(code, at.where, at.length(), std::move(problem), std::move(why), std::move(suggestion));
  }
  void error_at_key(const Node::Entry& at, Code code, std::string problem, std::string why = {},
                    std::string suggestion = {}) {
    problems_.error(code, at.where, characters(at.key), std::move(problem), std::move(why),
                    std::move(suggestion));
  }

  /// What is behind the first `at` characters, if it can be the unit of them: `1/h` where `/h` stands, and
  /// not what begins within a number or is one.
  static std::string unit_behind(std::string_view text, std::size_t at) {
    constexpr std::string_view digits = "0123456789.";
    const std::string_view unit = trimmed(text.substr(at));
    if (unit.find_first_not_of("0123456789 .,+-*/^()") == std::string_view::npos) return {};
    if (digits.find(unit[0]) != std::string_view::npos && text[at - 1] != ' ') return {};
    if (unit[0] != '/') return std::string(unit);
    return digits.find(trimmed(unit.substr(1))[0]) == std::string_view::npos ? joined({"1", unit})
                                                                             : std::string();
  }

  /// The unit that a quantity is written in; the canonical one where the text does not end with one.
  static std::string unit_of(std::string_view text, const Dimension& dimension) {
    for (std::size_t i = 1; i < text.size(); ++i) {
      const std::string unit = unit_behind(text, i);
      if (!is_unit(unit) || !(parse_unit(unit).unit->dimension == dimension)) continue;
      const QuantityParse number = parse_quantity(trimmed(text.substr(0, i)));
      if (number.quantity && number.quantity->dimension == Dimension{}) return unit;
    }
    return canonical_unit(dimension);
  }

  /// An end of the band.
  bool end(const Node& node, const std::string& text, Within& band, double& value) {
    const QuantityParse read = parse_quantity(text);
    if (!read.quantity) {
      error(node, Code::quantity, read.problem, {}, read.suggestion);
      return false;
    }
    value = read.quantity->value;
    band.dimension = read.quantity->dimension;
    band.unit = unit_of(text, band.dimension);
    band.factor = band.unit.empty() ? 1 : parse_unit(band.unit).unit->value;
    return true;
  }

  bool band(const Node::Entry& entry, const Values& v, Within& out) {
    const bool both = v.has("within");
    const bool one = v.has("above") || v.has("below");
    if (both == one || (v.has("above") && v.has("below"))) {
      error_at_key(entry, Code::one_of,
                   joined({ticked(entry.key), " has exactly one of `within`, `above` and `below`"}),
                   "the band in which it lies");
      return false;
    }
    out.where = v.at(both ? "within" : v.has("above") ? "above" : "below").where;
    if (!both) {
      const char* key = v.has("above") ? "above" : "below";
      return end(*entry.value.find(key), v.text(key), out, v.has("above") ? out.least : out.most);
    }
    const Node& list = *entry.value.find("within");
    const std::vector<std::string>& ends = v.list("within");
    if (ends.empty() || ends.size() > 2) {
      error(list, Code::one_of, "a band is `[from, to]`, or one value");
      return false;
    }
    const auto item = [&](std::size_t i) -> const Node& { return list.sequence() ? list.items[i] : list; };
    Within upper;
    if (!end(item(0), ends[0], out, out.least)) return false;
    if (!end(item(ends.size() - 1), ends.back(), upper, out.most)) return false;
    if (!(out.dimension == upper.dimension)) {
      error(item(ends.size() - 1), Code::wrong_dimension, "the ends of the band measure different things");
      return false;
    }
    if (!(out.least <= out.most)) {
      error(list, Code::out_of_range, "the band ends below its beginning");
      return false;
    }
    return true;
  }

  /// The unit of a table's times, whatever else is wrong with the table.
  bool has_unit_of_time(const Node::Entry& entry) {
    const Node* against = entry.value.find("against");
    const Node* unit = against == nullptr ? nullptr : against->find("unit");
    if (unit == nullptr || !unit->scalar()) return true;
    const UnitParse read = parse_unit(unit->text);
    if (!read.unit || read.unit->dimension == dimension_of("min")) return true;
    error(*unit, Code::wrong_dimension, ticked(unit->text) + " is not a unit of time");
    return false;
  }

  /// The table of a claim; one that is unread when it does not hold.
  Curve table(const Node::Entry& entry, const Values& v) {
    const Curve unread = {.unread = true};
    if (!v.has("against")) return unread;
    const Values& against = v.map("against");
    const Node& node = *entry.value.find("against");
    if (std::any_of(against.entries().begin(), against.entries().end(),
                    [](const auto& a) { return is_refused(a.second); }))
      return unread;
    try {
      return read_curve(against);
    } catch (const TableError& e) {
      for (const TableProblem& p : e.problems)
        problems_.error(
            Code::table,
            {e.file, static_cast<int>(p.line), static_cast<int>(std::max<std::size_t>(p.column, 1))}, 1,
            p.what);
    } catch (const InputError& e) {
      error(*node.find("file"), Code::cannot_read, e.what());
    }
    return unread;
  }

  void compile(const Node::Entry& entry, const std::optional<Curve>& against, bool banded, Expectation& e) {
    auto made = observe(e.value, *run_, scenario_.variants, against ? &*against : nullptr,
                        banded ? std::optional(e.band.dimension) : std::nullopt, doubtful_);
    if (const auto* wrong = std::get_if<ExpressionError>(&made)) {
      if (wrong->problem.empty()) return;  // what is doubtful
      problems_.error(Code::expression, entry.value.find("value")->at(wrong->offset), 1, wrong->problem,
                      "in what is expected of the runs", wrong->suggestion);
      return;
    }
    e.observation = std::get<Observation>(std::move(made));
    if (against && !against->unread &&
        std::none_of(e.observation.measures.begin(), e.observation.measures.end(),
                     [](const Measure& m) { return m.kind == Measure::Kind::fold; }))
      error(*entry.value.find("against"), Code::one_of, "nothing is held against this table", {},
            "`fold(cancer.count)` in `value` does");
    if (e.observation.measures.empty())
      error(*entry.value.find("value"), Code::expression, "this is the same number for every run", {},
            "Take it from the run: `last(cancer.count)`");
  }

  void challenge(const Node::Entry& entry, const Values& v, Challenge& out) {
    if (!v.has("challenge")) {
      error_at_key(entry, Code::missing_key, joined({"`challenge` is missing under ", ticked(entry.key)}),
                   "a claim that nothing could refute says nothing",
                   "Name a variant or a change under which it must fail");
      return;
    }
    const Values c = sound(v.map("challenge"));
    if (refused(v.map("challenge"), {"variant"})) return;
    const Node& node = *entry.value.find("challenge");
    out.variant = c.text_or("variant", "");
    out.because = c.text_or("because", "");
    out.where = node.where;
    const std::size_t before = problems_.errors();
    if (!out.variant.empty() && std::find(scenario_.variants.begin(), scenario_.variants.end(),
                                          out.variant) == scenario_.variants.end())
      error(*node.find("variant"), Code::unknown_variant,
            joined({"there is no variant ", ticked(out.variant)}),
            scenario_.variants.empty() ? "the scenario has none" : "there are: " + listed(scenario_.variants),
            did_you_mean(out.variant, scenario_.variants));
    const Node& tree = scenario_.tree;
    for (const auto& [section, changed] :
         {std::pair("outputs", node_at(tree, {"variants", out.variant, "outputs"})),
          std::pair("time", node_at(tree, {"variants", out.variant, "time", "end"}))})
      if (changed != nullptr)
        error(*node.find("variant"), Code::one_of,
              joined({"the variant ", ticked(out.variant), " changes what is measured: ", ticked(section)}),
              fmt::format("in line {}; under a challenge the same is measured of another model",
                          changed->where.line));
    const bool wrong_variant = problems_.errors() > before;
    if (const Node* said = node.find("set"); said != nullptr && !said->empty()) changes(*said, out);
    const Node* set = node.find("set");
    if (out.variant.empty() && (set == nullptr || set->empty()))
      error(node, Code::one_of, "a challenge changes something: `variant`, `set` or both");
    if (wrong_variant) out.variant.clear();  // what comes of it follows
  }

  void changes(const Node& set, Challenge& out) {
    if (!set.map()) {
      error(set, Code::wants_map, "`set` is a map from paths to what they become");
      return;
    }
    for (const Node::Entry& e : set.entries) {
      const std::string_view section = std::string_view(e.key).substr(0, e.key.find('.'));
      if (!e.value.scalar() || e.value.empty())
        error(e.value, Code::wants_value, "a change is a single value");
      else if (e.key == "time.end")
        error(e.value, Code::one_of, "a challenge lasts as long as what it challenges",
              "under a challenge the same is measured of another model");
      else if (section == "outputs" || section == "expect" || section == "ensemble")
        error(e.value, Code::one_of, joined({ticked(section), " is no part of the model"}),
              "under a challenge the same is measured of another model");
      else
        out.set.push_back(joined({e.key, "=", e.value.text})), out.places.push_back(e.where);
    }
  }

  const Scenario& scenario_;
  const Run* run_;
  Problems& problems_;
  const Doubtful& doubtful_;
  const Node& node_;
};

}  // namespace

std::string Challenge::text() const {
  std::vector<std::string> parts;
  if (!variant.empty()) parts.push_back("variant " + variant);
  for (const std::string& change : set) {
    const std::size_t equals = change.find('=');
    parts.push_back(joined({change.substr(0, equals), " = ", change.substr(equals + 1)}));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string Within::text() const {
  const std::string behind = unit.empty() ? "" : " " + unit;
  if (!std::isfinite(most)) return fmt::format("above {:.6g}{}", least / factor, behind);
  if (!std::isfinite(least)) return fmt::format("below {:.6g}{}", most / factor, behind);
  return fmt::format("{:.6g} to {:.6g}{}", least / factor, most / factor, behind);
}

const char* kind_name(Expectation::Kind kind) {
  return kind == Expectation::Kind::exact       ? "exact"
         : kind == Expectation::Kind::direction ? "direction"
                                                : "quantitative";
}

bool has_expectations(const Scenario& scenario) {
  const Node* node = scenario.tree.find("expect");
  return node != nullptr && node->map() && !node->entries.empty();
}

std::vector<Expectation> read_expectations(const Scenario& scenario, const Run* run, Problems& problems,
                                           const Doubtful& doubtful) {
  return has_expectations(scenario) ? Section(scenario, run, problems, doubtful).read()
                                    : std::vector<Expectation>{};
}

}  // namespace tilscape::scenarios
