// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/colouring.hpp"

#include "viz/palette.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <stdexcept>
#include <variant>

namespace tilscape::viz {
namespace {

constexpr Rgb no_number = {205, 203, 198};

double number_at(const snapshot::ColumnData& data, std::size_t row) {
  return std::visit([&](const auto& values) { return static_cast<double>(values[row]); }, data);
}

bool alive(const snapshot::RunHeader& header, const snapshot::AgentTable& table, std::size_t row) {
  return header.agents[table.type].states[table.state[row]].alive;
}

std::string known_words(const snapshot::RunHeader& header) {
  std::vector<std::string> words = {"type", "state"};
  for (const auto& agent : header.agents)
    for (const auto& column : agent.columns) words.push_back(column.name);
  for (const auto& substance : header.substances) words.push_back(substance.name);
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (std::find(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(i), words[i]) ==
        words.begin() + static_cast<std::ptrdiff_t>(i))
      text += (text.empty() ? "" : ", ") + words[i];
  return text;
}

bool find_column(const snapshot::RunHeader& header, Colouring& by) {
  bool found = false;
  for (std::size_t t = 0; t < header.agents.size(); ++t) {
    const auto& columns = header.agents[t].columns;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (columns[c].name != by.name) continue;
      by.column[t] = c;
      by.unit = columns[c].unit;
      found = true;
    }
  }
  return found;
}

bool find_substance(const snapshot::RunHeader& header, Colouring& by) {
  for (std::size_t s = 0; s < header.substances.size(); ++s) {
    if (header.substances[s].name != by.name) continue;
    by.substance = static_cast<std::uint32_t>(s);
    by.unit = header.substances[s].unit;
    return true;
  }
  return false;
}

std::vector<std::uint64_t> count_states(const snapshot::AgentTable& table, std::size_t states) {
  std::vector<std::uint64_t> count(states, 0);
  for (const std::uint8_t state : table.state) ++count[state];
  return count;
}

void hide(const snapshot::RunHeader& header, const std::string& name, Colouring& by) {
  for (std::uint32_t type = 0; type < header.agents.size(); ++type) {
    const auto& agent = header.agents[type];
    if (agent.name == name) {
      by.hidden[type] = true;
      return;
    }
    for (std::uint32_t state = 0; state < agent.states.size(); ++state)
      if (agent.name + "." + agent.states[state].name == name) {
        by.hidden_states.emplace_back(type, state);
        return;
      }
  }
  throw std::invalid_argument("no agent type or state is called `" + name + "`");
}

bool is_hidden(const Colouring& by, std::uint32_t type, std::size_t state) {
  return std::find(by.hidden_states.begin(), by.hidden_states.end(),
                   std::pair(type, static_cast<std::uint32_t>(state))) != by.hidden_states.end();
}

}  // namespace

Colouring colouring(const snapshot::RunHeader& header, const std::string& word,
                    const std::vector<std::string>& hidden) {
  Colouring by;
  by.column.resize(header.agents.size());
  by.hidden.resize(header.agents.size());
  by.name = word;
  for (const std::string& name : hidden) hide(header, name, by);
  if (word == "type") return by;
  if (word == "state") {
    by.by = Colouring::By::state;
  } else if (find_column(header, by)) {
    by.by = Colouring::By::column;
  } else if (find_substance(header, by)) {
    by.by = Colouring::By::substance;
  } else {
    throw std::invalid_argument("nothing to colour by is called `" + word + "`; there is " +
                                known_words(header));
  }
  return by;
}

