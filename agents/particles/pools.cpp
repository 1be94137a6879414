// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A law of release as pools. Side by side they are a mixture of first-order laws; in series, each with a
// share of the payload that begins in it, they are the canonical form of all laws that stages without circles
// give (Cumani 1982, Microelectron Reliab 22:583). Rates and shares minimise the largest error: least squares
// by Levenberg and Marquardt, then the sum of the errors' 4th, 8th, ... 64th powers, each from the result of
// the one before (Polya's algorithm). What is told is the largest error on a finer grid.
#include "agents/particles/pools.hpp"

#include "engine/base/math.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <utility>

namespace tilscape {

namespace {

using Vector = std::vector<double>;
using Rows = std::vector<Vector>;

double largest(const Vector& errors) {
  double most = 0;
  for (const double e : errors) most = std::max(most, std::abs(e));
  return most;
}

/// Times from 0 to an end: equally spaced up to a beginning and within each doubling from there on, so that
/// one matrix goes through all of them, squared at each doubling.
struct Grid {
  std::size_t doublings = 0;
  std::size_t each = 0;  ///< times before the first doubling, and within each
  Vector times;          ///< without 0

  Grid(const Curve& curve, std::size_t about) {
    double begin = curve.end;
    for (; begin > curve.begin; begin /= 2) ++doublings;
    each = std::max<std::size_t>(4, about / (doublings + 1));
    const auto add = [&](double from, double length) {
      for (std::size_t i = 1; i <= each; ++i)
        times.push_back(from + length * static_cast<double>(i) / static_cast<double>(each));
    };
    add(0, begin);
    for (std::size_t d = 0; d < doublings; ++d, begin *= 2) add(begin, begin);
  }
};

/// What stages in series pass on: entry (i, j) is the share of stage i that is in stage j later.
class Passing {
 public:
  /// Over a time: a sum of positive terms (uniformisation), so that nothing cancels where rates are alike.
  Passing(const Vector& rates, double time) : passed_(rates.size(), Vector(rates.size())) {
    const double fastest = *std::max_element(rates.begin(), rates.end());
    std::size_t halved = 0;
    for (; fastest * time > 0.5; time /= 2) ++halved;
    const double hops = fastest * time;
    Rows term(rates.size(), Vector(rates.size()));
    for (std::size_t i = 0; i < rates.size(); ++i) term[i][i] = passed_[i][i] = math::exp(-hops);
    constexpr int enough = 12;  // 0.5^12/12! is below the rounding
    for (int k = 1; k <= enough; ++k)
      for (std::size_t i = 0; i < rates.size(); ++i)
        for (std::size_t j = rates.size(); j-- > i;) {
          const double stays = term[i][j] * (1 - rates[j] / fastest);
          const double comes = j > i ? term[i][j - 1] * (rates[j - 1] / fastest) : 0;
          term[i][j] = (stays + comes) * hops / k;
          passed_[i][j] += term[i][j];
        }
    for (; halved > 0; --halved) twice();
  }

  /// Over twice the time.
  void twice() {
    const std::size_t n = passed_.size();
    Rows product(n, Vector(n));
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t k = i; k < n; ++k)
        for (std::size_t j = k; j < n; ++j) product[i][j] += passed_[i][k] * passed_[k][j];
    passed_ = std::move(product);
  }

  /// From what is left of each after a time to what is left a step later. In place: a stage needs those
  /// behind it as they were, and itself.
  void advance(Vector& left) const {
    for (std::size_t i = 0; i < left.size(); ++i) {
      double sum = 0;
      for (std::size_t j = i; j < left.size(); ++j) sum += passed_[i][j] * left[j];
      left[i] = sum;
    }
  }

