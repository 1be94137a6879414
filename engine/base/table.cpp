// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/table.hpp"

#include "engine/base/nearest.hpp"
#include "engine/base/text.hpp"
#include "engine/base/trimmed.hpp"
#include "engine/base/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <unordered_set>
#include <utility>

namespace tilscape {

namespace {

constexpr std::size_t told_in_full = 20;
constexpr std::size_t chunk = 1U << 16U;           // bytes that are read at once
constexpr std::size_t longest_record = 1U << 20U;  // bytes
constexpr std::size_t looked_at = 20;              // records, to find out what parts the fields
constexpr std::size_t names_told = 40;

/// What stands for "no number here", in any case of letters, besides nothing at all.
constexpr std::array<std::string_view, 6> missing_words = {"na", "n/a", "#n/a", "nan", "null", "none"};

bool stands_for_nothing(std::string_view text) {
  if (text.empty()) return true;
  if (text.size() > 4) return false;
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return std::find(missing_words.begin(), missing_words.end(), lower) != missing_words.end();
}

/// A field for a message: cut, on one line.
std::string shown(std::string_view text) {
  constexpr std::size_t most = 60;
  std::string out(text.substr(0, most));
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  while (text.size() > most && !out.empty() && (static_cast<unsigned char>(out.back()) & 0x80U) != 0)
    out.pop_back();  // not half a character
  return quoted(text.size() > most ? out + "..." : out);
}

std::string all_of(const std::string& file, const std::vector<TableProblem>& problems, std::size_t count) {
  std::string text;
  for (const TableProblem& p : problems) {
    if (!text.empty()) text += '\n';
    text += joined({file, ":", std::to_string(p.line), ":"});
    if (p.column > 0) text += std::to_string(p.column) + ":";
    text += " " + p.what;
  }
  if (count > problems.size())
    text += joined({"\n", std::to_string(count - problems.size()), " more problems in ", file});
  return text;
}

/// The place of the first byte that is no UTF-8; the size when there is none.
std::size_t first_not_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t n = utf8_length(text.substr(i));
    if (n == 0) break;
    i += n;
  }
  return i;
}

/// Where the text may be parted. The order decides when more than one would do.
constexpr std::array<char, 3> separators = {'\t', ';', ','};

}  // namespace

TableError::TableError(const std::string& name, std::vector<TableProblem> list, std::size_t all)
    : InputError(all_of(name, list, all)), file(name), problems(std::move(list)), count(all) {}

struct TableReader::Record {
  enum class Kind : unsigned char { whole, cut, none };
  Kind kind = Kind::none;
  std::size_t fields = 0;
  std::size_t used = 0;  ///< bytes, with the line end
  std::size_t lines = 0;
  const char* wrong = nullptr;  ///< what is, and where
  std::size_t wrong_at = 0;
};

TableReader::TableReader(const std::string& file, const TableLayout& layout)
    : own_(std::make_unique<std::ifstream>(file, std::ios::binary)), in_(own_.get()), name_(file) {
  if (!*in_) throw InputError(file + ": cannot be opened");
  begin(layout);
}

TableReader::TableReader(std::istream& in, std::string name, const TableLayout& layout)
    : in_(&in), name_(std::move(name)) {
  begin(layout);
}

void TableReader::begin(const TableLayout& layout) {
  fill();
  if (buffer_.starts_with("\xFF\xFE") || buffer_.starts_with("\xFE\xFF"))
    stop_at(0, "the text is UTF-16; save it as UTF-8");
  if (buffer_.starts_with("\xEF\xBB\xBF")) behind_ = 3;  // the byte order mark of some spreadsheets
  separator_ = find_separator();
  if (!read_record()) {
    settle();
    throw TableError(name_, {{1, 0, "the file is empty"}}, 1);
  }
  const auto first = [this](std::size_t c) -> const std::string& { return fields_[c].text; };
  bool names_wanted = false;
  bool numbers = false;
  for (std::size_t c = 0; c < count_; ++c) {
    numbers = numbers || as_number(first(c)).has_value();
    names_wanted = names_wanted ||
                   (!as_number(first(c)) &&
                    std::find(layout.wanted.begin(), layout.wanted.end(), first(c)) != layout.wanted.end());
  }
  has_header_ = layout.header.value_or(names_wanted || !numbers);
  held_ = !has_header_;
  std::unordered_set<std::string> before;  // files of a hundred thousand columns come as well
  for (std::size_t c = 0; c < count_; ++c) {
    const std::string name = has_header_ ? first(c) : std::to_string(c + 1);
    if (!name.empty() && !before.insert(name).second)
      problem_at(fields_[c].offset, "the column " + shown(name) + " stands here a second time");
    names_.push_back(name);
  }
  settle();
}

