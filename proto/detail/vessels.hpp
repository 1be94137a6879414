// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"

#include <snapshot.pb.h>
#include <vector>

namespace tilscape::snapshot::detail {

void write_vessels(const std::vector<VesselPiece>& pieces, v1::Vessels& message);
/// Throws ReadError for pieces that are not in the lattice.
std::vector<VesselPiece> read_vessels(const v1::Vessels& message, const LatticeInfo& lattice);

}  // namespace tilscape::snapshot::detail
