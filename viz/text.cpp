// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace tilscape::viz {
namespace {

// A letter is a few strokes. A stroke is a row of points, two characters each: x, then y from the top
// (base 17: 0-9, a-g); strokes are parted by a space. Capitals reach from 0 to c, small letters begin at 4,
// descenders end at g.
struct Glyph {
  char letter;
  std::string_view strokes;
};

constexpr std::array glyphs = std::to_array<Glyph>({
    {'!', "0008 0b0c"},
    {'"', "0002 2022"},
    {'#', "202c 606c 0484 0888"},
    {'$', "72502002042656787a5c2c0a 404c"},
    {'%', "0c80 0020230300 69898c6c69"},
    {'&', "7c12203042080a2c4c78"},
    {'\'', "0002"},
    {'(', "3013193c"},
    {')', "0023290c"},
    {'*', "3137 0266 0662"},
    {'+', "0767 343a"},
    {',', "1b0e"},
    {'-', "0757"},
    {'.', "0b0c"},
    {'/', "0c60"},
    {'0', "2040626a4c2c0a0220"},
    {'1', "13303c 1c5c"},
    {'2', "02204062640c6c"},
    {'3', "02204062644626 46686a4c2c0a"},
    {'4', "5c500878"},
    {'5', "60000545676a4c2c0a"},
    {'6', "5020020a2c4c6a67452507"},
    {'7', "00602c"},
    {'8', "204062644626040220 26080a2c4c6a6846"},
    {'9', "1c4c6a6240200205274765"},
    {':', "0506 0b0c"},
    {';', "1516 1b0e"},
    {'<', "64086c"},
    {'=', "0565 0969"},
    {'>', "04680c"},
    {'?', "02204062643638 3b3c"},
    {'@', "7c3c090330608387696454363858"},
    {'A', "0c408c 1979"},
    {'B', "0c005072745606 56787a5c0c"},
    {'C', "82603003093c6c8a"},
    {'D', "0c005083895c0c"},
    {'E', "70000c7c 0656"},
    {'F', "70000c 0656"},
    {'G', "82603003093c6c8a8757"},
    {'H', "000c 808c 0686"},
    {'I', "000c"},
    {'J', "505a3c2c0a"},
    {'K', "000c 7007 257c"},
    {'L', "000c7c"},
    {'M', "0c0047808c"},
    {'N', "0c007c70"},
    {'O', "305083895c3c090330"},
    {'P', "0c005072755707"},
    {'Q', "305083895c3c090330 698d"},
    {'R', "0c005072755707 477c"},
    {'S', "72502002042656787a5c2c0a"},
    {'T', "0080 404c"},
    {'U', "00092c5c7970"},
    {'V', "004c80"},
    {'W', "003c527ca0"},
    {'X', "007c 700c"},
    {'Y', "004680 464c"},
    {'Z', "00700c7c"},
    {'[', "30000c3c"},
    {'\\', "006c"},
    {']', "00303c0c"},
    {'^', "033063"},
    {'_', "0c6c"},
    {'`', "0012"},
    {'a', "646c 664424060a2c4c6a"},
    {'b', "000c 062444666a4c2c0a"},
    {'c', "664424060a2c4c6a"},
    {'d', "606c 664424060a2c4c6a"},
    {'e', "0868664424060a2c4c6b"},
    {'f', "5030222c 0444"},
    {'g', "646e4g2g0f 664424060a2c4c6a"},
    {'h', "000c 062444666c"},
    {'i', "040c 0001"},
    {'j', "242e0g 2021"},
    {'k', "000c 6409 286c"},
    {'l', "000c"},
    {'m', "040c 062434464c 466474868c"},
    {'n', "040c 062444666c"},
    {'o', "2444666a4c2c0a0624"},
    {'p', "040g 062444666a4c2c0a"},
    {'q', "646g 664424060a2c4c6a"},
    {'r', "040c 06244454"},
    {'s', "65442405072848696b4c2c0b"},
    {'t', "202a3c5c 0454"},
    {'u', "040a2c4c6a 646c"},
    {'v', "043c64"},
    {'w', "042c456c84"},
    {'x', "046c 640c"},
    {'y', "043c 642g0g"},
    {'z', "04640c6c"},
    {'{', "40202406282c4c"},
    {'|', "000e"},
    {'}', "00202446282c0c"},
    {'~', "08274867"},
});

constexpr std::string_view micro = "040g 040a2c4c6a 646c";
constexpr std::string_view unknown = "00606c0c00";
constexpr float capital_units = 12;
constexpr float gap = 3;
constexpr float space = 5;

float units(char c) {
  return static_cast<float>(c <= '9' ? c - '0' : c - 'a' + 10);
}

std::string_view strokes_of(char letter) {
  const auto glyph =
      std::find_if(glyphs.begin(), glyphs.end(), [&](const Glyph& g) { return g.letter == letter; });
  return glyph == glyphs.end() ? unknown : glyph->strokes;
}

float width_of(std::string_view strokes) {
  float width = 0;
  for (std::size_t i = 0; i < strokes.size(); i += strokes[i] == ' ' ? 1 : 2)
    if (strokes[i] != ' ') width = std::max(width, units(strokes[i]));
  return width;
}

// Takes one letter off the front of UTF-8 text. Outside of ASCII only the micro sign is drawn.
std::string_view next(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  std::size_t bytes = 1;
  if (first >= 0xc0) {
    while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) ++bytes;
  }
  const std::string_view letter = text.substr(0, bytes);
  text.remove_prefix(bytes);
  if (letter == "\xc2\xb5" || letter == "\xce\xbc") return micro;
  return bytes == 1 ? strokes_of(letter.front()) : unknown;
}