 private:
  Rows passed_;
};

/// For each pool: what is left, at each time, of what begins in it.
Rows left_of_each(Joined joined, const Vector& rates, const Grid& grid) {
  Rows left(rates.size(), Vector(grid.times.size()));
  if (joined == Joined::side_by_side) {
    for (std::size_t i = 0; i < rates.size(); ++i)
      for (std::size_t t = 0; t < grid.times.size(); ++t) left[i][t] = math::exp(-rates[i] * grid.times[t]);
    return left;
  }
  Passing step(rates, grid.times.front());
  Vector now(rates.size(), 1);
  for (std::size_t t = 0; t < grid.times.size(); ++t) {
    if (t > grid.each && t % grid.each == 0) step.twice();
    step.advance(now);
    for (std::size_t i = 0; i < rates.size(); ++i) left[i][t] = now[i];
  }
  return left;
}

/// Rates and shares, as they are fitted: their logarithms, of the shares but for a common factor.
struct Guess {
  Vector rates, shares;

  [[nodiscard]] std::size_t count() const { return rates.size(); }
  double& operator[](std::size_t i) { return i < count() ? rates[i] : shares[i - count()]; }
  [[nodiscard]] Vector rate() const {
    Vector list;
    for (const double r : rates) list.push_back(math::exp(r));
    return list;
  }
  [[nodiscard]] Vector share() const {
    const double most = *std::max_element(shares.begin(), shares.end());
    Vector list;
    for (const double s : shares) list.push_back(math::exp(s - most));
    const double sum = std::accumulate(list.begin(), list.end(), 0.0);
    for (double& s : list) s /= sum;
    return list;
  }
};

/// x of A x = b with A symmetric, by Cholesky's factors; false when A is not positive.
bool solve(Rows a, Vector& b) {
  for (std::size_t i = 0; i < b.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      for (std::size_t k = 0; k < j; ++k) a[i][j] -= a[i][k] * a[j][k];
      if (j < i) a[i][j] /= a[j][j];
    }
    if (!(a[i][i] > 0)) return false;
    a[i][i] = math::sqrt(a[i][i]);
    for (std::size_t k = 0; k < i; ++k) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  for (std::size_t i = b.size(); i-- > 0;) {
    for (std::size_t k = i + 1; k < b.size(); ++k) b[i] -= a[k][i] * b[k];
    b[i] /= a[i][i];
  }
  return true;
}

class Fit {
 public:
  Fit(const Curve& curve, Joined joined, std::size_t times) : joined_(joined), grid_(curve, times) {
    for (const double t : grid_.times) law_.push_back(curve.left(t));
  }

  [[nodiscard]] double error(const Guess& guess) const { return largest(state(guess).errors); }

  /// Least squares, then `doublings` times with the power of the errors doubled.
  [[nodiscard]] Guess improved(const Guess& guess, int doublings) const {
    State now = state(guess);
    State best = now;
    for (int d = 0; d <= doublings; ++d) minimise(now, d, best);
    return best.guess;
  }

 private:
  struct State {
    Guess guess;
    Vector shares;
    Rows left;      // of each pool, at each time
    Vector errors;  // at each time
  };
  [[nodiscard]] State state(const Guess& guess) const {
    State s{guess, guess.share(), left_of_each(joined_, guess.rate(), grid_), Vector(law_.size())};
    for (std::size_t t = 0; t < law_.size(); ++t) {
      for (std::size_t i = 0; i < s.shares.size(); ++i) s.errors[t] += s.shares[i] * s.left[i][t];
      s.errors[t] -= law_[t];
    }
    return s;
  }

  /// Changes of the errors with the unknowns: with the rates by a difference, with the shares exactly.
  [[nodiscard]] Rows slopes(const State& now) const {
    constexpr double difference = 1e-6;
    const std::size_t n = now.guess.count();
    Rows rows(2 * n, Vector(law_.size()));
    for (std::size_t i = 0; i < n; ++i) {
      Guess other = now.guess;
      other.rates[i] += difference;
      const Vector errors = state(other).errors;
      for (std::size_t t = 0; t < law_.size(); ++t) {
        rows[i][t] = (errors[t] - now.errors[t]) / difference;
        rows[n + i][t] = now.shares[i] * (now.left[i][t] - law_[t] - now.errors[t]);
      }
    }
    return rows;
  }

