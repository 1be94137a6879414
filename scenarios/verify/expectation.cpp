// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/verify/expectation.hpp"

#include "engine/base/table.hpp"
#include "engine/base/text.hpp"
#include "scenarios/read/refused.hpp"
#include "scenarios/read/written.hpp"
#include "scenarios/subjects/ensemble.hpp"
#include "scenarios/verify/trimmed.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <set>

namespace tilscape::scenarios {

namespace {

/// Reads one claim. What was refused is as if it had not been said, and nothing more is told of it.
class ClaimReader {
 public:
  ClaimReader(const Scenario& scenario, const Node::Entry& entry, const Values& values, Problems& problems)
      : scenario_(scenario), entry_(entry), problems_(problems), said_(entry.value, sound(values, {})) {}

  /// `run`: that the scenario makes; null: none.
  Expectation read(const Run* run, const Doubtful& doubtful) {
    Expectation e;
    e.name = entry_.key;
    e.where = entry_.where;
    if (const Node* value = said_.text(said_->value)) e.value_at = value->where;
    e.about = said_->about.value_or("");
    e.value = said_->value.value_or("");
    e.published = said_->published.value_or("");
    e.source = said_->source.value_or("");
    e.kind = meaning(claim_kinds, said_->kind.value_or(""), ClaimKind::quantitative);
    e.tests = meaning(claim_tests, said_->tests.value_or(""), ClaimTests::validation);
    e.seeds = static_cast<std::size_t>(said_->seeds.value_or(1));
    if (e.kind != ClaimKind::exact && e.seeds < fewest_for_an_interval &&
        !(refused(said_->seeds) || refused(said_->kind)))
      error(*said_.text(said_->seeds), Code::out_of_range,
            fmt::format("{} seed{} give{} no interval", e.seeds, e.seeds == 1 ? "" : "s",
                        e.seeds == 1 ? "s" : ""),
            "the band is held against the interval of their mean",
            fmt::format("At least {}, or `kind: exact`", fewest_for_an_interval));
    if (e.value.empty() && said_->value.given())
      error(*said_.text(said_->value), Code::expression, "nothing is measured", {},
            "Take it from the run: `last(cancer.count)`");
    if (said_->source.given() && trimmed(e.source).empty())
      error(*said_.text(said_->source), Code::missing_key,
            joined({"`source` is missing under ", ticked(e.name)}), "nothing is written here",
            "Name who published it, or which law it is; `assumed` where nobody has");
    if (e.kind == ClaimKind::direction && said_->within.given())
      error(*said_.text(said_->within), Code::one_of, "a direction has one end", {},
            "Write `above` or `below`");
    const bool unclear = refused(said_->within) || refused(said_->above) || refused(said_->below);
    const bool banded = !unclear && band(e.band);
    const bool timed = has_unit_of_time();
    if (run != nullptr && !e.value.empty()) {
      std::optional<Curve> against;
      if (said_->against.given() || refused(said_->against))
        against = timed ? table() : Curve{.unread = true};
      compile(*run, doubtful, against, banded, e);
    }
    if (!refused(said_->challenge)) challenge(e.challenge);
    return e;
  }

 private:
  /// Without what was refused, whose names are kept.
  Values sound(const Values& all, const std::string& path) {
    Values out;
    for (const auto& [name, value] : all.entries()) {
      if (is_refused(value)) {
        refused_.insert(path + name);
        continue;
      }
      Value copy = value;
      if (const auto* record = std::get_if<Value::Record>(&value.data))
        copy.data = std::make_shared<const Values>(sound(**record, path + name + "."));
      out.set(name, std::move(copy));
    }
    return out;
  }
  template <class T>
  [[nodiscard]] bool refused(const Parameter<T>& parameter) const {
    return refused_.contains(parameter.name());
  }

