// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/merge.hpp"

#include "engine/base/nearest.hpp"
#include "engine/base/text.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <unordered_map>
#include <unordered_set>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 64;

std::vector<std::string> keys_of(const Node& map) {
  std::vector<std::string> keys;
  for (const Node::Entry& e : map.entries) keys.push_back(e.key);
  return keys;
}

/// A map while another is laid on it: a key is found as fast among thousands as among a few.
class Entries {
 public:
  explicit Entries(Node& map) : map_(map) {
    for (std::size_t i = 0; i < map.entries.size(); ++i) at_.try_emplace(map.entries[i].key, i);
  }
  Entries(const Entries&) = delete;
  Entries& operator=(const Entries&) = delete;
  ~Entries() {
    if (removed_.empty()) return;
    std::size_t i = 0;
    std::erase_if(map_.entries, [&](const Node::Entry&) { return removed_.contains(i++); });
  }

  [[nodiscard]] Node* find(const std::string& key) {
    const auto found = at_.find(key);
    return found == at_.end() ? nullptr : &map_.entries[found->second].value;
  }
  void set(const Node::Entry& entry, Node value) {
    const auto [place, fresh] = at_.try_emplace(entry.key, map_.entries.size());
    if (fresh)
      map_.entries.push_back({entry.key, entry.where, std::move(value)});
    else
      map_.entries[place->second] = {entry.key, entry.where, std::move(value)};
  }
  void remove(const std::string& key) {
    const auto found = at_.find(key);
    removed_.insert(found->second);
    at_.erase(found);
  }

 private:
  Node& map_;
  std::unordered_map<std::string, std::size_t> at_;
  std::unordered_set<std::size_t> removed_;  // they go together, at the end
};

void append(Entries& base, const std::string& name, const Node::Entry& over, Problems& problems) {
  Node* list = base.find(name);
  Node* pending = base.find(over.key);
  if (list == nullptr) list = pending;
  if (!over.value.sequence()) {
    problems.error(Code::wants_list, over.value.where, over.value.length(),
                   joined({ticked(over.key), " appends a list"}), {}, "Write [ ] around it");
  } else if (list == nullptr) {
    base.set(over, over.value);  // its list may come with what is still to be laid below
  } else if (!list->sequence()) {
    problems.error(Code::nothing_there, over.where, characters(over.key),
                   joined({ticked(name), " is no list, nothing can be appended to it"}));
  } else {
    list->items.insert(list->items.end(), over.value.items.begin(), over.value.items.end());
  }
}

void merge_entry(Entries& base, const Node::Entry& over, Problems& problems) {
  if (over.key.size() > 1 && over.key.back() == '+') {
    append(base, over.key.substr(0, over.key.size() - 1), over, problems);
    return;
  }
  Node* old = base.find(over.key);
  if (over.value.unset) {
    if (old == nullptr)
      base.set(over, over.value);  // what it removes may still be laid below
    else
      base.remove(over.key);
  } else if (over.value.map()) {
    if (old != nullptr && old->map()) {
      merge_into(*old, over.value, problems);
      return;
    }
    Node fresh = over.value;
    fresh.entries.clear();
    fresh.failed = old != nullptr && problems.error_at(old->where);  // it is a part of what is not there
    merge_into(fresh, over.value, problems);
    base.set(over, std::move(fresh));
  } else if (old == nullptr || !old->map()) {
    base.set(over, over.value);
  } else if (!over.value.empty()) {
    Node value = over.value;
    value.beneath = std::make_shared<const Node>(std::move(*old));
    base.set(over, std::move(value));
  } else {
    problems.warning(Code::unused, over.where, characters(over.key),
                     joined({ticked(over.key), " has no value and changes nothing"}),
                     "what it is laid over stays as it is",
                     joined({"Write `", over.key, ": !unset` if it is to go"}));
  }
}

