// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The reader's look at names: do they stand for something in this scenario, are files there.
#include "engine/base/text.hpp"
#include "scenarios/read/merge.hpp"
#include "scenarios/read/reader.hpp"

#include <algorithm>
#include <filesystem>

namespace tilscape::scenarios {

namespace {

bool valid_name(std::string_view name) {
  if (name.empty() || name.size() > 64) return false;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return letter(name[0]) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

}  // namespace

bool Reader::known(const std::string& name, const Node& at, const std::vector<std::string>& names, Code code,
                   const std::string& what, const KeyPlace& key) {
  if (std::find(names.begin(), names.end(), name) != names.end() || names_.lost.contains(code)) return true;
  error(code, at, key, joined({"there is no ", what, " ", ticked(name)}),
        names.empty() ? "there are none" : "there are: " + listed(names), did_you_mean(name, names));
  return false;
}

bool Reader::check_key(const Node::Entry& entry, const ParameterInfo& map, const KeyPlace& key,
                       const Context& context) {
  Node at;
  at.where = entry.where;
  at.text = entry.key;
  at.shift = 0;
  if (map.key != ParameterKind::text) return check_name(entry.key, at, map.key, map.of, key, context);
  return valid_key(entry);
}

bool Reader::valid_key(const Node::Entry& entry) {
  if (valid_name(entry.key)) return true;
  problems_.error(Code::bad_name, entry.where, characters(entry.key),
                  joined({ticked(entry.key), " is not a name"}),
                  "a name is made of letters, digits and `_`, and begins with a letter");
  return false;
}

bool Reader::check_name(const std::string& text, const Node& at, ParameterKind kind, const std::string& of,
                        const KeyPlace& key, const Context& context) {
  switch (kind) {
    case ParameterKind::substance:
      if (const std::string why = names_.substance(text) == nullptr ? names_.why_no_field(text) : "";
          !why.empty()) {
        error(Code::unknown_substance, at, key, joined({ticked(text), " has no level in the tissue"}), why);
        return false;
      }
      return known(text, at, names_.substance_names(), Code::unknown_substance, "substance", key);
    case ParameterKind::type:
      return known(text, at, names_.type_names(), Code::unknown_type, "agent type", key);
    case ParameterKind::name: {
      const auto named = std::find_if(names_.defined.begin(), names_.defined.end(),
                                      [&](const Defined& d) { return d.kind.word == of; });
      return named == names_.defined.end() || known(text, at, named->names, named->kind.code, of, key);
    }
    case ParameterKind::state:
      return context.type == nullptr || context.partial || context.type->states_lost ||
             known(text, at, context.type->states, Code::unknown_state,
                   joined({"state of ", ticked(context.type->name), " named"}), key);
    case ParameterKind::column: {
      if (context.type == nullptr || context.partial || context.type->columns_lost) return true;
      std::vector<std::string> columns = context.type->made_columns;
      for (const NamedUnit& c : context.type->columns) columns.push_back(c.name);
      return known(text, at, columns, Code::unknown_column,
                   joined({"column of ", ticked(context.type->name), " named"}), key);
    }
    default:
      return true;
  }
}

std::string Paths::locate(const Node& written) const {
  namespace fs = std::filesystem;
  fs::path base = fs::path(written.where.file).parent_path();
  if (written.where.file == override_source) {
    const bool own = static_cast<std::size_t>(written.where.line) > overrides;
    base = own ? fs::path(scenario).parent_path() : inputs != nullptr ? fs::path(inputs->directory) : base;
  }
  const fs::path given(written.text);
  const fs::path path = given.is_absolute() ? given : (base / given).lexically_normal();
  if (inputs == nullptr) return path.string();
  const auto copy = inputs->files.find(fs::absolute(path).lexically_normal().string());
  return copy == inputs->files.end() ? path.string() : copy->second;
}

Reader::Data Reader::file(const Node& node) {
  if (!is_file_name(node, problems_)) return node.text;
  std::string path = paths_.locate(node);
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    problems_.error(Code::no_such_file, node.where, node.length(),
                    joined({"there is no file ", ticked(path)}),
                    "paths are relative to the file in which they are written");
  return path;
}

}  // namespace tilscape::scenarios
