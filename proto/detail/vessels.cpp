// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/detail/vessels.hpp"

#include "proto/detail/wire.hpp"

#include <array>
#include <string>

namespace tilscape::snapshot::detail {
namespace {

/// Column 0, 1, 2: start; 3, 4, 5: end; 6: radius.
constexpr std::size_t numbers = 7;

float& number_in(VesselPiece& piece, std::size_t column) {
  return column < 3 ? piece.start[column] : column < 6 ? piece.end[column - 3] : piece.radius;
}

bool lies_in(VesselPiece piece, const LatticeInfo& lattice) {
  // Places in single precision may be beyond a face by their rounding.
  const std::array<double, 3> size = {lattice.spacing * lattice.nx, lattice.spacing * lattice.ny,
                                      lattice.thickness * lattice.nz};
  for (std::size_t column = 0; column < 6; ++column) {
    const double slack = 1e-6 * size[column % 3];
    const auto place = static_cast<double>(number_in(piece, column));
    if (!(place >= -slack && place <= size[column % 3] + slack)) return false;
  }
  return true;
}

void require_fit(const VesselPiece& piece, std::size_t number, const LatticeInfo& lattice) {
  const std::string name = "vessels[" + std::to_string(number) + "]";
  constexpr float widest = 1e6F;  // [um]
  if (!(piece.radius > 0 && piece.radius <= widest))
    throw ReadError(name + ".radius is not above 0, or above 1e+06");
  if (!lies_in(piece, lattice)) throw ReadError(name + ": a vessel that lies outside of the lattice");
}

}  // namespace

void write_vessels(const std::vector<VesselPiece>& pieces, v1::Vessels& message) {
  message.set_count(static_cast<std::uint32_t>(pieces.size()));
  for (std::size_t column = 0; column < numbers; ++column) {
    std::vector<float> values;
    values.reserve(pieces.size());
    for (VesselPiece piece : pieces) values.push_back(number_in(piece, column));
    v1::Column* into = column < 3   ? message.add_start()
                       : column < 6 ? message.add_end()
                                    : message.mutable_radius();
    put_column(into, std::span<const float>(values), Encoding::shuffled);
  }
}

std::vector<VesselPiece> read_vessels(const v1::Vessels& message, const LatticeInfo& lattice) {
  if (message.start_size() != 3 || message.end_size() != 3) throw ReadError("vessels without their places");
  if (message.count() > most_vessel_pieces) throw ReadError("more vessels than fit into a header");
  std::vector<VesselPiece> pieces;
  for (std::size_t column = 0; column < numbers; ++column) {
    std::vector<float> values;
    take_column(column < 3   ? message.start(static_cast<int>(column))
                : column < 6 ? message.end(static_cast<int>(column) - 3)
                             : message.radius(),
                message.count(), values);
    pieces.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) number_in(pieces[i], column) = values[i];
  }
  for (std::size_t i = 0; i < pieces.size(); ++i) require_fit(pieces[i], i, lattice);
  return pieces;
}

}  // namespace tilscape::snapshot::detail