/// A map of states that is given anew is the list of the states: one inherited with it would be a state that
/// nobody asked for, and the first of all. A map that unsets some says what becomes of the inherited ones.
void forget_replaced_states(Node& base_type, const Node& own_type) {
  const Node* anew = own_type.map() ? own_type.find("states") : nullptr;
  Node* inherited = base_type.map() ? base_type.find("states") : nullptr;
  if (inherited == nullptr || anew == nullptr || !anew->map() || anew->entries.empty()) return;
  if (std::none_of(anew->entries.begin(), anew->entries.end(), [](const auto& e) { return e.value.unset; }))
    inherited->entries.clear();
}

/// Takes out what a variant cannot say: it is laid over a file that has been put together.
void refuse_in_variant(Node& variant, Problems& problems) {
  for (const char* key : {"extends", "variants", "ensemble", "expect", "tilscape"})
    if (const Node::Entry* e = variant.entry(key)) {
      problems.error(Code::extends_path, e->where, characters(e->key),
                     joined({"a variant has no ", ticked(key)}), "it is laid over the whole file");
      variant.remove(key);
    }
}

void finish_here(Node& map, Problems& problems) {
  std::vector<std::string> inherited;
  for (const Node::Entry& e : map.entries)
    if (!e.value.unset) inherited.push_back(e.key);
  for (const Node::Entry& e : map.entries) {
    if (e.value.unset)
      problems.error(Code::nothing_there, e.where, characters(e.key),
                     joined({ticked(e.key), " is not inherited, so it cannot be unset"}), {},
                     did_you_mean(e.key, inherited));
    else if (e.key.size() > 1 && e.key.back() == '+')
      problems.error(Code::nothing_there, e.where, characters(e.key),
                     joined({"no list ", ticked(e.key.substr(0, e.key.size() - 1)), " is inherited"}), {},
                     "Without the `+` it is a list of its own");
  }
  std::erase_if(map.entries, [](const Node::Entry& e) {
    return e.value.unset || (e.key.size() > 1 && e.key.back() == '+');
  });
}

void finish(Node& node, Problems& problems) {
  Problems unheard;  // of what nothing was laid under
  Problems& told = node.failed ? unheard : problems;
  for (Node& item : node.items) finish(item, told);
  for (Node::Entry& e : node.entries) finish(e.value, told);
  finish_here(node, told);
}

bool misspelt_extends(const Node::Entry& entry) {
  static const std::vector<std::string> meant = {"extends"};
  return !nearest(entry.key, meant).empty();
}

class Loader {
 public:
  Loader(const LoadOptions& options, Problems& problems) : options_(options), problems_(problems) {}

  std::optional<Node> file(const std::string& path, const Location& from) {
    const auto again = std::find(chain_.begin(), chain_.end(), path);
    if (again != chain_.end()) {
      std::string chain;
      for (auto it = again; it != chain_.end(); ++it) chain += *it + " -> ";
      problems_.error(Code::extends_cycle, from, characters(path), "the file extends itself", chain + path);
      return std::nullopt;
    }
    if (++files_ > most_files) {
      problems_.error(Code::extends_path, from, 1,
                      fmt::format("more than {} files are extended", most_files));
      return std::nullopt;
    }
    const std::optional<std::string> text = read_text(path, from, problems_, options_.limits);
    return text ? this->text(*text, path, from) : std::nullopt;
  }

  std::optional<Node> text(const std::string& text, const std::string& path, const Location& from) {
    problems_.add_source(
        path, text, from.line > 0 ? fmt::format("through `extends` in {}:{}", from.file, from.line) : "");
    std::optional<Node> own = parse_document(text, path, problems_, options_.limits);
    if (!own) return std::nullopt;
    read_misspelt_extends(*own);
    chain_.push_back(path);
    Node merged;
    merged.kind = Node::Kind::map;
    merged.where = own->where;
    if (const Node* extends = own->find("extends")) extend(merged, *extends, path);
    lay_over(merged, *own, problems_);
    merged.remove("extends");
    chain_.pop_back();
    merged.failed = failed_;
    return merged;
  }

