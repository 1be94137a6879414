// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// V25: the keyed draws against the exact laws of their distributions, N >= 1e7, |z| < 4.5
// (docs/methods/random.md). The seeds are fixed, so a pass is a pass for ever; 4.5 standard errors leave 7e-6
// to chance for each figure.

#include "engine/base/random.hpp"

#include "engine/base/math.hpp"
#include "engine/base/parallel.hpp"
#include "engine/step/placing.hpp"
#include "tests/support/near.hpp"
#include "tests/support/stream.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <doctest/doctest.h>
#include <initializer_list>
#include <vector>

using namespace tilscape;

namespace {

constexpr std::size_t n_draws = 10'000'000;
constexpr std::size_t grain = 1 << 16;
constexpr std::size_t n_bins = 1 << 10;
constexpr double most = 4.5;
const Draws draws(20260101, 5);

/// Adds up parts over the entities [0, n), the parts in the order of their index.
template <class Part, class Add>
Part gather(std::size_t n, const Add& add, int threads = 2) {
  std::vector<Part> parts((n + grain - 1) / grain);
  Threads(threads).for_chunks(n, grain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) add(parts[begin / grain], i);
  });
  Part sum;
  for (const Part& part : parts) sum += part;
  return sum;
}

/// Central moments of a law: variance, fourth and eighth (0: the fourth is not tested).
struct Law {
  double mean;
  double m2;
  double m4;
  double m8 = 0;
};

using Bins = std::array<std::uint64_t, n_bins>;

/// What one pass over the draws collects: powers of the deviation from the mean, and counts.
struct Sample {
  std::array<double, 3> powers{};
  Bins bins{};

  Sample& operator+=(const Sample& other) {
    for (std::size_t k = 0; k < powers.size(); ++k) powers[k] += other.powers[k];
    for (std::size_t k = 0; k < n_bins; ++k) bins[k] += other.bins[k];
    return *this;
  }
};

/// Draws n_draws times and checks the moments; bin(draw) is the bin to count in.
template <class Draw, class Bin>
Bins check_moments(const Law& law, const Draw& draw, const Bin& bin) {
  const auto sample = gather<Sample>(n_draws, [&](Sample& part, std::size_t i) {
    const auto x = draw(i);
    const double d = static_cast<double>(x) - law.mean;
    const double square = d * d;
    part.powers[0] += d;
    part.powers[1] += square;
    part.powers[2] += square * square;
    ++part.bins[bin(x)];
  });
  const auto n = static_cast<double>(n_draws);
  const auto& [first, second, fourth] = sample.powers;
  CHECK(std::abs(first / n / std::sqrt(law.m2 / n)) < most);
  CHECK(std::abs((second / n - law.m2) / std::sqrt((law.m4 - law.m2 * law.m2) / n)) < most);
  if (law.m8 > 0) CHECK(std::abs((fourth / n - law.m4) / std::sqrt((law.m8 - law.m4 * law.m4) / n)) < most);
  return sample.bins;
}

double chi_square_z(double chi_square, double degrees) {
  return (chi_square - degrees) / std::sqrt(2 * degrees);
}

/// All bins equally likely.
void check_even(const Bins& bins) {
  const double expected = static_cast<double>(n_draws) / n_bins;
  double chi_square = 0;
  for (const std::uint64_t count : bins) {
    const double d = static_cast<double>(count) - expected;
    chi_square += d * d / expected;
  }
  CHECK(std::abs(chi_square_z(chi_square, n_bins - 1)) < most);
}

std::size_t bin_of(double u, std::size_t bins) {
  return std::min(bins - 1, static_cast<std::size_t>(std::max(0.0, u) * static_cast<double>(bins)));
}

/// Moments, and the shape: the distribution function of the right law makes uniform numbers of the draws.
template <class Draw, class Cdf>
void check_law(const Law& law, const Draw& draw, const Cdf& cdf) {
  check_even(check_moments(law, draw, [&](double x) { return bin_of(cdf(x), n_bins); }));
}

