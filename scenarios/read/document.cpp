// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/document.hpp"

#include "engine/base/text.hpp"
#include "engine/base/utf8.hpp"
#include "scenarios/read/detail/syntax_hints.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <unordered_map>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace tilscape::scenarios {

namespace {

constexpr const char* alias_problem = "YAML aliases (`*name`) are not read";
constexpr const char* alias_help = "Name the value under `parameters` and write `${name}`, or quote the text";

constexpr std::size_t most_keys = 4096;

struct Stop {};  // the problem is told, reading ends

/// What yaml-cpp tells of a document becomes our tree. Whatever could make a small text large (aliases) or
/// ambiguous (tags, merge keys, duplicate keys) is refused here.
class Builder final : public YAML::EventHandler {
 public:
  Builder(std::string file, std::vector<std::string_view> lines, Problems& problems, const Limits& limits)
      : file_(std::move(file)), lines_(std::move(lines)), problems_(problems), limits_(limits) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    put(make(mark, Node::Kind::scalar));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    fail(Code::anchor, mark, alias_problem, alias_help);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    Node node = make(mark, Node::Kind::scalar);
    node.text = value;
    node.quoted = tag == "!";
    node.unset = tag == "!unset";
    if (!tag.empty() && tag != "!" && tag != "?" && !node.unset)
      problems_.error(Code::tag, node.where, 1, "YAML tags are not read", {},
                      "Only `!unset` has a meaning: it removes an inherited key");
    node.shift = shift(mark, value, node.quoted);
    if (node.quoted) last_quoted = mark;
    if (!node.quoted && !node.unset && broken_call(node)) return;
    put(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(mark, tag, anchor, Node::Kind::sequence, style);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(mark, tag, anchor, Node::Kind::map, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

  [[nodiscard]] Location place(const YAML::Mark& mark) const {
    const auto line = static_cast<std::size_t>(std::max(0, mark.line));
    int column = std::max(0, mark.column);
    if (line < lines_.size()) column = characters(lines_[line].substr(0, static_cast<std::size_t>(column)));
    return {file_, static_cast<int>(line) + 1, column + 1};
  }

  std::optional<Node> root;
  YAML::Mark last_quoted = YAML::Mark::null_mark();

 private:
  struct Frame {
    Node node;
    bool flow = false;
    bool waiting = false;  ///< for the value of `key`
    std::string key = {};
    Location key_where = {};
    bool skip = false;  ///< the value has no usable key
    std::unordered_map<std::string, int> lines = {};
  };

  Node make(const YAML::Mark& mark, Node::Kind kind) {
    if (++count_ > limits_.nodes)
      fail(Code::too_many_values, mark, fmt::format("there are more than {} values", limits_.nodes),
           "Keep long lists in a CSV file");
    Node node;
    node.kind = kind;
    node.where = place(mark);
    return node;
  }

  [[noreturn]] void fail(Code code, const YAML::Mark& mark, std::string problem, std::string suggestion) {
    problems_.error(code, place(mark), 1, std::move(problem), {}, std::move(suggestion));
    throw Stop{};
  }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0)
      fail(Code::anchor, mark, "YAML anchors (`&name`) are not read",
           "Name the value under `parameters` and write `${name}`, or quote the text");
  }

  /// Columns from the mark to the value's text, when it stands there as it reads.
  [[nodiscard]] int shift(const YAML::Mark& mark, const std::string& value, bool quoted) const {
    const auto line = static_cast<std::size_t>(std::max(0, mark.line));
    if (value.empty() || line >= lines_.size()) return -1;
    const std::size_t from = static_cast<std::size_t>(std::max(0, mark.column)) + (quoted ? 1 : 0);
    if (from > lines_[line].size() || lines_[line].substr(from, value.size()) != value) return -1;
    return quoted ? 1 : 0;
  }

  /// `{ every: gamma(24 h, 4) }`: YAML ends the value at the comma. The second half is dropped.
  bool broken_call(Node& node) {
    if (frames_.empty() || !frames_.back().flow) return false;
    const auto opened = std::count(node.text.begin(), node.text.end(), '(');
    const auto closed = std::count(node.text.begin(), node.text.end(), ')');
    if (opened > closed) {
      problems_.error(Code::syntax, node.where, node.length(),
                      joined({"a comma ends the value ", ticked(node.text)}),
                      "inside { } and [ ] a plain value ends at a comma", "Write the whole value in quotes");
      broken_ += static_cast<int>(opened - closed);
      node.failed = true;
      return false;
    }
    if (closed <= opened || broken_ == 0) {
      if (broken_ == 0) return false;
      dropping_ = !frames_.back().waiting && frames_.back().node.map();
      return dropping_;
    }
    broken_ -= std::min(broken_, static_cast<int>(closed - opened));
    dropping_ = !frames_.back().waiting && frames_.back().node.map();
    return true;
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind,
            YAML::EmitterStyle::value style) {
    refuse_anchor(mark, anchor);
    if (frames_.size() >= limits_.depth)
      fail(Code::too_deep, mark, fmt::format("maps and lists are nested more than {} deep", limits_.depth),
           {});
    Frame frame;
    frame.node = make(mark, kind);
    frame.flow = style == YAML::EmitterStyle::Flow;
    if (!tag.empty() && tag != "?" && tag != "!")
      problems_.error(Code::tag, frame.node.where, 1, "YAML tags are not read", {},
                      "Only `!unset` has a meaning: it removes an inherited key");
    frames_.push_back(std::move(frame));
  }

