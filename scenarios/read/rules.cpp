// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/rules.hpp"

#include "engine/base/text.hpp"
#include "engine/rule/program.hpp"
#include "scenarios/read/source.hpp"

#include <algorithm>
#include <memory>

namespace tilscape::scenarios {

namespace {

/// The descriptor of `divide.rate` or `consume.oxygen.rate`; nullptr when it is none that can be a formula.
const ParameterInfo* target_of(const std::vector<std::string>& path,
                               const std::vector<BehaviourInfo>& catalogue) {
  const auto behaviour = std::find_if(catalogue.begin(), catalogue.end(),
                                      [&](const BehaviourInfo& b) { return b.name == path[0]; });
  if (behaviour == catalogue.end()) return nullptr;
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
std::vector<std::string> possible_targets(const Node& type, const std::vector<BehaviourInfo>& catalogue) {
  std::vector<std::string> out;
  for (const BehaviourInfo& b : catalogue) {
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

void multiply(Node& type, const std::vector<std::string>& path, const ParameterInfo& info,
              const std::string& factor, const Node& rule, Problems& problems) {
  Node* at = &type;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    Node* next = at->find(path[i]);
    if (next == nullptr) {
      problems.error(Code::sentence, rule.where, rule.length(),
                     joined({"the rule changes ", ticked(path[i]), ", which the agent type does not have"}));
      return;
    }
    if (next->scalar() && i > 0 && !next->empty()) {  // `consume: { oxygen: 10 1/min }`: the main child
      Node map;
      map.kind = Node::Kind::map;
      map.where = next->where;
      map.set(path.back(), next->where, *next);
      *next = std::move(map);
    }
    if (next->empty()) next->kind = Node::Kind::map;
    if (!next->map()) return;
    at = next;
  }
  Node* old = at->find(path.back());
  Node value;
  value.where = old != nullptr ? old->where : rule.where;
  std::string before = old != nullptr && old->scalar() ? std::string(split_source(old->text).text)
                                                       : info.default_value.value_or("");
  if (before.empty()) {
    problems.error(Code::sentence, rule.where, rule.length(),
                   joined({ticked(path.back()), " has no value that the rule could change"}));
    return;
  }
  constexpr std::size_t longest_expression = 4096;
  if (before.size() + factor.size() > longest_expression) {
    problems.error(Code::sentence, rule.where, rule.length(),
                   joined({"too many rules change ", ticked(path.back())}));
    return;
  }
  value.text = before == "1" ? factor : joined({"(", before, ") * (", factor, ")"});
  const Location where = value.where;
  at->set(path.back(), where, std::move(value));
}

void apply(Node& type, const Node& rule, const std::vector<BehaviourInfo>& catalogue, Problems& problems) {
  const Sourced sourced = split_source(rule.text);
  const std::optional<Sentence> sentence = parse_sentence(sourced.text);
  if (!sentence) {
    problems.error(
        Code::sentence, rule.where, rule.length(), joined({"cannot read the rule ", ticked(rule.text)}), {},
        "Write `{ in: [state], when: condition, become: state }` or \"oxygen increases divide.rate, "
        "half-max 12 mmHg, hill 4\"");
    return;
  }
  const std::vector<std::string> path = split_path(sentence->target);
  const ParameterInfo* info = target_of(path, catalogue);
  if (info == nullptr) {
    const std::vector<std::string> targets = possible_targets(type, catalogue);
    problems.error(Code::sentence, rule.where, rule.length(),
                   joined({"a rule cannot change ", ticked(sentence->target)}),
                   targets.empty() ? "the agent type has nothing that it can change"
                                   : "it can change: " + listed(targets),
                   did_you_mean(sentence->target, targets));
    return;
  }
  multiply(type, path, *info, sentence->expression, rule, problems);
}

}  // namespace

void apply_sentences(Node& root, const std::vector<BehaviourInfo>& catalogue, Problems& problems) {
  Node* agents = root.find("agents");
  if (agents == nullptr || !agents->map()) return;
  for (Node::Entry& type : agents->entries) {
    if (!type.value.map()) continue;
    Node* rules = type.value.find("rules");
    if (rules == nullptr || !rules->sequence()) continue;
    std::vector<Node> sentences;
    for (const Node& rule : rules->items)
      if (rule.scalar()) sentences.push_back(rule);
    std::erase_if(rules->items, [](const Node& rule) { return rule.scalar(); });
    for (const Node& rule : sentences) apply(type.value, rule, catalogue, problems);
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
                             [](const auto& b) { return b.first == "become"; });
  if (become == spec.behaviours.end())
    become = spec.behaviours.insert(spec.behaviours.end(), {"become", Values{}});
  std::size_t number = 0;
  for (const Value::Record& rule : rules) {
    Value v;
    v.where = rule->has("when") ? rule->at("when").where : Location{};
    v.data = rule;
    become->second.set("rule " + std::to_string(++number), std::move(v));
  }
}

}  // namespace tilscape::scenarios