 private:
  /// Told as unknown here, and followed: without what it brings each key would be told to be missing.
  void read_misspelt_extends(Node& own) {
    if (!own.map() || own.find("extends") != nullptr) return;
    for (Node::Entry& e : own.entries) {
      if (!misspelt_extends(e)) continue;
      problems_.error(Code::unknown_key, e.where, characters(e.key), joined({"unknown key ", ticked(e.key)}),
                      {}, "Did you mean `extends`?");
      e.key = "extends";
      return;
    }
  }

  void extend(Node& merged, const Node& extends, const std::string& path) {
    const auto one = [&](const Node& node) {
      if (!node.scalar() || node.text.empty()) {
        problems_.error(Code::extends_path, node.where, node.length(),
                        "`extends` names a file or a list of files");
        return;
      }
      const std::optional<std::string> found = locate(node, path);
      std::optional<Node> base = found ? file(*found, node.where) : std::nullopt;
      if (!base)
        failed_ = true;
      else if (merged.entries.empty())
        merged.entries = std::move(base->entries);
      else
        lay_over(merged, *base, problems_);
    };
    if (extends.sequence())
      for (const Node& item : extends.items) one(item);
    else
      one(extends);
  }

  /// Only YAML files below a relative path: a scenario from elsewhere shall not read what it likes.
  std::optional<std::string> locate(const Node& node, const std::string& from) {
    if (!is_file_name(node, problems_)) return std::nullopt;
    const fs::path given(node.text);
    const auto extension = given.extension();
    if (given.is_absolute() || node.text.front() == '~' || (extension != ".yaml" && extension != ".yml")) {
      problems_.error(Code::extends_path, node.where, node.length(),
                      joined({ticked(node.text), " cannot be extended"}),
                      "`extends` names YAML files (.yaml) by paths relative to the file it stands in");
      return std::nullopt;
    }
    const fs::path beside = (fs::path(from).parent_path() / given).lexically_normal();
    std::error_code error;
    if (options_.library.empty() || fs::exists(beside, error)) return beside.string();
    const fs::path shipped = (fs::path(options_.library) / given).lexically_normal();
    return fs::exists(shipped, error) ? shipped.string() : beside.string();
  }

  const LoadOptions& options_;
  Problems& problems_;
  std::vector<std::string> chain_;
  std::size_t files_ = 0;
  bool failed_ = false;  ///< to read something that is extended
};

struct Override {
  std::vector<std::string> path;
  std::vector<std::size_t> starts;  ///< of the parts of the path
  Node value;
};

Location set_place(std::size_t number, std::size_t offset) {
  return {override_source, static_cast<int>(number) + 1, static_cast<int>(offset) + 1};
}

void move_to(Node& node, std::size_t number, int columns) {
  const auto moved = [&](const Location& w) {
    return Location{override_source, static_cast<int>(number) + 1, w.column + columns};
  };
  node.where = moved(node.where);
  for (Node& item : node.items) move_to(item, number, columns);
  for (Node::Entry& e : node.entries) {
    e.where = moved(e.where);
    move_to(e.value, number, columns);
  }
}

/// The agent type `name` becomes what `from` is, with its own text laid over.
void take_over(Node& agents, const std::string& name, const std::string& from, Problems& problems) {
  const Node* base = agents.find(from);
  Node* type = agents.find(name);
  if (base == nullptr || type == nullptr) return;
  Node own = *type;
  own.remove("extends");
  Node merged = *base;
  merged.remove("start");  // where cells are is not inherited: they would stand there twice
  merged.where = own.where;
  forget_replaced_states(merged, own);
  merge_into(merged, own, problems);
  *type = std::move(merged);
}

