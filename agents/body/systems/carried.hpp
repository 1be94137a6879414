// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/body/systems/draft.hpp"

// What particles carry. The species of a system that is of particles count these; for each drug that they
// carry, and each pool of it, a species beside each of them counts its molecules there. They go wherever the
// particles go, each particle with what it has: the share of the molecules that flows is the share of the
// particles that does, so several payloads keep their ratio but for what is released. Where every flow of
// particles is in proportion to how many there are, that share does not depend on their number, which is not
// followed then.

namespace tilscape::body {

/// A flow of the network may take particles along; then what they carry will follow.
void note_carrying(Draft& draft, std::size_t flow, const Draft::Legs& legs, const std::string& key,
                   const Text& said);
/// An event may take particles along as well, each with what it has.
void carry_at_once(Draft& draft, NetworkProcess::Event& event, const Draft::Legs& legs,
                   const std::string& key, const Text& said);
/// What leaves the particles.
void add_release(Draft& draft, std::size_t system, const Designs& designs);
/// The flows of what is carried, when all others are there and their programs have their places. Numbers of
/// particles that nobody asks for are dropped.
void carry(Draft& draft, std::size_t system, const Designs& designs);

}  // namespace tilscape::body