  void close() {
    Node node = std::move(frames_.back().node);
    frames_.pop_back();
    put(std::move(node));
  }

  void put(Node node) {
    if (dropping_) {  // the empty value that follows the dropped half of a call
      dropping_ = false;
      return;
    }
    if (frames_.empty()) {
      root = std::move(node);
      return;
    }
    Frame& frame = frames_.back();
    if (frame.node.sequence()) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.waiting) {
      put_key(frame, node);
    } else {
      frame.waiting = false;
      if (!frame.skip) frame.node.entries.push_back({frame.key, frame.key_where, std::move(node)});
    }
  }

  void put_key(Frame& frame, const Node& node) {
    frame.waiting = true;
    frame.skip = true;
    frame.key = node.text;
    frame.key_where = node.where;
    if (!node.scalar() || node.text.empty() || node.unset || node.text.find('\n') != std::string::npos) {
      problems_.error(Code::complex_key, node.where, 1, "a key is a plain text on one line");
    } else if (node.text == "<<") {
      problems_.error(Code::merge_key, node.where, 2, "the YAML merge key `<<` is not read", {},
                      "`extends` takes over what another file holds");
    } else if (const auto [it, fresh] = frame.lines.try_emplace(node.text, node.where.line); !fresh) {
      problems_.error(Code::duplicate_key, node.where, node.length(),
                      joined({"the key ", ticked(node.text), " stands twice in this map"}),
                      fmt::format("first in line {}", it->second), {});
    } else if (frame.node.entries.size() >= most_keys) {
      problems_.error(Code::too_many_values, node.where, 1,
                      fmt::format("a map has more than {} keys", most_keys), {},
                      "Keep long lists in a CSV file");
      throw Stop{};
    } else {
      frame.skip = false;
    }
  }

  std::string file_;
  std::vector<std::string_view> lines_;
  Problems& problems_;
  Limits limits_;
  std::vector<Frame> frames_;
  std::size_t count_ = 0;
  int broken_ = 0;  ///< calls that a comma has cut and whose end has not come
  bool dropping_ = false;
};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

bool check_characters(std::string_view text, const std::string& file, std::size_t longest,
                      Problems& problems) {
  int line = 1;
  int column = 1;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t n = utf8_length(text.substr(i));
    const auto c = static_cast<unsigned char>(text[i]);
    const bool line_end = c == '\n' || (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n');
    if (n == 0 || (c < 0x20 && c != '\t' && !line_end) || c == 0x7F) {
      problems.error(
          Code::not_text, {file, line, column}, 1,
          n == 0 ? "the text is not UTF-8" : fmt::format("there is a control character (0x{:02x})", c), {},
          n == 0 ? "Save the file as UTF-8" : "");
      return false;
    }
    if (i - start > longest) {
      problems.error(Code::too_large, {file, line, 1}, 1,
                     fmt::format("the line has more than {} bytes", longest), {},
                     "Break it, or keep long lists in a CSV file");
      return false;
    }
    if (c == '\n') {
      start = i + 1;
      ++line;
      column = 0;
    }
    ++column;
    i += n;
  }
  return true;
}

}  // namespace

const Node::Entry* Node::entry(std::string_view key) const {
  const auto it = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key == key; });
  return it == entries.end() ? nullptr : &*it;
}

const Node* Node::find(std::string_view key) const {
  const Entry* found = entry(key);
  return found == nullptr ? nullptr : &found->value;
}

Node* Node::find(std::string_view key) {
  const auto it = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key == key; });
  return it == entries.end() ? nullptr : &it->value;
}

void Node::set(const std::string& key, const Location& key_where, Node value) {
  const auto it = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key == key; });
  if (it == entries.end())
    entries.push_back({key, key_where, std::move(value)});
  else
    *it = {key, key_where, std::move(value)};
}

void Node::remove(std::string_view key) {
  std::erase_if(entries, [&](const Entry& e) { return e.key == key; });
}

