// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/schema.hpp"

#include "scenarios/read/sections.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tilscape::scenarios {

namespace {

using Json = nlohmann::ordered_json;
using Kind = ParameterKind;
using List = std::vector<ParameterInfo>;

constexpr const char* number = R"([+-]?\d+(\.\d+)?([eE][+-]?\d+)?(/\d+(\.\d+)?)?)";
constexpr const char* source = R"((\s+@\w+)?)";

Json schema_of(const ParameterInfo& info);

Json reference(const char* name) {
  return {{"$ref", fmt::format("#/$defs/{}", name)}};
}

Json any_of(std::initializer_list<Json> choices) {
  return {{"anyOf", Json(std::vector<Json>(choices))}};
}

/// A plain number, or a quantity in a text.
Json quantity(const ParameterInfo& info) {
  const bool plain = info.unit.empty() || info.unit == "*" || is_own_unit(info.unit);
  Json text = any_of({reference("parameter"), reference(plain ? "quantity" : "quantity_with_unit")});
  std::vector<Json> choices = {std::move(text)};
  if (plain) choices.push_back({{"type", "number"}});
  if (!info.choices.empty()) choices.push_back({{"enum", info.choices}});
  return {{"anyOf", choices}};
}

Json keys_of(const List& parameters) {
  Json properties = Json::object();
  for (const ParameterInfo& p : parameters) {
    properties[p.name] = schema_of(p);
    if (p.kind == Kind::numbers || p.kind == Kind::integers || p.kind == Kind::states ||
        p.kind == Kind::texts || p.kind == Kind::records || p.listed)
      properties[p.name + "+"] = schema_of(p);
  }
  // nothing is `required`: what is missing here can come through `extends`
  return {{"type", Json::array({"object", "null"})},
          {"properties", properties},
          {"patternProperties", {{"^x-", true}}},
          {"additionalProperties", false}};
}

Json entries_of(const ParameterInfo& info) {
  Json entry;
  if (info.children.size() == 1 && info.children[0].name.empty()) {
    entry = schema_of(info.children[0]);
  } else if (info.children.empty()) {
    entry = true;
  } else {
    entry = keys_of(info.children);
    for (const ParameterInfo& child : info.children)
      if (child.name == info.main) entry = any_of({schema_of(child), entry});
  }
  return {{"type", Json::array({"object", "null"})},
          {"additionalProperties", any_of({entry, reference("unset")})}};
}

Json list_of(Json item) {
  return any_of({item, {{"type", "array"}, {"items", item}}});
}

Json body_of(const ParameterInfo& info) {
  switch (info.kind) {
    case Kind::number:
      return quantity(info);
    case Kind::integer:
      return any_of({{{"type", "integer"}},
                     {{"type", "string"}, {"pattern", "^-?[0-9]+ +@\\S+$"}},
                     reference("parameter")});
    case Kind::numbers:
    case Kind::integers:
      return list_of(quantity(info));
    case Kind::expression:
    case Kind::formula:
    case Kind::distribution:
      return {{"type", Json::array({"string", "number"})}};
    case Kind::boolean:
      return any_of({{{"type", "boolean"}}, reference("parameter")});
    case Kind::word:
      return any_of({{{"enum", info.choices}}, reference("parameter")});
    case Kind::states:
    case Kind::texts:
      return list_of(info.choices.empty() ? Json{{"type", "string"}} : Json{{"enum", info.choices}});
    case Kind::map:
      return info.listed ? any_of({list_of({{"type", "string"}}), entries_of(info)}) : entries_of(info);
    case Kind::record: {
      Json keys = keys_of(info.children);
      for (const ParameterInfo& child : info.children)
        if (child.name == info.main) return any_of({schema_of(child), keys});
      return keys;
    }
    case Kind::records:
      return list_of(any_of({keys_of(info.children), {{"type", "string"}}}));
    case Kind::alternative: {
      Json keys = keys_of(info.children);
      keys["maxProperties"] = 1;
      return keys;
    }
    case Kind::raw:
      return info.children.empty() ? Json::object() : keys_of(info.children);
    default:
      return {{"type", Json::array({"string", "number"})}};
  }
}

std::string description(const ParameterInfo& info) {
  std::string text = info.about;
  if (!info.unit.empty() && info.unit != "*" && !is_own_unit(info.unit))
    text += fmt::format(" [{}]", info.unit);
  if (info.default_value) text += fmt::format(" Default: {}", *info.default_value);
  if (info.default_value && !info.source.empty()) text += fmt::format(" ({})", info.source);
  return text;
}

Json schema_of(const ParameterInfo& info) {
  Json out = {{"description", description(info)}};
  out["anyOf"] = Json::array({body_of(info), reference("unset")});
  if (info.default_value) out["default"] = *info.default_value;
  return out;
}

Json type_schema(const Language& language) {
  Json type = keys_of(type_sections());
  for (const auto& [b, make] : language.behaviours()) {
    const bool own_map = b.parameters.size() == 1 && b.parameters[0].name == "*";
    const Json keys = own_map ? entries_of(b.parameters[0]) : keys_of(b.parameters);
    type["properties"][b.name] = {{"description", b.about + " " + b.equation},
                                  {"anyOf", Json::array({keys, reference("unset")})}};
  }
  return type;
}

}  // namespace

std::string scenario_schema(const Language& language) {
  Json out = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "tilscape scenario, format version 1"}};
  out.update(keys_of(language.sections()));
  out["properties"]["tilscape"] = {{"description", "version of the format"}, {"const", 1}};
  const Json file = {{"type", "string"}, {"pattern", R"(\.ya?ml$)"}};
  out["properties"]["extends"] = list_of(file);
  out["properties"]["parameters"] = {
      {"type", "object"}, {"additionalProperties", {{"type", Json::array({"string", "number", "boolean"})}}}};
  out["properties"]["agents"] = {{"description", "cell types"},
                                 {"type", "object"},
                                 {"patternProperties", {{"^x-", true}}},
                                 {"additionalProperties", any_of({reference("type"), reference("unset")})}};
  // an editor shows a tag as a null with a tag; `!unset` reaches a validator as such or as a text
  out["$defs"] = {
      {"unset",
       {{"description", "removes an inherited key"}, {"enum", Json::array({nullptr, "!unset", ""})}}},
      {"parameter", {{"type", "string"}, {"pattern", R"(\$\{[^}]+\})"}}},
      {"quantity", {{"type", "string"}, {"pattern", fmt::format("^{}(\\s+[^@]+)?{}$", number, source)}}},
      {"quantity_with_unit",
       {{"type", "string"},
        {"pattern",
         fmt::format("^{}\\s*[^@0-9\\s][^@]*{}$|^{}\\s+1/[^@]+{}$", number, source, number, source)}}},
      {"type", type_schema(language)}};
  return out.dump(2) + "\n";
}

}  // namespace tilscape::scenarios
