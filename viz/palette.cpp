// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/palette.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace tilscape::viz {
namespace {

// The first eight are those of Okabe and Ito. Each further one is that which differs most (CIE 1976, with
// usual sight, protanopia and deuteranopia after Machado 2009) from all before it, from dead cells and from
// vessels.
constexpr std::array<Rgb, distinct_colours> categories = {
    {{230, 159, 0},  {0, 114, 178},   {0, 158, 115},  {204, 121, 167}, {86, 180, 233},  {213, 94, 0},
     {240, 228, 66}, {110, 110, 110}, {0, 0, 255},    {0, 15, 150},    {195, 240, 150}, {105, 105, 255},
     {90, 0, 90},    {165, 15, 0},    {105, 180, 90}, {105, 150, 255}, {165, 225, 255}, {180, 210, 165},
     {45, 75, 180},  {30, 45, 210},   {105, 0, 0},    {75, 30, 60},    {90, 90, 120},   {210, 225, 105}}};

constexpr Rgb grey = {92, 88, 86};

// Eleven points of the map, evenly spaced; linear between them.
constexpr std::array<Rgb, 11> cividis_stops = {{{0, 32, 81},
                                                {10, 50, 106},
                                                {43, 68, 110},
                                                {77, 86, 109},
                                                {105, 105, 112},
                                                {127, 124, 117},
                                                {148, 143, 120},
                                                {173, 164, 118},
                                                {202, 186, 106},
                                                {234, 209, 86},
                                                {253, 234, 69}}};

std::optional<Rgb> parse_colour(const std::string& text) {
  unsigned value = 0;
  if (text.size() != 7 || text[0] != '#') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + 7, value, 16);
  if (error != std::errc{} || end != text.data() + 7) return std::nullopt;
  return Rgb{static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>((value >> 8) & 0xff),
             static_cast<std::uint8_t>(value & 0xff)};
}

double linear(std::uint8_t channel) {
  const double c = channel / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

}  // namespace

Rgb categorical(std::size_t i) {
  return categories[i % categories.size()];
}

Rgb cividis(float t) {
  if (!(t > 0)) return cividis_stops.front();
  const float at = std::min(t, 1.0F) * static_cast<float>(cividis_stops.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(at), cividis_stops.size() - 2);
  return mix(cividis_stops[below], cividis_stops[below + 1], at - static_cast<float>(below));
}

Rgb type_colour(const snapshot::RunHeader& header, std::uint32_t type) {
  return parse_colour(header.agents[type].colour).value_or(categorical(type));
}

Rgb dead_colour(Rgb type) {
  return mix(grey, type, 0.15F);
}

Rgb state_colour(const snapshot::RunHeader& header, std::uint32_t type, std::uint8_t state) {
  const auto& states = header.agents[type].states;
  const Rgb base = type_colour(header, type);
  const auto before = std::count_if(states.begin(), states.begin() + state,
                                    [&](const auto& s) { return s.alive == states[state].alive; });
  constexpr std::array<float, 4> to_black = {0, 0.45F, 0, 0.25F};
  constexpr std::array<float, 4> to_white = {0, 0, 0.5F, 0};
  const auto shade = static_cast<std::size_t>(before) % to_black.size();
  const Rgb start = states[state].alive ? base : dead_colour(base);
  return mix(mix(start, black, to_black[shade]), white, to_white[shade]);
}

double lightness(Rgb colour) {
  const double y = 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b);
  return y > 0.008856 ? 116 * std::cbrt(y) - 16 : 903.3 * y;
}

}  // namespace tilscape::viz
