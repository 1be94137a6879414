// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/memory.hpp"

#include "engine/step/simulation.hpp"
#include "tests/support/fields.hpp"
#include "tests/support/near.hpp"

#include <doctest/doctest.h>
#include <malloc.h>
#include <memory>

namespace tilscape {
namespace {

/// Bytes that malloc has given out; 0 under a sanitizer, which has an allocator of its own.
double allocated() {
  const struct mallinfo2 info = ::mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
}

/// Cells that do nothing, and one substance.
Params params_on(const Lattice::Shape& shape, bool steady) {
  Params params{.lattice = Lattice(shape)};
  params.types.push_back({.name = "cell", .states = {{"alive", true}}});
  params.substances.push_back({testing::substance(1e3, 0.016)});
  params.substances[0].field.steady = steady;
  params.substances[0].field.tolerance = FieldSpec{}.tolerance;
  return params;
}

TEST_CASE("memory: what a simulation says that its lattice takes is what it takes") {
  for (const Lattice::Shape& shape :
       {Lattice::Shape{.nx = 301, .ny = 220}, Lattice::Shape{.nx = 70, .ny = 33, .nz = 41}}) {
    for (const bool steady : {true, false}) {
      CAPTURE(shape.nz);
      CAPTURE(steady);
      Params params = params_on(shape, steady);
      const double before = allocated();
      Simulation run(std::move(params), 1);
      run.start();
      run.step();
      const double taken = allocated() - before;
      if (taken == 0) return;
      const MemoryNeed need = memory_need(run.params(), run.params().lattice);
      // An array per type, from sites to rows, that no behaviour looks into is never touched.
      const std::size_t touched = need.touched_site + SiteIndex::bytes_per_site;
      const auto told = static_cast<double>(need.lattice + touched * run.params().lattice.sites());
      CHECK(told == test::near(taken, 0.03));
    }
  }
}

TEST_CASE("memory: an agent takes its row, an index and its claims, and more with each column") {
  const auto bytes = [](int columns) {
    Params params{.lattice = Lattice({.nx = 8, .ny = 8})};
    params.types.push_back({.name = "cell", .states = {{"alive", true}}});
    for (int i = 0; i < columns; ++i) params.types[0].columns.push_back({.name = "c" + std::to_string(i)});
    return memory_need(params, params.lattice).agents.at(0);
  };
  CHECK(bytes(0) > sizeof(AgentId) + sizeof(Site) + 1);
  CHECK(bytes(3) == bytes(0) + 3 * sizeof(float));
}

TEST_CASE("memory: the need is that of the lattice which is asked for, not that of the parameters") {
  const Params params = params_on({.nx = 8, .ny = 8, .nz = 8}, false);
  const Lattice large({.nx = 80, .ny = 80, .nz = 80});
  CHECK(memory_need(params, large).lattice > 500 * memory_need(params, params.lattice).lattice);
}

}  // namespace
}  // namespace tilscape