std::optional<Override> parse_override(const std::string& text, std::size_t number, Problems& problems) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    problems.error(Code::bad_override, set_place(number, 0), characters(text),
                   joined({ticked(text), " is not an override"}), {}, "Write `a.b.c=value`");
    return std::nullopt;
  }
  Override out;
  for (std::size_t start = 0; start <= equals;) {
    const std::size_t end = std::min(equals, text.find('.', start));
    if (end == start) {
      problems.error(Code::bad_override, set_place(number, start), 1, "a name is missing here", {},
                     "Write `a.b.c=value`");
      return std::nullopt;
    }
    out.path.push_back(text.substr(start, end - start));
    out.starts.push_back(start);
    start = end + 1;
  }
  const std::string value = text.substr(equals + 1);
  if (!value.empty() && (value[0] == '[' || value[0] == '{')) {
    Problems inner;
    const std::optional<Node> read = parse_document("v: " + value, "--set", inner);
    for (Problem p : inner.sorted()) {
      p.where = set_place(number, equals + 1 + static_cast<std::size_t>(std::max(0, p.where.column - 4)));
      problems.add(std::move(p));
    }
    if (!read || read->entries.empty()) return std::nullopt;
    out.value = read->entries[0].value;
    move_to(out.value, number, static_cast<int>(equals) + 1 - 3);
  } else {
    out.value.text = value;
    out.value.where = set_place(number, equals + 1);
    out.value.shift = 0;
    out.value.unset = value == "!unset";
  }
  return out;
}

/// The override as a tree to be laid on; nullopt when a part of its path is unknown.
std::optional<Node> override_tree(const Node& root, const Override& o, std::size_t number,
                                  const KeysBelow& keys_below, Problems& problems) {
  Node tree;
  tree.kind = Node::Kind::map;
  Node* at = &tree;
  const Node* there = &root;
  std::vector<std::string> parent;
  for (std::size_t i = 0; i < o.path.size(); ++i) {
    const std::string& name = o.path[i];
    std::vector<std::string> keys = keys_below(parent);
    if (there != nullptr && there->map())
      for (const Node::Entry& e : there->entries) keys.push_back(e.key);
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    if (std::find(keys.begin(), keys.end(), name) == keys.end()) {
      problems.error(Code::unknown_path, set_place(number, o.starts[i]), characters(name),
                     joined({"there is no key ", ticked(name),
                             i == 0 ? std::string() : joined({" under ", ticked(o.path[i - 1])})}),
                     keys.empty() ? std::string() : "there are: " + listed(keys), did_you_mean(name, keys));
      return std::nullopt;
    }
    there = there != nullptr && there->map() ? there->find(name) : nullptr;
    Node next;
    next.kind = Node::Kind::map;
    next.where = set_place(number, o.starts[i]);
    at->set(name, next.where, i + 1 == o.path.size() ? o.value : next);
    at = at->find(name);
    parent.push_back(name);
  }
  return tree;
}

}  // namespace

void merge_into(Node& base, const Node& over, Problems& problems) {
  Entries entries(base);
  for (const Node::Entry& e : over.entries) merge_entry(entries, e, problems);
}

void lay_over(Node& base, const Node& over, Problems& problems) {
  Node* types = base.find("agents");
  const Node* own = over.find("agents");
  if (types != nullptr && own != nullptr && types->map() && own->map())
    for (const Node::Entry& type : own->entries)
      if (Node* inherited = types->find(type.key)) forget_replaced_states(*inherited, type.value);
  merge_into(base, over, problems);
}

void finish_merging(Node& root, Problems& problems) {
  for (Node::Entry& e : root.entries)
    if (e.key != "variants" && e.key != "ensemble") finish(e.value, problems);
  finish_here(root, problems);
}

std::optional<Node> load_extended(const std::string& file, const LoadOptions& options, Problems& problems) {
  if (options.inputs) return options.inputs->text;
  return Loader(options, problems).file(fs::path(file).lexically_normal().string(), {});
}