  void error(const Node& at, Code code, std::string problem, std::string why = {},
             std::string suggestion = {}) {
    problems_.error(code, at.where, at.length(), std::move(problem), std::move(why), std::move(suggestion));
  }
  /// Of the claim as a whole.
  void error_at_key(Code code, std::string problem, std::string why = {}, std::string suggestion = {}) {
    problems_.error(code, entry_.where, characters(entry_.key), std::move(problem), std::move(why),
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

  bool band(Within& out) {
    const bool both = said_->within.given();
    const bool above = said_->above.given();
    const bool one = above || said_->below.given();
    if (both == one || (above && said_->below.given())) {
      error_at_key(Code::one_of,
                   joined({ticked(entry_.key), " has exactly one of `within`, `above` and `below`"}),
                   "the band in which it lies");
      return false;
    }
    if (!both) {
      const Parameter<std::string>& said = above ? said_->above : said_->below;
      out.where = said.where();
      return end(*said_.text(said), *said, out, above ? out.least : out.most);
    }
    out.where = said_->within.where();
    const Node& list = *said_.text(said_->within);
    const std::vector<std::string> ends = *said_->within;
    if (ends.empty() || ends.size() > 2) {
      error(list, Code::one_of, "a band is `[from, to]`, or one value");
      return false;
    }
    const Node& upper_end = said_.item(said_->within, ends.size() - 1);
    Within upper;
    if (!end(said_.item(said_->within, 0), ends[0], out, out.least)) return false;
    if (!end(upper_end, ends.back(), upper, out.most)) return false;
    if (!(out.dimension == upper.dimension)) {
      error(upper_end, Code::wrong_dimension, "the ends of the band measure different things");
      return false;
    }
    if (!(out.least <= out.most)) {
      error(list, Code::out_of_range, "the band ends below its beginning");
      return false;
    }
    return true;
  }

  /// The unit of a table's times, whatever else is wrong with the table.
  bool has_unit_of_time() {
    const Node* against = said_.text(said_->against);
    const Node* unit = against == nullptr ? nullptr : against->find(AgainstParams().unit.name());
    if (unit == nullptr || !unit->scalar()) return true;
    const UnitParse read = parse_unit(unit->text);
    if (!read.unit || read.unit->dimension == dimension_of("min")) return true;
    error(*unit, Code::wrong_dimension, ticked(unit->text) + " is not a unit of time");
    return false;
  }

  /// The table of a claim; one that is unread when it does not hold.
  Curve table() {
    const Curve unread = {.unread = true};
    const std::string below = said_->against.name() + ".";
    if (refused(said_->against) ||
        std::any_of(refused_.begin(), refused_.end(),
                    [&](const std::string& name) { return name.starts_with(below); }))
      return unread;
    const AgainstParams against = *said_->against;
    try {
      return read_curve(against);
    } catch (const TableError& e) {
      for (const TableProblem& p : e.problems)
        problems_.error(
            Code::table,
            {e.file, static_cast<int>(p.line), static_cast<int>(std::max<std::size_t>(p.column, 1))}, 1,
            p.what);
    } catch (const InputError& e) {
      error(*said_.text(against.file), Code::cannot_read, e.what());
    }
    return unread;
  }

  void compile(const Run& run, const Doubtful& doubtful, const std::optional<Curve>& against, bool banded,
               Expectation& e) {
    const Node& value = *said_.text(said_->value);
    auto made = observe(e.value, run, scenario_.variants, against ? &*against : nullptr,
                        banded ? std::optional(e.band.dimension) : std::nullopt, doubtful);
    if (const auto* wrong = std::get_if<ExpressionError>(&made)) {
      if (wrong->problem.empty()) return;  // what is doubtful
      problems_.error(Code::expression, value.at(wrong->offset), 1, wrong->problem,
                      "in what is expected of the runs", wrong->suggestion);
      return;
    }
    e.observation = std::get<Observation>(std::move(made));
    if (against && !against->unread &&
        std::none_of(e.observation.measures.begin(), e.observation.measures.end(),
                     [](const Measure& m) { return m.kind == Measure::Kind::fold; }))
      error(*said_.text(said_->against), Code::one_of, "nothing is held against this table", {},
            "`fold(cancer.count)` in `value` does");
    if (e.observation.measures.empty())
      error(value, Code::expression, "this is the same number for every run", {},
            "Take it from the run: `last(cancer.count)`");
  }

  void challenge(Challenge& out) {
    if (!said_->challenge.given()) {
      error_at_key(Code::missing_key, joined({"`challenge` is missing under ", ticked(entry_.key)}),
                   "a claim that nothing could refute says nothing",
                   "Name a variant or a change under which it must fail");
      return;
    }
    const ChallengeParams c = *said_->challenge;
    if (refused(c.variant)) return;
    const Node& node = *said_.text(said_->challenge);
    out.variant = c.variant.value_or("");
    out.because = c.because.value_or("");
    out.where = node.where;
    const std::size_t before = problems_.errors();
    if (!out.variant.empty() && std::find(scenario_.variants.begin(), scenario_.variants.end(),
                                          out.variant) == scenario_.variants.end())
      error(*said_.text(c.variant), Code::unknown_variant,
            joined({"there is no variant ", ticked(out.variant)}),
            scenario_.variants.empty() ? "the scenario has none" : "there are: " + listed(scenario_.variants),
            did_you_mean(out.variant, scenario_.variants));
    const Node& tree = scenario_.tree;
    for (const auto& [section, changed] :
         {std::pair("outputs", node_at(tree, {"variants", out.variant, "outputs"})),
          std::pair("time", node_at(tree, {"variants", out.variant, "time", "end"}))})
      if (changed != nullptr)
        error(*said_.text(c.variant), Code::one_of,
              joined({"the variant ", ticked(out.variant), " changes what is measured: ", ticked(section)}),
              fmt::format("in line {}; under a challenge the same is measured of another model",
                          changed->where.line));
    const bool wrong_variant = problems_.errors() > before;
    const Node* set = said_.text(c.set);
    if (set != nullptr && !set->empty()) changes(*set, out);
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
      else if (section == "outputs" || section == claims_name || section == ensemble_name)
        error(e.value, Code::one_of, joined({ticked(section), " is no part of the model"}),
              "under a challenge the same is measured of another model");
      else
        out.set.push_back(joined({e.key, "=", e.value.text})), out.places.push_back(e.where);
    }
  }

  const Scenario& scenario_;
  const Node::Entry& entry_;
  Problems& problems_;
  std::set<std::string> refused_;  ///< by name: "challenge.variant"
  Written<ClaimParams> said_;
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

bool has_expectations(const Scenario& scenario) {
  const Node* node = scenario.tree.find(claims_name);
  return node != nullptr && node->map() && !node->entries.empty();
}

std::vector<Expectation> read_expectations(const Scenario& scenario, const Run* run, Problems& problems,
                                           const Doubtful& doubtful) {
  std::vector<Expectation> out;
  if (!has_expectations(scenario) || !scenario.root.has(claims_name) ||
      is_refused(scenario.root.at(claims_name)))
    return out;
  const Values& claims = scenario.root.map(claims_name);
  for (const Node::Entry& entry : scenario.tree.find(claims_name)->entries)
    if (claims.has(entry.key) && std::holds_alternative<Value::Record>(claims.at(entry.key).data))
      out.push_back(ClaimReader(scenario, entry, claims.map(entry.key), problems).read(run, doubtful));
  return out;
}

}  // namespace tilscape::scenarios