std::optional<Range> range_of(const snapshot::Frame& frame, const Colouring& by) {
  std::optional<Range> range;
  const auto take = [&](double value) {
    if (!std::isfinite(value)) return;
    if (!range) range = Range{value, value};
    range->low = std::min(range->low, value);
    range->high = std::max(range->high, value);
  };
  if (by.by == Colouring::By::column) {
    for (const auto& table : frame.agents) {
      if (!by.column[table.type] || by.hidden[table.type]) continue;
      for (std::size_t row = 0; row < table.id.size(); ++row)
        take(number_at(table.columns[*by.column[table.type]], row));
    }
  } else if (by.by == Colouring::By::substance) {
    if (const auto* field = find_field(frame, by.substance)) {
      std::visit([&](const auto& values) { std::for_each(values.begin(), values.end(), take); },
                 field->values);
    }
  }
  if (range && range->low > 0) range->low = 0;
  return range;
}

Range chosen_range(double low, double high) {
  if (!std::isfinite(low) || !std::isfinite(high) || !(low < high))
    throw std::invalid_argument(
        fmt::format("a range goes from a number to a larger one, not from {:g} to {:g}", low, high));
  return {low, high};
}

Range join(const std::optional<Range>& a, const std::optional<Range>& b) {
  if (!a || !b) return a.value_or(b.value_or(Range{}));
  return {std::min(a->low, b->low), std::max(a->high, b->high)};
}

Rgb cell_colour(const snapshot::RunHeader& header, const snapshot::AgentTable& table, std::size_t row,
                const Colouring& by) {
  if (by.by == Colouring::By::state) return state_colour(header, table.type, table.state[row]);
  const Rgb type = type_colour(header, table.type);
  if (!alive(header, table, row)) return dead_colour(type);
  if (by.by == Colouring::By::type) return type;
  if (by.by == Colouring::By::substance || !by.column[table.type]) return no_number;
  return cividis(by.range.share(number_at(table.columns[*by.column[table.type]], row)));
}

double field_value(const snapshot::FieldTable& field, std::size_t site) {
  return number_at(field.values, site);
}

const snapshot::FieldTable* find_field(const snapshot::Frame& frame, std::uint32_t substance) {
  const auto field = std::find_if(frame.fields.begin(), frame.fields.end(),
                                  [&](const auto& f) { return f.substance == substance; });
  return field == frame.fields.end() ? nullptr : &*field;
}

std::vector<LegendEntry> legend(const snapshot::RunHeader& header, const snapshot::Frame& frame,
                                const Colouring& by) {
  std::vector<LegendEntry> entries;
  if (by.by == Colouring::By::substance) return entries;
  for (const auto& table : frame.agents) {
    if (by.hidden[table.type]) continue;
    const auto& info = header.agents[table.type];
    const auto count = count_states(table, info.states.size());
    std::uint64_t living = 0, dead = 0;
    for (std::size_t s = 0; s < count.size(); ++s) {
      (info.states[s].alive ? living : dead) += count[s];
      if (by.by == Colouring::By::state && count[s] > 0 && !is_hidden(by, table.type, s))
        entries.push_back({state_colour(header, table.type, static_cast<std::uint8_t>(s)),
                           info.name + " " + info.states[s].name + "  " + with_commas(count[s])});
    }
    if (by.by == Colouring::By::state) continue;
    const Rgb colour = type_colour(header, table.type);
    const bool numbered = by.by == Colouring::By::column;
    const bool dies =
        std::any_of(info.states.begin(), info.states.end(), [](const auto& s) { return !s.alive; });
    if (!numbered || !by.column[table.type])
      entries.push_back(
          {numbered ? no_number : colour, info.name + (dies ? " alive  " : "  ") + with_commas(living)});
    if (dead > 0) entries.push_back({dead_colour(colour), info.name + " dead  " + with_commas(dead)});
  }
  return entries;
}

std::string repeated(const std::vector<LegendEntry>& entries) {
  for (std::size_t i = 0; i < entries.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (entries[i].colour == entries[j].colour) return "colours repeat: some stand for more than one entry";
  return "";
}

std::string with_commas(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text.push_back(',');
    text.push_back(digits[i]);
  }
  return text;
}

}  // namespace tilscape::viz
