// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/rules.hpp"

#include "engine/base/text.hpp"
#include "engine/rule/program.hpp"
#include "scenarios/read/sections.hpp"
#include "scenarios/read/source.hpp"
#include "scenarios/subjects/agent_type.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace tilscape::scenarios {

namespace {

/// The descriptor of `divide.rate` or `consume.oxygen.rate`; nullptr when it is none that can be a formula.
const ParameterInfo* target_of(const std::vector<std::string>& path, const Language& language) {
  const BehaviourInfo* behaviour = language.behaviour(path[0]);
  if (behaviour == nullptr) return nullptr;
  const std::vector<ParameterInfo>* list = &behaviour->parameters;
  std::size_t i = 1;
  if (list->size() == 1 && list->front().name == "*") {
    list = &list->front().children;
    i = 2;
  }
  if (path.size() != i + 1) return nullptr;
  const auto info =
      std::find_if(list->begin(), list->end(), [&](const ParameterInfo& p) { return p.name == path[i]; });
  return info != list->end() && info->kind == ParameterKind::expression ? &*info : nullptr;
}

std::vector<std::string> split_path(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('.', start), text.size());
    out.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return out;
}

/// Every parameter that a sentence can change, for the message.
std::vector<std::string> possible_targets(const Node& type, const Language& language) {
  std::vector<std::string> out;
  for (const auto& [b, make] : language.behaviours()) {
    const Node* given = type.find(b.name);
    if (given == nullptr) continue;
    for (const ParameterInfo& p : b.parameters) {
      if (p.kind == ParameterKind::expression) out.push_back(b.name + "." + p.name);
      if (p.name == "*" && given->map())
        for (const Node::Entry& e : given->entries)
          for (const ParameterInfo& c : p.children)
            if (c.kind == ParameterKind::expression) out.push_back(b.name + "." + e.key + "." + c.name);
    }
  }
  return out;
}

/// A text put together from parts of others, whose places it remembers.
class Composed {
 public:
  explicit Composed(const Node& rule) : rule_(rule) {}

  /// What the sentence means without writing it.
  Composed& glue(std::string_view text) {
    node_.pieces.push_back({node_.text.size(), rule_.at(0), false});
    node_.text += text;
    return *this;
  }
  /// A part of the sentence.
  Composed& part(std::string_view text) {
    const auto offset = static_cast<std::size_t>(text.data() - rule_.text.data());
    node_.pieces.push_back({node_.text.size(), rule_.at(offset), rule_.shift >= 0});
    node_.text += text;
    return *this;
  }
  /// The value that there was.
  Composed& value(const Node& before) {
    const std::size_t begin = node_.text.size();
    for (Node::Piece piece : before.pieces) {
      piece.begin += begin;
      node_.pieces.push_back(piece);
    }
    if (before.pieces.empty()) node_.pieces.push_back({begin, before.at(0), before.shift >= 0});
    const Sourced split = split_source(before.text);
    node_.text += split.text;
    source_ = split.source;
    return *this;
  }

  Node finish() {
    node_.where = rule_.where;
    if (!source_.empty()) node_.text += joined({" @", source_});
    return std::move(node_);
  }

 private:
  const Node& rule_;
  Node node_;
  std::string source_;
};

/// One sentence of an agent type, and what it changes.
class Change {
 public:
  Change(const Node& rule, const Sentence& sentence, const ParameterInfo& info, Problems& problems)
      : rule_(rule), sentence_(sentence), info_(info), problems_(problems) {}

  void apply(Node& type, const std::vector<std::string>& path) {
    Node* map = owner(type, path);
    if (map == nullptr) return;
    const Node* old = map->find(path.back());
    if (old != nullptr && !old->scalar()) return;  // told by the reader
    Node base;
    if (old != nullptr)
      base = *old;
    else if (sentence_.from.empty())
      base = Composed(rule_).glue(info_.default_value.value_or("")).finish();
    else
      base = Composed(rule_).part(sentence_.from).finish();
    if (base.text.empty())
      return refuse(joined({ticked(path.back()), " has no value that the rule could change"}));
    check(old, base);
    Composed composed(rule_);
    composed.glue(sentence_.increases ? "raised(" : "lowered(").value(base).glue(", ");
    if (!sentence_.to.empty())
      composed.part(sentence_.to);
    else if (sentence_.increases)
      composed.value(base);  // told already; what else is wrong is told as well
    else
      composed.glue(info_.unit.empty() ? "0" : "0 " + info_.unit);
    composed.glue(", hill(").part(sentence_.signal).glue(", ").part(sentence_.half).glue(", ");
    if (sentence_.hill.empty())
      composed.glue("1");
    else
      composed.part(sentence_.hill);
    Node value = composed.glue("))").finish();
    constexpr std::size_t longest_expression = 4096;
    if (value.text.size() > longest_expression)
      return refuse(joined({"too many rules change ", ticked(path.back())}));
    const Location where = old != nullptr ? old->where : rule_.where;
    map->set(path.back(), where, std::move(value));
  }

