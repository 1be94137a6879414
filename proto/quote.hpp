// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

// Names come from files of other people. Whoever hands one on says for what, one function each; JSON is
// written by nlohmann_json alone.

namespace tilscape {

/// For a terminal: line ends and tabs stay, other control characters become pictures of themselves (U+2400
/// on), and what is no UTF-8, or would turn the direction of the text, becomes U+FFFD.
std::string terminal_text(std::string_view text);

/// For HTML, XML and SVG, between tags and in quoted attributes.
std::string markup_text(std::string_view text);

/// A cell of a CSV table. One that a spreadsheet would take for a formula begins with an apostrophe, which it
/// takes for the mark of a text; a number, also with a unit, stays as it is. Tables are looked at in
/// terminals too, so nothing in a cell steers one (terminal_text).
std::string csv_cell(std::string_view text);

/// A name in SQL, with the double quotes around it.
std::string sql_name(std::string_view name);

}  // namespace tilscape