const Node* node_at(const Node& root, std::initializer_list<std::string_view> path) {
  const Node* at = &root;
  for (const std::string_view key : path) {
    if (at == nullptr || !at->map()) return nullptr;
    at = at->find(key);
  }
  return at;
}

Location Node::at(std::size_t offset) const {
  if (!pieces.empty()) {
    const auto behind =
        std::find_if(pieces.begin() + 1, pieces.end(), [offset](const Piece& p) { return p.begin > offset; });
    const Piece& piece = *(behind - 1);
    Location place = piece.where;
    if (piece.as_written)
      place.column += characters(std::string_view(text).substr(piece.begin, offset - piece.begin));
    return place;
  }
  Location place = where;
  if (shift >= 0) place.column += shift + characters(std::string_view(text).substr(0, offset));
  return place;
}

int Node::length() const {
  if (!scalar() || text.empty() || shift < 0) return 1;
  return characters(text) + 2 * shift;
}

std::optional<Node> parse_document(std::string_view text, const std::string& file, Problems& problems,
                                   const Limits& limits) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.size() > limits.bytes) {
    problems.error(Code::too_large, {file, 0, 0}, 1,
                   fmt::format("the file has {} bytes, more than {}", text.size(), limits.bytes), {},
                   "Keep tables in CSV files");
    return std::nullopt;
  }
  if (!check_characters(text, file, limits.line, problems)) return std::nullopt;
  Builder builder(file, lines_of(text), problems, limits);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    if (parser.HandleNextDocument(builder)) {
      std::optional<Node> first = std::move(builder.root);
      if (parser.HandleNextDocument(builder)) {
        const Location where = builder.root ? builder.root->where : Location{file, 1, 1};
        problems.error(Code::several_documents, where, 1, "a second document begins here", {},
                       "Keep one scenario in a file, without `---` or `...` in between");
      }
      builder.root = std::move(first);
    }
    // yaml-cpp takes the end of the file for the end of a quoted text
    if (const auto open =
            detail::unclosed_quote(text, builder.last_quoted.line, builder.last_quoted.column)) {
      problems.add(detail::never_closed(text, file, *open));
      return std::nullopt;
    }
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& e) {
    if (e.msg.find("anchor") != std::string::npos) {
      problems.error(Code::anchor, builder.place(e.mark), 1, alias_problem, {}, alias_help);
      return std::nullopt;
    }
    problems.add(detail::explain_syntax(text, file, e.mark.line, e.mark.column, e.msg));
    return std::nullopt;
  }
  if (!builder.root || !builder.root->map()) {
    const Location where = builder.root ? builder.root->where : Location{file, 1, 1};
    problems.error(Code::no_map, where, 1, "a scenario is a map of keys", {}, "Begin with `tilscape: 1`");
    return std::nullopt;
  }
  return std::move(builder.root);
}

bool is_file_name(const Node& node, Problems& problems) {
  const auto control = std::find_if(node.text.begin(), node.text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
  });
  if (control == node.text.end()) return true;
  problems.error(Code::no_such_file, node.where, node.length(), joined({ticked(node.text), " names no file"}),
                 fmt::format("there is a control character (0x{:02x}) in it",
                             static_cast<unsigned>(static_cast<unsigned char>(*control))));
  return false;
}

std::optional<std::string> read_text(const std::string& file, const Location& where, Problems& problems,
                                     const Limits& limits) {
  const Code code = where.line > 0 ? Code::extends_missing : Code::cannot_read;
  const auto refuse = [&](const std::string& why) {
    problems.error(code, where.file.empty() ? Location{file, 0, 0} : where, characters(file),
                   joined({"cannot read ", ticked(file)}), why);
    return std::nullopt;
  };
  if (file.find('\0') != std::string::npos) return refuse("there is a control character (0x00) in it");
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) return refuse("there is no such file");
  if (!std::filesystem::is_regular_file(status)) return refuse("it is not a regular file");
  const auto size = std::filesystem::file_size(file, error);
  if (error) return refuse(error.message());
  if (size > limits.bytes) {
    problems.error(Code::too_large, where.file.empty() ? Location{file, 0, 0} : where, 1,
                   fmt::format("{} has {} bytes, more than {}", ticked(file), size, limits.bytes), {},
                   "Keep tables in CSV files");
    return std::nullopt;
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return refuse(std::strerror(errno));
  // Not through a stream of text, which takes memory that runs out for the end of the file.
  std::string text(size, '\0');
  in.read(text.data(), static_cast<std::streamsize>(size));
  if (in.bad() || in.gcount() != static_cast<std::streamsize>(size)) return refuse("reading failed");
  return text;
}

}  // namespace tilscape::scenarios