/// Moments, and counts of whole numbers against their probabilities; what is expected fewer than 20 times is
/// joined.
template <class Draw, class Probability>
void check_counts(const Law& law, const Draw& draw, const Probability& probability) {
  const Bins bins =
      check_moments(law, draw, [](std::uint64_t x) { return std::min<std::size_t>(x, n_bins - 1); });
  double chi_square = 0;
  double degrees = -1;
  double rest_expected = n_draws;
  double rest = n_draws;
  for (std::size_t k = 0; k < n_bins; ++k) {
    const double expected = n_draws * probability(static_cast<double>(k));
    if (expected < 20) continue;
    const double d = static_cast<double>(bins[k]) - expected;
    chi_square += d * d / expected;
    degrees += 1;
    rest_expected -= expected;
    rest -= static_cast<double>(bins[k]);
  }
  CHECK(degrees >= 5);
  CHECK(std::abs(chi_square_z(chi_square, degrees)) < most);
  CHECK(std::abs(rest - rest_expected) < most * std::sqrt(rest_expected) + 1);
}

/// Bins of one kind of draw, evenly filled.
template <class Bin>
void check_bins(const Bin& bin) {
  check_even(gather<Sample>(n_draws, [&](Sample& part, std::size_t i) { ++part.bins[bin(i)]; }).bins);
}

double uniform(std::size_t i) {
  return draws.of(test::stream).uniform(i);
}

double poisson_probability(double k, double mean) {
  return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1));
}

double binomial_probability(double k, double n, double p) {
  if (k > n) return 0;
  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) +
                  (n - k) * std::log1p(-p));
}

Law binomial_law(double n, double p) {
  const double v = n * p * (1 - p);
  return {n * p, v, v * (1 + 3 * (n - 2) * p * (1 - p))};
}

}  // namespace

TEST_CASE("V25: uniform numbers have mean 1/2, variance 1/12, kurtosis 9/5 and fill 2^10 bins evenly") {
  check_law({1.0 / 2, 1.0 / 12, 1.0 / 80, 1.0 / 2304}, uniform, [](double u) { return u; });
}

TEST_CASE("V25: uniform numbers of one entity fill 2^10 bins evenly over steps and indices") {
  check_bins([](std::size_t i) {
    return bin_of(Draws(3, i >> 8).of(test::stream).uniform(77, static_cast<std::uint16_t>(i & 255)), n_bins);
  });
}

TEST_CASE("V25: neighbours in entity, step, index, purpose and seed are not correlated") {
  struct Sums {
    std::array<double, 5> of{};
    Sums& operator+=(const Sums& other) {
      for (std::size_t k = 0; k < of.size(); ++k) of[k] += other.of[k];
      return *this;
    }
  };
  const auto s = gather<Sums>(n_draws, [](Sums& sums, std::size_t i) {
    const double u = uniform(i) - 0.5;
    sums.of[0] += u * (uniform(i + 1) - 0.5);
    sums.of[1] += u * (Draws(20260101, 6).of(test::stream).uniform(i) - 0.5);
    sums.of[2] += u * (draws.of(test::stream).uniform(i, 1) - 0.5);
    sums.of[3] += u * (draws.of(Stream("another", 1)).uniform(i) - 0.5);
    sums.of[4] += u * (Draws(20260102, 5).of(test::stream).uniform(i) - 0.5);
  });
  for (const double sum : s.of) CHECK(std::abs(sum / std::sqrt(double{n_draws}) * 12) < most);
}

TEST_CASE("V25: pairs fill the square evenly and triples the cube") {
  check_bins([](std::size_t i) { return 32 * bin_of(uniform(2 * i), 32) + bin_of(uniform(2 * i + 1), 32); });
  check_bins([](std::size_t i) {
    const auto at = [i](std::uint16_t k, std::size_t n) {
      return bin_of(draws.of(test::stream).uniform(i, k), n);
    };
    return 128 * at(0, 8) + 16 * at(1, 8) + at(2, 16);
  });
}

TEST_CASE("V25: integers below n are evenly spread") {
  check_bins([](std::size_t i) { return draws.of(test::stream).below(n_bins, i); });
}

TEST_CASE("V25: normal numbers have the moments and the shape of the standard normal law") {
  check_law(
      {0, 1, 3, 105}, [](std::size_t i) { return draws.of(test::stream).normal(i); },
      [](double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; });
}

