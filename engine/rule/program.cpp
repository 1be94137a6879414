// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/rule/program.hpp"

#include "engine/base/error.hpp"
#include "engine/base/math.hpp"
#include "engine/rule/detail/operation.hpp"

#include <cmath>
#include <limits>

namespace tilscape {

namespace {

using detail::Op;

struct Column {
  const double* values;
  double operator[](std::size_t i) const { return values[i]; }
};

struct Constant {
  double value;
  double operator[](std::size_t) const { return value; }
};

// What is made of something that is no number is no number either: who looks at the result would not know
// otherwise. `0 and x` and `1 or x` do not ask for x, so that a condition can guard what stands behind it.

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

double truth(bool condition) {
  return condition ? 1.0 : 0.0;
}

/// Of a comparison of a and b.
double truth(bool condition, double a, double b) {
  return std::isunordered(a, b) ? no_number : truth(condition);
}

double either(double a, double b) {
  const bool a_holds = a < 0 || a > 0;
  const bool b_holds = b < 0 || b > 0;
  return truth(a_holds || b_holds, a_holds || b_holds ? 0 : a, a_holds || b_holds ? 0 : b);
}

double both(double a, double b) {
  const bool fails = a == 0 || b == 0;
  return truth(!fails, fails ? 0 : a, fails ? 0 : b);
}

double smaller(double a, double b) {
  return b < a || b != b ? b : a;
}

double larger(double a, double b) {
  return b > a || b != b ? b : a;
}

double ramp(double x, double zero, double full) {
  const double t = (x - zero) / (full - zero);
  return t <= 0 ? 0 : (t >= 1 ? 1 : t);
}

double clamp(double x, double low, double high) {
  return smaller(larger(x, low), high);
}

double raised(double x, double to, double share) {
  return x + larger(to - x, 0) * share;
}

double lowered(double x, double to, double share) {
  return x + smaller(to - x, 0) * share;
}

/// There is none with a half-max that is not above 0.
template <int n>
double hill_of(double x, double half) {
  return half > 0 ? math::hill_of<n>(x, half) : no_number;
}

double hill_of(double x, double half, double n) {
  return half > 0 && n > 0 ? math::hill(x, half, n) : no_number;
}

}  // namespace

/// The arrays of one call of evaluate(); its loops are the kernels.
struct Program::Rows {
  std::span<const double* const> inputs;
  const std::vector<double>& constants;
  double* scratch;
  std::size_t stride;
  std::size_t n;

  /// Calls f with the operand as a Column or a Constant, so that there is a loop for each combination.
  template <class F>
  void with(const Operand& o, const F& f) const {
    switch (o.kind) {
      case Operand::Kind::constant:
        return f(Constant{constants[o.index]});
      case Operand::Kind::input:
        return f(Column{inputs[o.index]});
      default:
        return f(Column{scratch + o.index * stride});
    }
  }

  template <class F>
  void unary(double* out, const Instruction& in, const F& f) const {
    with(in.a, [&](auto a) {
      for (std::size_t i = 0; i < n; ++i) out[i] = f(a[i]);
    });
  }

  template <class F>
  void binary(double* out, const Instruction& in, const F& f) const {
    with(in.a, [&](auto a) {
      with(in.b, [&](auto b) {
        for (std::size_t i = 0; i < n; ++i) out[i] = f(a[i], b[i]);
      });
    });
  }

  template <class F>
  void ternary(double* out, const Instruction& in, const F& f) const {
    with(in.a, [&](auto a) {
      with(in.b, [&](auto b) {
        with(in.c, [&](auto c) {
          for (std::size_t i = 0; i < n; ++i) out[i] = f(a[i], b[i], c[i]);
        });
      });
    });
  }

  /// Small whole exponents are products, which the compiler vectorises.
  void power(double* out, const Instruction& in) const {
    if (in.b.kind != Operand::Kind::constant)
      return binary(out, in, [](double x, double y) { return math::pow(x, y); });
    const double exponent = constants[in.b.index];
    if (exponent == 2) return unary(out, in, [](double x) { return x * x; });
    if (exponent == 3) return unary(out, in, [](double x) { return x * x * x; });
    if (exponent == -1) return unary(out, in, [](double x) { return 1 / x; });
    if (exponent == 0.5) return unary(out, in, [](double x) { return math::sqrt(x); });
    unary(out, in, [exponent](double x) { return math::pow(x, exponent); });
  }

