// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/rule/degree.hpp"

#include "engine/rule/detail/operation.hpp"

#include <algorithm>
#include <vector>

namespace tilscape {

namespace {

using detail::Op;

Degree result(Op op, Degree a, Degree b, Degree c) {
  const Degree most = std::max({a, b, c});
  if (most == Degree::constant) return most;
  switch (op) {
    case Op::add:
    case Op::subtract:
    case Op::minus:
    case Op::copy:
      return most;
    case Op::multiply:
      return std::min(a, b) == Degree::constant ? most : Degree::other;
    case Op::divide:
      return b == Degree::constant ? most : Degree::other;
    default:
      return Degree::other;
  }
}

}  // namespace

Degree degree_of(const Program& program, std::span<const Degree> inputs) {
  std::vector<Degree> registers(program.registers_, Degree::constant);
  Degree last = Degree::constant;
  for (const Program::Instruction& in : program.code_) {
    const auto degree = [&](const Program::Operand& o) {
      using Kind = Program::Operand::Kind;
      return o.kind == Kind::input     ? inputs[program.inputs_[o.index].index]
             : o.kind == Kind::scratch ? registers[o.index]
                                       : Degree::constant;
    };
    last = registers[in.out] = result(in.op, degree(in.a), degree(in.b), degree(in.c));
  }
  return last;
}

}  // namespace tilscape