bool TableReader::fill() {
  if (ended_) return false;
  buffer_.erase(0, std::exchange(record_, 0));
  const std::size_t before = buffer_.size();
  buffer_.resize(before + chunk);
  in_->read(buffer_.data() + before, chunk);
  buffer_.resize(before + static_cast<std::size_t>(in_->gcount()));
  if (in_->bad()) throw InputError(name_ + ": could not be read to its end");
  ended_ = buffer_.size() < before + chunk;
  return true;
}

/// One record of the buffer. Fields as RFC 4180 has them; a line ends with LF, CR or both.
TableReader::Record TableReader::scan(std::size_t from, char separator, std::vector<Field>& fields) const {
  using Kind = Record::Kind;
  const std::string_view data = std::string_view(buffer_).substr(from);
  Record record;
  if (data.empty()) {
    record.kind = ended_ ? Kind::none : Kind::cut;
    return record;
  }
  const auto blank = [&](std::size_t i) {
    return i < data.size() && (data[i] == ' ' || (data[i] == '\t' && separator != '\t'));
  };
  const auto ends = [&](std::size_t i) { return data[i] == '\n' || data[i] == '\r'; };
  const auto wrong = [&](std::size_t where, const char* what) {
    if (record.wrong == nullptr) {
      record.wrong = what;
      record.wrong_at = where;
    }
  };
  for (std::size_t i = 0;;) {
    while (blank(i)) ++i;
    if (fields.size() == record.fields) fields.emplace_back();
    Field& field = fields[record.fields++];
    field.offset = i;
    if (i < data.size() && data[i] == '"') {
      field.text.clear();
      for (++i;; i += 2) {
        const std::size_t quote = std::min(data.find('"', i), data.size());
        for (std::size_t k = i; k < quote; ++k)
          if (data[k] == '\n' || (data[k] == '\r' && (k + 1 == data.size() || data[k + 1] != '\n')))
            ++record.lines;
        field.text += data.substr(i, quote - i);
        i = quote;
        if (i + 1 >= data.size() || data[i + 1] != '"') break;
        field.text += '"';
      }
      if (i == data.size()) wrong(field.offset, "a quote is opened here and not closed");
      if (i < data.size()) ++i;
      while (blank(i)) ++i;
      if (i < data.size() && data[i] != separator && !ends(i)) {
        wrong(i, "there is text behind a closing quote");
        while (i < data.size() && data[i] != separator && !ends(i)) ++i;
      }
    } else {
      const std::size_t begin = i;
      while (i < data.size() && data[i] != separator && !ends(i)) ++i;
      field.text = trimmed(data.substr(begin, i - begin));
    }
    if (i < data.size() && data[i] == separator) {
      ++i;
      continue;
    }
    const bool last = i == data.size() || (data[i] == '\r' && i + 1 == data.size());
    record.kind = last && !ended_ ? Kind::cut : Kind::whole;
    if (i < data.size()) i += data[i] == '\r' && i + 1 < data.size() && data[i + 1] == '\n' ? 2 : 1;
    record.used = i;
    ++record.lines;
    return record;
  }
}

/// The first of them with which the first lines have the same number of fields; else that of most fields in
/// the first line.
char TableReader::find_separator() const {
  char most = ',';
  std::size_t most_fields = 1;
  for (const char separator : separators) {
    std::vector<Field> fields;
    std::size_t width = 0;
    bool same = true;
    std::size_t from = behind_;
    for (std::size_t n = 0; n < looked_at && same;) {
      const Record record = scan(from, separator, fields);
      if (record.kind != Record::Kind::whole) break;
      from += record.used;
      if (record.fields == 1 && fields[0].text.empty()) continue;
      if (n++ == 0) width = record.fields;
      same = record.fields == width;
    }
    if (width > 1 && same) return separator;
    if (width > most_fields) {
      most = separator;
      most_fields = width;
    }
  }
  return most;
}

/// The next record with something in it.
bool TableReader::read_record() {
  while (true) {
    record_ = behind_;
    line_ = next_line_;
    Record record = scan(record_, separator_, fields_);
    while (record.kind == Record::Kind::cut) {
      if (buffer_.size() - record_ > longest_record)
        stop_at(record.wrong_at, record.wrong != nullptr ? record.wrong : "the line is longer than 1 MiB");
      fill();
      record = scan(record_, separator_, fields_);
    }
    if (record.kind == Record::Kind::none) return false;
    behind_ = record_ + record.used;
    next_line_ += record.lines;
    count_ = record.fields;
    const std::string_view whole = std::string_view(buffer_).substr(record_, record.used);
    const std::size_t zero = whole.find('\0');
    if (zero != std::string_view::npos) stop_at(zero, "there is a zero byte: this is no text");
    const std::size_t strange = first_not_utf8(whole);
    if (strange < whole.size()) stop_at(strange, "the text is not UTF-8; save it as UTF-8");
    if (record.wrong != nullptr) {
      problem_at(record.wrong_at, record.wrong);
      continue;
    }
    const auto end = fields_.begin() + static_cast<std::ptrdiff_t>(count_);
    if (std::any_of(fields_.begin(), end, [](const Field& f) { return !f.text.empty(); })) return true;
  }
}

