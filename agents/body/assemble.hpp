// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/part/assembly.hpp"

namespace tilscape::body {

/// Makes the fields and processes of the medicines that a scenario gives.
void assemble(Assembly& out);

}  // namespace tilscape::body