 private:
  void refuse(std::string problem, std::string why = {}, std::string suggestion = {}) {
    problems_.error(Code::sentence, rule_.where, rule_.length(), std::move(problem), std::move(why),
                    std::move(suggestion));
  }
  void refuse_part(std::string_view part, std::string problem, std::string why = {},
                   std::string suggestion = {}) {
    const Location where = rule_.at(static_cast<std::size_t>(part.data() - rule_.text.data()));
    problems_.error(Code::sentence, where, rule_.shift >= 0 ? characters(part) : 1, std::move(problem),
                    std::move(why), std::move(suggestion));
  }

  /// The map that holds the parameter; made where a shorthand or nothing stands.
  Node* owner(Node& type, const std::vector<std::string>& path) {
    Node* at = &type;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
      Node* next = at->find(path[i]);
      if (next == nullptr) {
        refuse(joined({"the rule changes ", ticked(path[i]), ", which the agent type does not have"}));
        return nullptr;
      }
      if (next->scalar() && i > 0 && !next->empty()) {  // `consume: { oxygen: 10 1/min }`: the main child
        Node map;
        map.kind = Node::Kind::map;
        map.where = next->where;
        map.set(path.back(), next->where, *next);
        *next = std::move(map);
      }
      if (next->empty()) next->kind = Node::Kind::map;
      if (!next->map()) return nullptr;
      at = next;
    }
    return at;
  }

  /// Tells where the sentence contradicts the value, or says too little.
  void check(const Node* old, const Node& base) {
    const std::string_view written = split_source(base.text).text;
    const QuantityParse now = parse_quantity(written);
    const QuantityParse from = parse_quantity(sentence_.from);
    const QuantityParse to = parse_quantity(sentence_.to);
    const std::string target(sentence_.target);
    const bool same = now.quantity && from.quantity && now.quantity->value == from.quantity->value &&
                      now.quantity->dimension == from.quantity->dimension;
    if (old != nullptr && !sentence_.from.empty() && !same) {
      refuse_part(sentence_.from, joined({ticked(target), " is ", ticked(written), " already"}),
                  "a rule goes from the value that the parameter has", "Leave one of the two out");
    }
    if (sentence_.increases && sentence_.to.empty()) {
      const bool unit = now.quantity && now.quantity->value == 1 && now.quantity->dimension.none();
      refuse(
          joined({"the rule does not say to what ", ticked(target), " increases"}),
          "from its value up to another one",
          joined({"Write for example \"", sentence_.signal, " increases ", target,
                  unit ? " from 0 to 1" : joined({" to ", ten_times(written)}), ", half-max ", sentence_.half,
                  sentence_.hill.empty() ? "" : joined({", hill ", sentence_.hill}), "\""}));
    }
    if (now.quantity && to.quantity && now.quantity->dimension == to.quantity->dimension) {
      const bool rises = to.quantity->value > now.quantity->value;
      const bool falls = to.quantity->value < now.quantity->value;
      if (!(sentence_.increases ? rises : falls)) {
        refuse_part(sentence_.to,
                    joined({ticked(sentence_.to), " is not ", sentence_.increases ? "above " : "below ",
                            ticked(written), ", the value of ", ticked(target)}),
                    joined({"the rule says that it ", sentence_.increases ? "increases" : "decreases"}));
      }
    }
  }

  /// In the unit that it has, for an example.
  static std::string ten_times(std::string_view written) {
    const QuantityParse value = parse_quantity(written);
    const std::size_t space = std::min(written.find(' '), written.size());
    const std::string_view unit = written.substr(space);
    if (!value.quantity || !is_unit(unit))
      return value.quantity ? fmt::format("{:g}", 10 * value.quantity->value) : "...";
    return fmt::format("{:g}{}", from_canonical(10 * value.quantity->value, unit), unit);
  }

  const Node& rule_;
  const Sentence& sentence_;
  const ParameterInfo& info_;
  Problems& problems_;
};