TEST_CASE("V25: exponential numbers have the moments and the shape of their law") {
  check_law(
      {1, 1, 9, 14833}, [](std::size_t i) { return draws.of(test::stream).exponential(i); },
      [](double x) { return std::exp(-x); });
}

TEST_CASE("V25: gamma numbers have the moments and the shape of their law") {
  check_law(
      {4, 4, 72}, [](std::size_t i) { return draws.of(test::stream).gamma(4, i); },
      [](double x) { return std::exp(-x) * (1 + x * (1 + x * (0.5 + x / 6))); });
  check_law(
      {0.5, 0.5, 3.75}, [](std::size_t i) { return draws.of(test::stream).gamma(0.5, i); },
      [](double x) { return std::erf(std::sqrt(x)); });
}

TEST_CASE("V25: Poisson numbers have the moments and the probabilities of their law") {
  for (const double mean : {2.5, 40.0}) {
    CAPTURE(mean);
    check_counts(
        {mean, mean, mean + 3 * mean * mean},
        [mean](std::size_t i) { return draws.of(test::stream).poisson(mean, i); },
        [mean](double k) { return poisson_probability(k, mean); });
  }
}

TEST_CASE("V25: binomial numbers have the moments and the probabilities of their law") {
  struct Case {
    std::uint64_t n;
    double p;
  };
  for (const Case c : {Case{20, 0.2}, Case{100, 0.7}}) {
    CAPTURE(c.p);
    const auto n = static_cast<double>(c.n);
    check_counts(
        binomial_law(n, c.p), [c](std::size_t i) { return draws.of(test::stream).binomial(c.n, c.p, i); },
        [c, n](double k) { return binomial_probability(k, n, c.p); });
  }
}

TEST_CASE(
    "V25: what is drawn from a scenario's distribution follows the law of its parameters, and has its mean") {
  using Kind = Distribution::Kind;
  struct Said {
    Distribution distribution;
    double mean;
    double (*below)(double);  ///< share of the values up to this one
  };
  const std::array<Said, 7> laws = {{
      {{Kind::uniform, 3, 7}, 5, [](double x) { return (x - 3) / 4; }},
      {{Kind::normal, 10, 2}, 10, [](double x) { return std::erfc((10 - x) / std::sqrt(8.0)) / 2; }},
      {{Kind::lognormal, 5, 2},
       5,
       [](double x) {
         const double s2 = std::log(1 + 4.0 / 25);
         return std::erfc((std::log(5 / x) - s2 / 2) / std::sqrt(2 * s2)) / 2;
       }},
      {{Kind::exponential, 30, 0}, 30, [](double x) { return 1 - std::exp(-x / 30); }},
      {{Kind::delayed_exponential, 9, 30}, 39, [](double x) { return 1 - std::exp((9 - x) / 30); }},
      {{Kind::gamma, 24, 4},
       24,
       [](double x) {
         const double y = x / 6;
         return 1 - std::exp(-y) * (1 + y * (1 + y * (0.5 + y / 6)));
       }},
      {{Kind::log_uniform, 2, 50},
       48 / std::log(25),
       [](double x) { return std::log(x / 2) / std::log(25); }},
  }};
  for (const Said& law : laws) {
    CAPTURE(static_cast<int>(law.distribution.kind));
    CHECK(tilscape::mean(law.distribution) == test::near(law.mean, 1e-14));
    check_bins([&](std::size_t i) {
      return bin_of(law.below(sample(law.distribution, draws.of(test::stream), i, 0)), n_bins);
    });
  }
  CHECK(sample({Kind::constant, 8, 0}, draws.of(test::stream), 1, 0) == 8);
}

TEST_CASE("V25: every number of threads gives the same stream and the same sums") {
  const auto stream = [](int threads) {
    return gather<Sample>(
        1'000'000,
        [](Sample& part, std::size_t i) {
          const double x = draws.of(test::stream).normal(i);
          part.powers[0] += x;
          part.powers[1] = part.powers[1] / 3 + x;
          ++part.bins[draws.of(test::stream).below(n_bins, i, 1)];
        },
        threads);
  };
  const Sample one = stream(1);
  for (const int threads : {2, 3, 8}) {
    const Sample other = stream(threads);
    CHECK(other.powers == one.powers);
    CHECK(other.bins == one.bins);
  }
}
