// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/table.hpp"

#include <doctest/doctest.h>
#include <sstream>

namespace tilscape {

namespace {

/// All texts of a table, fields parted by |, lines by /.
std::string read(const std::string& text, const TableLayout& layout = {}) {
  std::istringstream in(text);
  try {
    TableReader table(in, "t.csv", layout);
    std::string all = table.has_header() ? "" : "no header: ";
    for (const std::string& name : table.columns()) all += name + "|";
    while (table.next()) {
      all += "/";
      for (std::size_t c = 0; c < table.columns().size(); ++c) all += std::string(table.text(c)) + "|";
    }
    table.settle();
    return all;
  } catch (const TableError& e) {
    return e.what();
  }
}

/// The numbers of a column.
std::string numbers(const std::string& text, const std::string& column) {
  std::istringstream in(text);
  try {
    TableReader table(in, "t.csv");
    const std::size_t c = table.column(column);
    table.settle();
    std::ostringstream all;
    while (table.next()) {
      const auto value = table.number(c);
      if (value) all << *value << " ";
      if (table.missing(c)) all << "none ";
    }
    table.settle();
    return all.str();
  } catch (const TableError& e) {
    return e.what();
  }
}

}  // namespace

TEST_CASE("table: line ends, byte order mark, blank lines and blanks around fields do not matter") {
  const std::string plain = "x|y|/1|2|/3|4|";
  CHECK(read("x,y\n1,2\n3,4\n") == plain);
  CHECK(read("x,y\r\n1,2\r\n3,4") == plain);
  CHECK(read("x,y\r1,2\r3,4\r") == plain);
  CHECK(read("\xEF\xBB\xBFx,y\n1,2\n3,4\n") == plain);
  CHECK(read("\n \nx, y\n\n 1 ,\t2\n,\n\"\",\n3,4\n\n") == plain);
  CHECK(read("x\ty\n1\t2\n3\t4\n") == plain);
  CHECK(read("x;y\n1;2\n3;4\n") == plain);
}

TEST_CASE("table: quoted fields hold separators, quotes and line ends") {
  CHECK(read("x,\"a, b\"\n1,\"say \"\"hi\"\"\"\n\"2\" ,\"two\nlines\"\n3,5\" long\n") ==
        "x|a, b|/1|say \"hi\"|/2|two\nlines|/3|5\" long|");
  CHECK(read("x,y\n1,\"abc\n2,x\n") == "t.csv:2:3: a quote is opened here and not closed");
  CHECK(read("x,y\n1,\"abc\" d\n2,\"e\"f\n") ==
        "t.csv:2:9: there is text behind a closing quote\nt.csv:3:6: there is text behind a closing quote");
  CHECK(read("x,y\n1,\"" + std::string(3U << 20U, 'a')) ==
        "t.csv:2:3: a quote is opened here and not closed");
  CHECK(read("x,y\n" + std::string(3U << 20U, 'a')) == "t.csv:2:1: the line is longer than 1 MiB");
}

TEST_CASE("table: what parts the fields is what parts the first lines alike") {
  CHECK(read("x,note\n1,a;b\n2,c\n") == "x|note|/1|a;b|/2|c|");
  CHECK(read("1,10,CD8;PD1\n2,10,CK\n") == "no header: 1|2|3|/1|10|CD8;PD1|/2|10|CK|");
  CHECK(read("1,5;2,5\n3,5;4,5\n") == "no header: 1|2|/1,5|2,5|/3,5|4,5|");
  CHECK(read("x,y,z,type,volume\n1,2,0,tumor\n3,4,0,b\n") == "x|y|z|type|volume|/1|2|0|tumor||/3|4|0|b||");
}

TEST_CASE("table: a first line without numbers, or with a wanted name, is a header") {
  CHECK(read("1,2\n3,4\n") == "no header: 1|2|/1|2|/3|4|");
  CHECK(read("x,520\n3,4\n", {.wanted = {"x"}}) == "x|520|/3|4|");
  CHECK(read("x,520\n3,4\n") == "no header: 1|2|/x|520|/3|4|");
  CHECK(read("x,520\n3,4\n", {.header = true}) == "x|520|/3|4|");
  CHECK(read("a,b\nc,d\n", {.header = false}) == "no header: 1|2|/a|b|/c|d|");
}

TEST_CASE("table: columns go by name, then by number, and those that are not there are told") {
  const std::string text = "x,y\n1,2\n";
  CHECK(numbers(text, "y") == "2 ");
  CHECK(numbers(text, "2") == "2 ");
  CHECK(numbers(text, "xy") == "t.csv:1: there is no column `xy`; there are `x`, `y`. Did you mean `x`?");
  CHECK(
      numbers("1,2\n3,4\n", "x") ==
      "t.csv:1: there is no column `x`: the table has no header, name its columns by their numbers, 1 to 2");
  CHECK(numbers(text, "3").starts_with("t.csv:1: there is no column `3`"));
  CHECK(read("x,y, x\n") == "t.csv:1:6: the column `x` stands here a second time");
}

TEST_CASE("table: a number is finite, missing, or told with its place") {
  CHECK(numbers("x,y\n1,+2.5e1\n1,\n1,NA\n1,NaN\n1,n/a\n1,NULL\n1,None\n1\n1,-3\n", "y") ==
        "25 none none none none none none none -3 ");
  CHECK(numbers("x,y\n\n\n1,2\n\n1,abc\n", "y") == "t.csv:6:3: `abc` in the column `y` is no finite number");
  CHECK(numbers("x,y\n\"a\r\nb\",1e999\n", "y") ==
        "t.csv:3:4: `1e999` in the column `y` is no finite number");
  CHECK(numbers("x,y\n1,inf\n1,1 um\n1,0x10\n1,+-1\n1,-\n", "y").find("line") == std::string::npos);
  CHECK(numbers("x,y\n1,\"1,5\"\n", "y") == "t.csv:2:3: `1,5` in the column `y` is no finite number");
  std::string many = "x,y\n";
  for (int i = 0; i < 30; ++i) many += "1,?\n";
  CHECK(numbers(many, "y").ends_with("\n10 more problems in t.csv"));
}

TEST_CASE("table: decimals have a comma where it does not part fields, and never both") {
  CHECK(numbers("x;y\n1;2,5\n1;3\n1;-1,25e1\n", "y") == "2.5 3 -12.5 ");
  CHECK(numbers("x\ty\n1\t2.5\n", "y") == "2.5 ");
  CHECK(numbers("x;y\n1;1.234,5\n", "y") == "t.csv:2:3: `1.234,5` in the column `y` is no finite number");
  CHECK(numbers("x;y\n1;1.5\n1;2\n1;1,234\n", "y") ==
        "t.csv:4:3: the table has a decimal comma (line 4) and a decimal point (line 2)");
}

TEST_CASE("table: what is no table is refused") {
  CHECK(read("") == "t.csv:1: the file is empty");
  CHECK(read("\"") == "t.csv:1:1: a quote is opened here and not closed");
  CHECK(read("\n \r\n") == "t.csv:1: the file is empty");
  CHECK(read("\xFF\xFEx\0", {}) == "t.csv:1:1: the text is UTF-16; save it as UTF-8");
  CHECK(read(std::string("x,y\n1,\0002\n", 9)) == "t.csv:2:3: there is a zero byte: this is no text");
  CHECK(read("type,gr\xF6\xDF"
             "e\n1,2\n") == "t.csv:1:8: the text is not UTF-8; save it as UTF-8");
  CHECK(read("µm,y\n1,2\n3,\"a\n\xB5m\"\n") == "t.csv:4:1: the text is not UTF-8; save it as UTF-8");
  CHECK(read("x,y\n1,2,3\n1,2,,\n4,5\n") == "t.csv:2:1: 3 fields where the header has 2");
  CHECK(read("1,2\n1,2,3\n") == "t.csv:2:1: 3 fields where the first line has 2");
  CHECK_THROWS_AS(TableReader("no/such.csv"), InputError);
}

TEST_CASE("table: a message holds no control characters of the table, and no more than fits a line") {
  const std::string told = numbers("x\x1b[31mRED,y\n1,2\n", "z");
  CHECK(told.find('\x1b') == std::string::npos);
  CHECK(numbers("x,y\n1," + std::string(500, 'a') + "\n", "y").size() < 150);
}

TEST_CASE("table: a table longer than what is read at once is read whole") {
  std::string text = "x,y\r\n";
  for (int i = 0; i < 50000; ++i) text += std::to_string(i) + ",\"" + std::to_string(2 * i) + "\"\r\n";
  std::istringstream in(text);
  TableReader table(in, "t.csv");
  double sum = 0;
  while (table.next()) sum += *table.number(1) - *table.number(0);
  table.settle();
  CHECK(sum == 49999.0 * 50000 / 2);
}

}  // namespace tilscape
