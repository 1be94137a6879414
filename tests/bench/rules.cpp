// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Rules: a compiled program over batches of rows.
#include "engine/rule/program.hpp"
#include "tests/bench/benchmarks.hpp"

#include <stdexcept>
#include <string>

namespace tilscape::bench {

namespace {

Symbols names() {
  using Kind = Symbol::Kind;
  Symbols s;
  s.add("oxygen", {Kind::field, 0, dimension_of("mmHg")});
  s.add("ifn_g", {Kind::field, 1, dimension_of("nM")});
  s.add("damage", {Kind::column, 0, {}});
  s.add("room", {Kind::room, 0, {}});
  s.add("state.hypoxic", {Kind::state, 1, {}});
  s.add_call("neighbours", "cd8", {Kind::neighbours, 0, {}});
  return s;
}

Program compiled(const std::string& text) {
  auto result = compile(text, names(), {});
  if (const auto* error = std::get_if<ExpressionError>(&result))
    throw std::runtime_error(text + ": " + error->problem);
  return std::get<Program>(std::move(result));
}

void evaluate(benchmark::State& state, const std::string& text) {
  const Program program = compiled(text);
  constexpr std::size_t rows = Program::max_batch;
  std::vector<std::vector<double>> columns;
  std::vector<const double*> inputs;
  for (std::size_t k = 0; k < program.inputs().size(); ++k) {
    columns.emplace_back(rows);
    for (std::size_t i = 0; i < rows; ++i)
      columns.back()[i] = static_cast<double>(scattered(i + k * rows) % 1000) / 25;
  }
  for (const auto& c : columns) inputs.push_back(c.data());
  std::vector<double> scratch(program.scratch_size(rows));
  std::vector<double> out(rows);
  for (auto _ : state) {
    program.evaluate(inputs, rows, out.data(), scratch);
    benchmark::ClobberMemory();
  }
  state.counters["rows"] = rate(static_cast<double>(rows) * static_cast<double>(state.iterations()));
}

}  // namespace

void add_rules() {
  const auto add = [](const char* name, const std::string& text) {
    benchmark::RegisterBenchmark(name, [text](benchmark::State& state) { evaluate(state, text); });
  };
  add("rules/small", "damage * room");
  add("rules/medium", "ramp(oxygen, 5 mmHg, 38 mmHg) * (1 - hill(ifn_g, 3 nM, 2))");
  add("rules/large",
      "ramp(oxygen, 5 mmHg, 38 mmHg) * (1 - hill(ifn_g, 3 nM, 2)) * (1 - state.hypoxic) * room / (1 + "
      "neighbours(cd8)) + 0.1 * hill(damage, 2, 4) * exp(-ifn_g / (2 nM)) + 0.01 * (oxygen < 8 mmHg and "
      "damage > 1)");
}

}  // namespace tilscape::bench
