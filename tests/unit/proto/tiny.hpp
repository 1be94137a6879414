// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/bytes.hpp"
#include "proto/frame.hpp"
#include "proto/writer.hpp"

#include <cerrno>
#include <cstddef>
#include <memory>
#include <string>

namespace tilscape::snapshot::test {

inline RunHeader tiny_header() {
  RunHeader header;
  header.program_version = "0.1.0";
  header.scenario_name = "tiny";
  header.scenario_hash = "00112233445566778899aabbccddeeff";
  header.seed = 7;
  header.lattice.nx = 4;
  header.lattice.ny = 3;
  header.agents = {{"cancer",
                    7,
                    {{"alive", true}, {"necrotic", false}},
                    {{"pd_l1", "molecules", Number::f32}, {"hits", "", Number::u8}},
                    ""},
                   {"cd8", 1, {{"active", true}}, {{"mother", "", Number::u64}}, "#0072b2"}};
  header.substances = {{"oxygen", "mmHg", 120000, 0, Number::f32}};
  header.scenario_text = "name: tiny\n";
  header.vessels = {{{0, 10, 5}, {80, 40, 5}, 4}, {{30, 60, 0}, {30, 60, 20}, 2.5F}};
  return header;
}

inline Frame tiny_frame(std::uint64_t step) {
  Frame frame;
  frame.step = step;
  frame.time = static_cast<double>(step) * 0.5;
  frame.state_hash = "0123456789abcdef0123456789abcdef";
  frame.agents.push_back({0,
                          {10 + step, 11, 12},
                          {0, 5, 11},
                          {0, 1, 0},
                          {std::vector<float>{1.5F, 2.5F, 1e30F}, std::vector<std::uint8_t>{1, 2, 255}}});
  frame.agents.push_back({1, {20}, {5}, {0}, {std::vector<std::uint64_t>{~std::uint64_t{0}}}});
  frame.fields.push_back({0, std::vector<float>(12, 38.5F)});
  frame.series.push_back({"cancer.count", "cells", 3});
  frame.events.push_back({step, "kill", 0, 5, 11, 20});
  return frame;
}

/// A frame that fits the header and is one record.
inline Frame empty_frame(std::uint64_t step) {
  Frame frame;
  frame.step = step;
  frame.time = static_cast<double>(step);
  return frame;
}

/// Keeps what is written; the `fail_at`-th call (from 1, writes, syncs and close together) fails.
struct MemorySink final : ByteSink {
  enum class Fault { none, error, interrupted, part };
  struct Store {
    Bytes bytes;
    std::size_t calls = 0;
    std::size_t synced = 0;  // bytes that a successful sync has seen
  };

  MemorySink(Store& where, Fault how = Fault::none, std::size_t at = 0, int number = ENOSPC)
      : store(where), fault(how), fail_at(at), error(number) {}

  std::ptrdiff_t write(const std::uint8_t* data, std::size_t size) override {
    ++store.calls;
    if (store.calls == fail_at && fault == Fault::interrupted) {
      errno = EINTR;
      return -1;
    }
    if (store.calls == fail_at && fault == Fault::part) size = (size + 1) / 2;
    if (store.calls >= fail_at && fault == Fault::error) {
      // A disk that fills up takes what fits before it refuses.
      if (store.calls == fail_at && size > 1) {
        store.bytes.insert(store.bytes.end(), data, data + size / 2);
        return static_cast<std::ptrdiff_t>(size / 2);
      }
      errno = error;
      return -1;
    }
    store.bytes.insert(store.bytes.end(), data, data + size);
    return static_cast<std::ptrdiff_t>(size);
  }
  int sync() override {
    if (finish() != 0) return -1;
    store.synced = store.bytes.size();
    return 0;
  }
  int close() override { return finish(); }

  int finish() {
    ++store.calls;
    if (fault != Fault::error || store.calls < fail_at) return 0;
    errno = error;
    return -1;
  }

  Store& store;
  Fault fault;
  std::size_t fail_at;
  int error;
};

inline Bytes written(const RunHeader& header, const std::vector<Frame>& frames, bool close = true) {
  MemorySink::Store store;
  Writer writer(std::make_unique<MemorySink>(store), "memory", header, {});
  for (const Frame& frame : frames) writer.write(frame);
  if (close) writer.close();
  return store.bytes;
}

}  // namespace tilscape::snapshot::test
