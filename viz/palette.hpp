// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"
#include "viz/image.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace tilscape::viz {

/// So many types have colours that people with any common colour blindness can tell apart.
inline constexpr std::size_t distinct_colours = 24;

/// The colours of Okabe and Ito (https://jfly.uni-koeln.de/color/), in an order that gives the first types
/// the most contrast, then others as far from all of them as can be. They repeat.
Rgb categorical(std::size_t i);

/// The map cividis (Nunez, Anderton, Renslow 2018, doi:10.1371/journal.pone.0199239), 0 to 1: lightness grows
/// evenly and it looks nearly the same with and without red-green blindness.
Rgb cividis(float t);

/// The header's wish, or the next categorical colour.
Rgb type_colour(const snapshot::RunHeader& header, std::uint32_t type);
/// Dead cells are grey with a hint of their type.
Rgb dead_colour(Rgb type);
/// Shades of the type's colour for its living states, greys for its dead ones.
Rgb state_colour(const snapshot::RunHeader& header, std::uint32_t type, std::uint8_t state);

/// Of vessels: darker than any colour of a type.
inline constexpr Rgb vessel_colour = {164, 19, 60};

/// Of the surface on which a substance has a level.
inline constexpr Rgb surface_colour = {122, 60, 168};

/// Lightness L* of CIE 1976 [0 to 100].
double lightness(Rgb colour);

}  // namespace tilscape::viz