  /// Minimises the sum of |error / unit|^(2 p), p = 2^doublings, and keeps what has the smallest of the
  /// largest errors.
  void minimise(State& now, int doublings, State& best) const {
    constexpr int rounds = 40;
    constexpr double settled = 1e-4;    // of the sum: less in each of three rounds is the end
    constexpr double rounding = 1e-13;  // of the curve
    const double unit = largest(now.errors);
    if (unit < rounding) return;
    const auto raised = [&](double error) {
      double r = std::abs(error) / unit;
      for (int d = 0; d < doublings; ++d) r *= r;
      return r;
    };
    const auto sum_of = [&](const State& s) {
      double sum = 0;
      for (const double e : s.errors) sum += raised(e) * raised(e);
      return sum;
    };
    double sum = sum_of(now);
    double damping = 1e-3;
    for (int round = 0, idle = 0; round < rounds && idle < 3; ++round) {
      const Rows rows = slopes(now);
      Vector weight(law_.size());  // the slope of error^p, and error^p over it is the error over p
      for (std::size_t t = 0; t < weight.size(); ++t)
        weight[t] = now.errors[t] == 0 ? 0 : raised(now.errors[t]) / std::abs(now.errors[t]);
      const std::optional<State> next = step(now, rows, weight, 1 << doublings, damping, sum, sum_of);
      if (!next) return;
      const double before = std::exchange(sum, sum_of(*next));
      idle = sum > before * (1 - settled) ? idle + 1 : 0;
      now = *next;
      if (largest(now.errors) < largest(best.errors)) best = now;
    }
  }

  /// A step of Levenberg and Marquardt that makes the sum smaller.
  template <class Sum>
  [[nodiscard]] std::optional<State> step(const State& now, const Rows& rows, const Vector& weight, int power,
                                          double& damping, double sum, const Sum& sum_of) const {
    const std::size_t n = rows.size();
    Rows normal(n, Vector(n));
    Vector down(n);
    for (std::size_t t = 0; t < law_.size(); ++t) {
      const double w = weight[t] * weight[t];
      if (w == 0) continue;
      for (std::size_t i = 0; i < n; ++i) {
        const double part = w * rows[i][t];
        down[i] -= part * now.errors[t] / power;
        for (std::size_t j = 0; j <= i; ++j) normal[i][j] += part * rows[j][t];
      }
    }
    double steepest = 0;
    for (std::size_t i = 0; i < n; ++i) steepest = std::max(steepest, normal[i][i]);
    constexpr int tries = 12;
    for (int k = 0; k < tries; ++k, damping *= 4) {
      Rows damped = normal;
      for (std::size_t i = 0; i < n; ++i) damped[i][i] += damping * (normal[i][i] + 1e-9 * steepest);
      Vector change = down;
      if (!solve(std::move(damped), change)) continue;
      const double longest = std::max(1.0, largest(change));  // no unknown by more than a factor of e
      Guess guess = now.guess;
      for (std::size_t i = 0; i < n; ++i) guess[i] += change[i] / longest;
      State next = state(guess);
      if (!(sum_of(next) < sum)) continue;
      damping = std::max(damping / 5, 1e-12);
      return next;
    }
    return std::nullopt;
  }

