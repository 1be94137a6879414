// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/quote.hpp"

#include <doctest/doctest.h>

using namespace tilscape;

TEST_CASE("terminal text: control characters become pictures, letters and lines stay") {
  CHECK(terminal_text("a\tb\nc") == "a\tb\nc");
  CHECK(terminal_text("\x1b[2J\x07\r\x7f") == "\u241b[2J\u2407\u240d\u2421");
  CHECK(terminal_text(std::string_view("\0", 1)) == "\u2400");
  CHECK(terminal_text("\u00b5m \u4e2d \U0001f9ec") == "\u00b5m \u4e2d \U0001f9ec");
  CHECK(terminal_text("\u009b31m\u202eb\u2066") == "\ufffd31m\ufffdb\ufffd");
}

TEST_CASE("terminal text: bytes that are no UTF-8 are replaced one by one") {
  for (const char* bad : {"\x9b", "\xff", "\xc0", "\xe2", "\xf5"}) CHECK(terminal_text(bad) == "\ufffd");
  CHECK(terminal_text("\xc1\x9b") == "\ufffd\ufffd");                      // an escape, written too long
  CHECK(terminal_text("\xe0\x82\x9b") == "\ufffd\ufffd\ufffd");            // the same in three
  CHECK(terminal_text("\xed\xa0\x80") == "\ufffd\ufffd\ufffd");            // half of a pair
  CHECK(terminal_text("\xf4\x90\x80\x80") == "\ufffd\ufffd\ufffd\ufffd");  // beyond Unicode
  CHECK(terminal_text("\xc3(") == "\ufffd(");
}

TEST_CASE("markup text: nothing ends a tag or an attribute") {
  CHECK(markup_text("<a href='x' id=\"y\">&\x1b") == "&lt;a href=&#39;x&#39; id=&quot;y&quot;&gt;&amp; ");
}

TEST_CASE("csv cell: a name stays one cell and is no formula") {
  CHECK(csv_cell("cancer") == "cancer");
  CHECK(csv_cell("") == "");
  CHECK(csv_cell("a,b") == "\"a,b\"");
  CHECK(csv_cell("say \"a\"\n") == "\"say \"\"a\"\"\n\"");
  CHECK(csv_cell("=1+1") == "'=1+1");
  CHECK(csv_cell("+cmd|' /C calc'!A0") == "'+cmd|' /C calc'!A0");
  CHECK(csv_cell("-2+3") == "'-2+3");
  CHECK(csv_cell("-2 um+cmd|' /C calc'!A0") == "'-2 um+cmd|' /C calc'!A0");
  CHECK(csv_cell("@SUM(A1)") == "'@SUM(A1)");
  CHECK(csv_cell("\t=1") == "\"'\t=1\"");
  CHECK(csv_cell("=a,\"b\"") == "\"'=a,\"\"b\"\"\"");
}

TEST_CASE("csv cell: nothing in a name steers a terminal that shows the table") {
  CHECK(csv_cell("a\x1b[31m [nM]") == "a\u241b[31m [nM]");
  CHECK(csv_cell("a\x9bz") == "a\ufffdz");
  CHECK(csv_cell("\u00b5m") == "\u00b5m");
}

TEST_CASE("sql name: quotes in it are doubled") {
  CHECK(sql_name("dose [g/kg]") == "\"dose [g/kg]\"");
  CHECK(sql_name("a\"; drop table runs; --") == "\"a\"\"; drop table runs; --\"");
}

TEST_CASE("csv cell: a number with a sign stays a number") {
  for (const char* number : {"-1", "+2.5", "-3e-7", "-5 um/min"}) CHECK(csv_cell(number) == number);
}
