// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Any bytes as a table: it is read to its end, or what is wrong is told with its place. Conditions over it
// are the bytes of its first line.
#include "engine/base/table.hpp"

#include "scenarios/build/row_filter.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <sstream>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tilscape;
  using scenarios::FilterError;
  using scenarios::RowFilter;
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::optional<RowFilter> filter;
  try {
    filter.emplace(text.substr(0, text.find('\n')));
  } catch (const FilterError& e) {
    if (e.offset > text.size()) std::abort();
  }
  std::istringstream in(text);
  try {
    TableReader table(in, "fuzz.csv", {.wanted = {"x"}});
    const std::size_t columns = table.columns().size();
    if (columns == 0 || columns > size + 1) std::abort();
    if (filter) filter->bind(table);
    while (table.next())
      for (std::size_t c = 0; c < columns; ++c) {
        const bool number = table.number(c).has_value();
        if (number && table.missing(c)) std::abort();
        if (number && !table.as_number(table.text(c))) std::abort();
        if (filter && c == 0) (void)filter->holds(table);
      }
    table.settle();
  } catch (const TableError& e) {
    const auto lines = static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }));
    if (e.problems.empty() || e.count < e.problems.size()) std::abort();
    for (const TableProblem& p : e.problems)
      if (p.line == 0 || p.line > lines + 1 || p.column > size + 1) std::abort();
  }
  return 0;
}
