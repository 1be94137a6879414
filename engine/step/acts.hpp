// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/behaviour.hpp"
#include "engine/step/pipeline.hpp"

namespace tilscape {

/// The decide phase for one batch: behaviours set the rates of their acts, one draw per row says whether
/// anything happens and what, and the behaviour whose act it is completes it.
void decide_batch(const Pipeline& pipeline, const Batch& batch, const View& view, Proposals& proposals);

}  // namespace tilscape
