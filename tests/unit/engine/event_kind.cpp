// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/event_kind.hpp"

#include <doctest/doctest.h>
#include <set>
#include <string>
#include <type_traits>

using namespace tilscape;

static_assert(!std::is_default_constructible_v<EventInfo>, "a kind without a role cannot be");
static_assert(!std::is_constructible_v<EventInfo, EventKind, const char*, const char*>);

TEST_CASE("events: each kind has a word and a total of its own, and a killer or parent only where it fits") {
  std::set<std::string> words, totals;
  for (const EventInfo& info : event_table) {
    CAPTURE(info.word);
    CHECK(words.insert(info.word).second);
    CHECK(totals.insert(info.total).second);
    CHECK(std::string(info.total) != "count");
    if (info.other == EventInfo::Other::parent) CHECK(info.life == EventInfo::Life::begins);
    if (info.other == EventInfo::Other::killer) CHECK(info.life == EventInfo::Life::ends);
    CHECK(&info_of(info.kind) == &info);
  }
}