void apply(Node& type, const Node& rule, const Language& language, Problems& problems) {
  const std::optional<Sentence> sentence = parse_sentence(split_source(rule.text).text);
  if (!sentence) {
    problems.error(Code::sentence, rule.where, rule.length(),
                   joined({"cannot read the rule ", ticked(rule.text)}), {},
                   "Write `{ in: [state], when: condition, become: state }` or \"oxygen increases "
                   "divide.rate from 0 to 1, "
                   "half-max 12 mmHg, hill 4\"");
    return;
  }
  const std::vector<std::string> path = split_path(std::string(sentence->target));
  const ParameterInfo* info = target_of(path, language);
  if (info == nullptr) {
    const std::vector<std::string> targets = possible_targets(type, language);
    problems.error(Code::sentence, rule.where, rule.length(),
                   joined({"a rule cannot change ", ticked(sentence->target)}),
                   targets.empty() ? "the agent type has nothing that it can change"
                                   : "it can change: " + listed(targets),
                   did_you_mean(sentence->target, targets));
    return;
  }
  Change(rule, *sentence, *info, problems).apply(type, path);
}

/// Increases first: what hinders, hinders also what others have raised, in whatever order it is said.
bool says_increases(const Node& rule) {
  const std::optional<Sentence> sentence = parse_sentence(split_source(rule.text).text);
  return sentence && sentence->increases;
}

}  // namespace

void apply_sentences(Node& root, const Language& language, Problems& problems) {
  Node* agents = root.find("agents");
  if (agents == nullptr || !agents->map()) return;
  for (Node::Entry& type : agents->entries) {
    if (!type.value.map()) continue;
    Problems unheard;  // of a type whose base is not there
    Node* rules = type.value.find("rules");
    if (rules == nullptr || !rules->sequence()) continue;
    std::vector<Node> sentences;
    for (const Node& rule : rules->items)
      if (rule.scalar()) sentences.push_back(rule);
    std::erase_if(rules->items, [](const Node& rule) { return rule.scalar(); });
    std::stable_partition(sentences.begin(), sentences.end(), says_increases);
    for (const Node& rule : sentences)
      apply(type.value, rule, language, type.value.failed ? unheard : problems);
  }
}

void split_endpoints(Node& root) {
  Node* outputs = root.find("outputs");
  Node* endpoints = outputs != nullptr && outputs->map() ? outputs->find("endpoints") : nullptr;
  if (endpoints == nullptr || !endpoints->map()) return;
  for (Node::Entry& e : endpoints->entries) {
    const std::size_t at = e.value.scalar() ? e.value.text.rfind(" for ") : std::string::npos;
    if (at == std::string::npos) continue;
    Node when = e.value;
    when.text = e.value.text.substr(0, at);
    Node lasting = e.value;
    lasting.text = e.value.text.substr(at + 5);
    lasting.where = e.value.at(at + 5);
    if (lasting.shift > 0) lasting.shift = 0;
    Node map;
    map.kind = Node::Kind::map;
    map.where = e.value.where;
    map.set("when", e.value.where, std::move(when));
    const Location behind = lasting.where;
    map.set("lasting", behind, std::move(lasting));
    e.value = std::move(map);
  }
}

void add_rules(AgentSpec& spec) {
  if (!spec.values.has("rules")) return;
  const auto& rules = spec.values.records("rules");
  if (rules.empty()) return;
  auto become = std::find_if(spec.behaviours.begin(), spec.behaviours.end(),
                             [](const auto& b) { return b.first == rules_verb; });
  if (become == spec.behaviours.end())
    become = spec.behaviours.insert(spec.behaviours.end(), {rules_verb, Values{}});
  std::size_t number = 0;
  for (const Value::Record& rule : rules) {
    Value v;
    v.where = rule->has("when") ? rule->at("when").where : Location{};
    v.data = rule;
    become->second.set("rule " + std::to_string(++number), std::move(v));
  }
}

}  // namespace tilscape::scenarios
