// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace tilscape::scenarios {

/// Rounding to nearest, and numbers near zero kept: a library linked with fast-math changes that for the
/// whole process.
bool standard_floating_point();

}  // namespace tilscape::scenarios