void draw_strokes(Image& image, float x, float top, float unit, std::string_view strokes, float pen,
                  Rgb colour) {
  const auto point_x = [&](std::size_t i) { return x + units(strokes[i]) * unit; };
  const auto point_y = [&](std::size_t i) { return top + units(strokes[i + 1]) * unit; };
  for (std::size_t i = 0; i + 1 < strokes.size(); i += 2) {
    if (strokes[i] == ' ') ++i;
    if (i + 3 < strokes.size() && strokes[i + 2] != ' ')
      image.line(point_x(i), point_y(i), point_x(i + 2), point_y(i + 2), pen, colour);
  }
}

}  // namespace

float text_width(std::string_view text, Pen pen) {
  float width = 0;
  while (!text.empty()) {
    if (text.front() == ' ') {
      width += space;
      text.remove_prefix(1);
    } else {
      width += width_of(next(text)) + gap;
    }
  }
  return std::max(width - gap, 0.0F) * pen.capital / capital_units;
}

std::string fitted(std::string_view text, Pen pen, float width) {
  constexpr std::string_view cut = "...";
  if (text.size() <= 200 && text_width(text, pen) <= width) return std::string(text);
  std::string_view rest = text;
  std::string kept;
  for (float taken = text_width(cut, pen); !rest.empty();) {
    const std::string_view before = rest;
    if (rest.front() == ' ')
      rest.remove_prefix(1);
    else
      static_cast<void>(next(rest));
    const std::string_view letter = before.substr(0, before.size() - rest.size());
    taken += text_width(letter, pen) + (letter == " " ? space : gap) * pen.capital / capital_units;
    if (taken > width) break;
    kept += letter;
  }
  return kept + std::string(cut);
}

void draw_text(Image& image, float x, float y, std::string_view text, Pen pen, Rgb colour) {
  const float unit = pen.capital / capital_units;
  while (!text.empty()) {
    if (text.front() == ' ') {
      x += space * unit;
      text.remove_prefix(1);
      continue;
    }
    const std::string_view strokes = next(text);
    draw_strokes(image, x, y - pen.capital, unit, strokes, pen.width, colour);
    x += (width_of(strokes) + gap) * unit;
  }
}

void draw_text_right(Image& image, float right, float y, std::string_view text, Pen pen, Rgb colour) {
  draw_text(image, right - text_width(text, pen), y, text, pen, colour);
}

}  // namespace tilscape::viz