  Joined joined_;
  Grid grid_;
  Vector law_;
};

/// Equal shares, each with the time at which the law has let so much of it go.
Guess spread(const Curve& curve, std::size_t count) {
  const double all = 1 - curve.left(curve.end);
  Guess guess;
  for (std::size_t i = 0; i < count; ++i) {
    const double gone = all * (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    double low = 0;
    double high = curve.end;
    constexpr int halvings = 200;  // times can lie many powers of ten apart
    for (int k = 0; k < halvings; ++k) {
      const double middle = (low + high) / 2;
      (1 - curve.left(middle) < gone ? low : high) = middle;
    }
    guess.rates.push_back(-math::log(high));
    guess.shares.push_back(0);
  }
  return guess;
}

/// One stage more: a fast last one, which changes little, or all faster and the first or the last twice. A
/// stage in which next to nothing begins would be left so: each gets something.
std::vector<Guess> longer(const Guess& fit) {
  constexpr double least = 1e-3;
  const auto faster = math::log(static_cast<double>(fit.count() + 1) / static_cast<double>(fit.count()));
  Vector shares = fit.share();
  for (double& s : shares) s = math::log(std::max(s, least));
  std::vector<Guess> list;
  for (const bool first : {false, true})
    for (const bool fast : {true, false}) {
      if (first && fast) continue;
      Guess guess{fit.rates, shares};
      if (!fast)
        for (double& r : guess.rates) r += faster;
      const std::size_t twin = first ? 0 : fit.count() - 1;
      const auto at = static_cast<std::ptrdiff_t>(twin);
      const double rate = guess.rates[twin] + (fast ? math::log(4) : 0);
      guess.rates.insert(guess.rates.begin() + at + (first ? 0 : 1), rate);
      guess.shares.insert(guess.shares.begin() + at + 1, shares[twin] + math::log(0.3));
      list.push_back(std::move(guess));
    }
  return list;
}

Guess best_guess(const Curve& curve, Joined joined, std::size_t count) {
  constexpr int to_64th = 5;
  constexpr std::size_t times = 240;
  const Fit fit(curve, joined, times);
  if (joined == Joined::side_by_side) return fit.improved(spread(curve, count), to_64th);
  // Many starts end in a poor place: each number of stages begins with the best of one less.
  Guess best = fit.improved({{0}, {0}}, 1);
  while (best.count() < count) {
    double least = 2;
    for (const Guess& start : longer(std::exchange(best, {}))) {
      Guess end = fit.improved(start, 1);
      if (const double error = fit.error(end); error < least) {
        least = error;
        best = std::move(end);
      }
    }
  }
  return fit.improved(best, to_64th);
}

}  // namespace

Release fit_pools(const Curve& curve, Joined joined, std::size_t count) {
  if (joined == Joined::either) {
    Release beside = fit_pools(curve, Joined::side_by_side, count);
    Release series = fit_pools(curve, Joined::in_series, count);
    return series.error < beside.error ? series : beside;
  }
  constexpr std::size_t finer = 2000;
  const Guess best = best_guess(curve, joined, count);
  const Vector rates = best.rate();
  const Vector shares = best.share();
  Release out;
  for (std::size_t i = 0; i < count; ++i) out.pools.push_back({shares[i], rates[i]});
  if (joined == Joined::in_series)
    for (std::size_t i = 0; i + 1 < count; ++i) out.pools[i].next = i + 1;
  else
    std::sort(out.pools.begin(), out.pools.end(),
              [](const Pool& a, const Pool& b) { return a.rate > b.rate; });
  out.error = Fit(curve, joined, finer).error(best);
  return out;
}

Release fitted(const Curve& curve, Joined joined, const PoolsParams& params, double typical_time) {
  const auto count = static_cast<std::size_t>(*params.pools);
  Release out = fit_pools(curve, joined, count);
  if (out.error > largest_error) {
    std::string instead = fmt::format("nor do more, up to {}, come so near", most_pools);
    for (std::size_t more = count + 1; more <= most_pools; ++more)
      if (const double error = fit_pools(curve, joined, more).error; error <= largest_error) {
        instead = fmt::format("{} miss it by {:.2g} %: write `pools: {}`", more, 100 * error, more);
        break;
      }
    throw ParameterError(
        params.pools.name(),
        fmt::format("{} pool{} miss{} this law by {:.2g} % of the payload (at most {:g} % is let "
                    "through); {}",
                    count, count == 1 ? "" : "s", count == 1 ? "es" : "", 100 * out.error,
                    100 * largest_error, instead));
  }
  for (Pool& pool : out.pools) pool.rate /= typical_time;
  return out;
}

}  // namespace tilscape
