// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/content_hash.hpp"

#include "proto/bytes.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <vector>
#include <xxhash.h>

namespace tilscape::snapshot {

namespace {

std::string hexadecimal(const XXH128_hash_t& hash) {
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace

std::string hash128(std::string_view bytes) {
  return hexadecimal(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string hash128_of_file(const std::string& path) {
  constexpr std::uint64_t at_once = 1U << 16U;
  const auto source = open_file(path);
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), XXH3_freeState);
  XXH3_128bits_reset(state.get());
  std::vector<std::uint8_t> part(at_once);
  for (std::uint64_t at = 0, size = source->size(); at < size; at += at_once) {
    const std::span<std::uint8_t> here = std::span(part).first(std::min(at_once, size - at));
    source->read(at, here);
    XXH3_128bits_update(state.get(), here.data(), here.size());
  }
  return hexadecimal(XXH3_128bits_digest(state.get()));
}

}  // namespace tilscape::snapshot