bool TableReader::next() {
  if (std::exchange(held_, false)) return true;
  while (read_record()) {
    std::size_t filled = count_;
    while (filled > 0 && fields_[filled - 1].text.empty()) --filled;
    if (filled <= names_.size()) {
      if (count_ < names_.size()) ++short_lines_;
      return true;
    }
    problem_at(0, joined({std::to_string(count_), " fields where the ", has_header_ ? "header" : "first line",
                          " has ", std::to_string(names_.size())}));
  }
  return false;
}

std::size_t TableReader::column(std::string_view name) {
  const auto it = std::find(names_.begin(), names_.end(), name);
  if (it != names_.end()) return static_cast<std::size_t>(it - names_.begin());
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error == std::errc() && end == name.data() + name.size() && number >= 1 && number <= names_.size())
    return number - 1;
  std::string what = "there is no column " + shown(name);
  if (has_header_) {
    what += "; there are";
    for (std::size_t c = 0; c < std::min(names_.size(), names_told); ++c)
      what += (c == 0 ? " " : ", ") + shown(names_[c]);
    if (names_.size() > names_told)
      what += joined({" and ", std::to_string(names_.size() - names_told), " more"});
    const std::string near = nearest(name, names_);
    if (!near.empty()) what += joined({". Did you mean ", shown(near), "?"});
  } else {
    what += joined({": the table has no header, name its columns by their numbers, 1 to ",
                    std::to_string(names_.size())});
  }
  problems_.push_back({1, 0, std::move(what)});
  ++problem_count_;
  return names_.size();
}

std::string_view TableReader::text(std::size_t column) const {
  return column < count_ ? std::string_view(fields_[column].text) : std::string_view();
}

bool TableReader::missing(std::size_t column) const {
  return stands_for_nothing(trimmed(text(column)));
}

std::optional<double> TableReader::as_number(std::string_view text) const {
  std::string changed;
  text = trimmed(text);
  if (separator_ != ',' && text.find('.') == std::string_view::npos) {
    if (const std::size_t comma = text.find(','); comma != std::string_view::npos) {
      changed = text;
      changed[comma] = '.';
      text = changed;
    }
  }
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<double> TableReader::number(std::size_t column) {
  const std::string_view field = trimmed(text(column));
  if (stands_for_nothing(field)) return std::nullopt;
  const std::optional<double> value = as_number(field);
  if (!value) {
    problem(column, joined({shown(field), " in the column ", shown(names_[column]), " is no finite number"}));
    return std::nullopt;
  }
  if (separator_ != ',' && (point_line_ == 0 || comma_line_ == 0)) {
    if (field.find('.') != std::string_view::npos && point_line_ == 0) point_line_ = line_;
    if (field.find(',') != std::string_view::npos && comma_line_ == 0) comma_line_ = line_;
    if (point_line_ != 0 && comma_line_ != 0)
      problem(column, joined({"the table has a decimal comma (line ", std::to_string(comma_line_),
                              ") and a decimal point (line ", std::to_string(point_line_), ")"}));
  }
  return value;
}

void TableReader::problem(std::size_t column, std::string what) {
  problem_at(column < count_ ? fields_[column].offset : 0, std::move(what));
}

/// The offset is one in the record.
void TableReader::problem_at(std::size_t offset, std::string what) {
  if (problem_count_++ >= told_in_full) return;
  TableProblem p{line_, 1, std::move(what)};
  const std::string_view before = std::string_view(buffer_).substr(record_, offset);
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] == '\n' || (before[i] == '\r' && (i + 1 == before.size() || before[i + 1] != '\n'))) {
      ++p.line;
      p.column = 1;
    } else if ((static_cast<unsigned char>(before[i]) & 0xC0U) != 0x80U && before[i] != '\r') {
      ++p.column;
    }
  }
  problems_.push_back(std::move(p));
}

void TableReader::stop_at(std::size_t offset, std::string what) {
  problem_at(offset, std::move(what));
  throw TableError(name_, problems_, problem_count_);
}

void TableReader::settle() const {
  if (problem_count_ > 0) throw TableError(name_, problems_, problem_count_);
}

}  // namespace tilscape