  void hill(double* out, const Instruction& in) const {
    const double n_hill = in.c.kind == Operand::Kind::constant ? constants[in.c.index] : 0;
    if (n_hill == 1) return binary(out, in, [](double x, double half) { return hill_of<1>(x, half); });
    if (n_hill == 2) return binary(out, in, [](double x, double half) { return hill_of<2>(x, half); });
    if (n_hill == 4) return binary(out, in, [](double x, double half) { return hill_of<4>(x, half); });
    ternary(out, in, [](double x, double half, double h) { return hill_of(x, half, h); });
  }

  void run(const Instruction& in, double* out) const {
    switch (in.op) {
      case Op::either:
        return binary(out, in, either);
      case Op::both:
        return binary(out, in, both);
      case Op::negation:
        return unary(out, in, [](double a) { return truth(a == 0, a, a); });
      case Op::less:
        return binary(out, in, [](double a, double b) { return truth(a < b, a, b); });
      case Op::less_equal:
        return binary(out, in, [](double a, double b) { return truth(a <= b, a, b); });
      case Op::greater:
        return binary(out, in, [](double a, double b) { return truth(a > b, a, b); });
      case Op::greater_equal:
      case Op::step:
        return binary(out, in, [](double a, double b) { return truth(a >= b, a, b); });
      case Op::equal:
        return binary(out, in, [](double a, double b) { return truth(a == b, a, b); });
      case Op::not_equal:
        return binary(out, in, [](double a, double b) { return truth(a != b, a, b); });
      case Op::add:
        return binary(out, in, [](double a, double b) { return a + b; });
      case Op::subtract:
        return binary(out, in, [](double a, double b) { return a - b; });
      case Op::multiply:
        return binary(out, in, [](double a, double b) { return a * b; });
      case Op::divide:
        return binary(out, in, [](double a, double b) { return a / b; });
      case Op::minus:
        return unary(out, in, [](double a) { return -a; });
      case Op::power:
        return power(out, in);
      case Op::hill:
        return hill(out, in);
      case Op::ramp:
        return ternary(out, in, ramp);
      case Op::clamp:
        return ternary(out, in, clamp);
      case Op::raised:
        return ternary(out, in, raised);
      case Op::lowered:
        return ternary(out, in, lowered);
      case Op::minimum:
        return binary(out, in, smaller);
      case Op::maximum:
        return binary(out, in, larger);
      case Op::exp:
        return unary(out, in, math::exp);
      case Op::log:
        return unary(out, in, math::log);
      case Op::sqrt:
        return unary(out, in, [](double a) { return math::sqrt(a); });
      case Op::abs:
        return unary(out, in, [](double a) { return std::abs(a); });
      case Op::select:
        return ternary(out, in, [](double c, double a, double b) { return c != c ? c : c != 0 ? a : b; });
      case Op::copy:
        return unary(out, in, [](double a) { return a; });
    }
  }
};

namespace {

constexpr std::size_t stride_of(std::size_t n) {
  return (n + 7) / 8 * 8;
}

}  // namespace

std::optional<double> Program::constant() const {
  if (code_.size() != 1 || code_[0].op != Op::copy || code_[0].a.kind != Operand::Kind::constant)
    return std::nullopt;
  return constants_[code_[0].a.index];
}

std::size_t Program::scratch_size(std::size_t n) const {
  return registers_ * stride_of(n);
}

void Program::evaluate(std::span<const double* const> inputs, std::size_t n, double* out,
                       std::span<double> scratch) const {
  if (inputs.size() < inputs_.size() || n > max_batch || scratch.size() < scratch_size(n))
    throw UsageError("a program needs all its inputs, a batch within max_batch and enough scratch");
  const Rows rows{inputs, constants_, scratch.data(), stride_of(n), n};
  for (std::size_t k = 0; k < code_.size(); ++k) {
    const bool last = k + 1 == code_.size();
    rows.run(code_[k], last ? out : rows.scratch + code_[k].out * rows.stride);
  }
}

}  // namespace tilscape