std::optional<Node> load_extended_text(const std::string& text, const std::string& file,
                                       const LoadOptions& options, Problems& problems) {
  return Loader(options, problems).text(text, file, {});
}

void apply_variant(Node& root, const std::string& variant, Problems& problems) {
  if (variant.empty()) return;
  const Node* variants = root.find("variants");
  const Node* chosen = variants != nullptr && variants->map() ? variants->find(variant) : nullptr;
  if (chosen == nullptr) {
    const std::vector<std::string> names =
        variants != nullptr && variants->map() ? keys_of(*variants) : std::vector<std::string>();
    problems.error(Code::unknown_variant, variants != nullptr ? variants->where : root.where, 1,
                   joined({"there is no variant ", ticked(variant)}),
                   names.empty() ? "the scenario has none" : "there are: " + listed(names),
                   did_you_mean(variant, names));
  } else if (chosen->map()) {
    Node over = *chosen;
    refuse_in_variant(over, problems);
    lay_over(root, over, problems);
    root.remove("extends");
  } else if (!chosen->empty()) {
    problems.error(Code::wants_map, chosen->where, chosen->length(), "a variant is a map of overrides");
  }
}

void apply_overrides(Node& root, const std::vector<std::string>& overrides, const KeysBelow& keys_below,
                     Problems& problems) {
  if (overrides.empty()) return;
  std::string text;
  for (const std::string& o : overrides) text += o + "\n";
  problems.add_source(override_source, text);
  for (std::size_t i = 0; i < overrides.size(); ++i) {
    std::optional<Override> o = parse_override(overrides[i], i, problems);
    if (!o) continue;
    if (o->path[0] == "extends" || o->path[0] == "variants") {
      problems.error(Code::bad_override, set_place(i, 0), characters(o->path[0]),
                     joined({ticked(o->path[0]), " cannot be overridden"}),
                     "the file has been put together, and its variant chosen");
      continue;
    }
    const Node* parameters = root.find("parameters");
    if (o->path.size() == 1 && parameters != nullptr && parameters->find(o->path[0]) != nullptr) {
      o->path = {"parameters", o->path[0]};
      o->starts = {0, 0};
    }
    if (const auto tree = override_tree(root, *o, i, keys_below, problems)) merge_into(root, *tree, problems);
  }
}

void extend_types(Node& root, Problems& problems) {
  Node* agents = root.find("agents");
  if (agents == nullptr || !agents->map()) return;
  std::vector<std::string> names = keys_of(*agents);
  std::unordered_map<std::string, int> state;  // 1: under way, 2: done
  const auto extend = [&](const auto& self, const std::string& name) -> void {
    Node* type = agents->find(name);
    if (type == nullptr || !type->map() || state[name] == 2) return;
    state[name] = 1;
    const Node* extends = type->find("extends");
    if (extends != nullptr) {
      const Node from = *extends;
      const Node* base = from.scalar() ? agents->find(from.text) : nullptr;
      bool whole = false;
      if (base == nullptr || !base->map()) {
        problems.error(Code::unknown_type, from.where, from.length(),
                       joined({"there is no agent type ", ticked(from.text)}), "there are: " + listed(names),
                       did_you_mean(from.text, names));
      } else if (state[from.text] == 1) {
        problems.error(Code::extends_cycle, from.where, from.length(),
                       joined({"the agent type ", ticked(name), " extends itself"}));
      } else {
        self(self, from.text);
        whole = !agents->find(from.text)->failed;
        if (whole) take_over(*agents, name, from.text, problems);
      }
      if (Node* left = agents->find(name)) {
        left->remove("extends");
        left->failed = !whole;  // what it inherits is not there
      }
    } else {
      type->failed = std::any_of(type->entries.begin(), type->entries.end(), misspelt_extends);
    }
    state[name] = 2;
  };
  for (const std::string& name : names) extend(extend, name);
}

}  // namespace tilscape::scenarios
