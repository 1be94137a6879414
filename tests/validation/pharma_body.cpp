// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// V17, O14: one- and two-compartment plasma against closed forms and the published antibodies.
// V26: a drug that particles carry is accounted for. V29: superposition.
#include "engine/network/linear.hpp"
#include "tests/support/near.hpp"
#include "tests/support/plasma.hpp"

#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <initializer_list>
#include <numeric>
#include <vector>

namespace tilscape::body {
namespace {

constexpr double day = 1440;    // [min]
constexpr double litre = 1e15;  // [um3]
using test::Dose;
using test::Plasma;
using P = test::DrugInPlasma;
using C = test::CarrierInPlasma;

/// [L/d], [L]
TwoCompartment antibody(double clearance, double central, double exchange, double peripheral) {
  return {central * litre, peripheral * litre, clearance * litre / day, exchange * litre / day};
}
const TwoCompartment pembrolizumab = antibody(0.22, 3.48, 0.795, 4.06);
const TwoCompartment nivolumab = antibody(0.2256, 3.63, 0.770, 2.78);

/// The sum of two exponentials of a two-compartment bolus, written from the textbook on its own.
struct Bolus {
  double a, b, fast, slow;
  Bolus(const TwoCompartment& m, double dose) {
    const double k10 = m.clearance / m.central;
    const double k12 = m.exchange / m.central;
    const double k21 = m.exchange / m.peripheral;
    const double s = k10 + k12 + k21;
    const double root = std::sqrt(s * s - 4 * k10 * k21);
    fast = (s + root) / 2;
    slow = (s - root) / 2;
    a = dose * (fast - k21) / (fast - slow);
    b = dose * (k21 - slow) / (fast - slow);
  }
  /// Amount in the central volume at t after the dose.
  [[nodiscard]] double at(double t) const { return a * std::exp(-fast * t) + b * std::exp(-slow * t); }
  /// After an infusion over T of the same amount.
  [[nodiscard]] double infused(double t, double duration) const {
    const auto part = [&](double c, double k) {
      const double during = std::fmin(t, duration);
      return c / (k * duration) * -std::expm1(-k * during) * std::exp(-k * (t - during));
    };
    return part(a, fast) + part(b, slow);
  }
  /// Just after (0) and just before (interval) the dose, when the same dose was given for ever.
  [[nodiscard]] double steady(double t, double interval) const {
    return a * std::exp(-fast * t) / -std::expm1(-fast * interval) +
           b * std::exp(-slow * t) / -std::expm1(-slow * interval);
  }
};

double central_after(const TwoCompartment& model, const std::vector<Dose>& doses, double time) {
  Plasma plasma(model);
  plasma.advance(doses, 0, time);
  return plasma.amounts()[P::central];
}

double total(const std::vector<double>& amounts) {
  return std::accumulate(amounts.begin(), amounts.end(), 0.0);
}

struct Schedule {
  double dose_mg, interval;                                // [mg], [d]
  double half_life_fast, half_life_slow;                   // [d]
  double first, trough, peak_steady, trough_steady, mean;  // [ug/mL]
};

/// Every figure of a schedule at the precision with which the closed forms give it.
void check_schedule(const TwoCompartment& model, const Schedule& s, const Schedule& exact) {
  const Dispositions rates = dispositions(model);
  const double volume = model.central / litre;  // mg/L = ug/mL
  const double tau = s.interval * day;
  std::vector<Dose> doses;
  constexpr int courses = 60;  // 60 intervals are over 40 slow half-lives: what misses is below 1e-12
  for (int i = 0; i <= courses; ++i) doses.push_back({i * tau, s.dose_mg, 0, P::central});
  const double before = central_after(model, doses, courses * tau) / volume;
  Plasma plasma(model);
  plasma.advance(doses, 0, courses * tau);
  plasma.amounts()[P::central] += s.dose_mg;
  const double gone = plasma.left();
  plasma.advance(tau);
  const double area = (plasma.left() - gone) / model.elimination_rate();
  const auto close = [](double got, double rounded, double value) {
    CHECK(std::abs(got - rounded) < 0.01);  // printed with two decimals, 1.5049 d as 1.51 d
    CHECK(got == test::near(value, 1e-6));
  };
  close(std::log(2) / rates.fast / day, s.half_life_fast, exact.half_life_fast);
  close(std::log(2) / rates.slow / day, s.half_life_slow, exact.half_life_slow);
  close(central_after(model, {{0, s.dose_mg, 0, P::central}}, tau) / volume, s.trough, exact.trough);
  close(central_after(model, {{0, s.dose_mg, 0, P::central}}, 1e-6) / volume, s.first, exact.first);
  close(before, s.trough_steady, exact.trough_steady);
  close(before + s.dose_mg / volume, s.peak_steady, exact.peak_steady);
  close(area / tau / volume, s.mean, exact.mean);
}

}  // namespace

TEST_CASE("V17: a bolus into one compartment decays with its half-life") {
  const OneCompartment mouse = OneCompartment::from_half_life(3 * day, 2e12);
  for (const double t : {1.0, 100.0, 3 * day, 30 * day})
    CHECK(central_after(mouse, {{0, 7, 0, P::central}}, t) ==
          test::near(7 * std::exp2(-t / (3 * day)), 1e-8));
  CHECK(concentration(2, 2e12) == test::near(1000, 1e-12));  // 2 nmol in 2 mL: 1 uM
}

TEST_CASE("V17: an infusion into one compartment rises to its plateau and decays behind it") {
  const double k = std::log(2) / 600;
  const OneCompartment model = OneCompartment::from_half_life(600, 1e12);
  const std::vector<Dose> doses = {{50, 12, 240, P::central}};
  CHECK(central_after(model, doses, 50) == 0);
  CHECK(central_after(model, doses, 200) == test::near(12 / (240 * k) * -std::expm1(-k * 150), 1e-8));
  CHECK(central_after(model, doses, 1000) ==
        test::near(12 / (240 * k) * -std::expm1(-k * 240) * std::exp(-k * 710), 1e-8));
}

TEST_CASE("V17: bolus and infusion into two compartments are their sums of exponentials") {
  for (const TwoCompartment& model : {pembrolizumab, nivolumab, antibody(50, 4, 900, 60)}) {
    const Bolus exact(model, 200);
    for (const double t : {1.0, 60.0, day, 21 * day, 200 * day}) {
      CHECK(central_after(model, {{0, 200, 0, P::central}}, t) == test::near(exact.at(t), 1e-8));
      CHECK(central_after(model, {{0, 200, 30, P::central}}, t) == test::near(exact.infused(t, 30), 1e-8));
    }
  }
}

TEST_CASE("V17: many short steps end where one long step ends") {
  Plasma once(pembrolizumab);
  Plasma often(pembrolizumab);
  once.amounts()[P::central] = often.amounts()[P::central] = 200;
  once.advance(21 * day);
  for (int i = 0; i < 21 * 144; ++i) often.advance(10);
  for (std::size_t i = 0; i < P::compartments; ++i)
    CHECK(often.amounts()[i] == test::near(once.amounts()[i], 1e-10));
}

TEST_CASE("O14: pembrolizumab, 200 mg every three weeks") {
  const Bolus e(pembrolizumab, 200 / 3.48);
  check_schedule(pembrolizumab, {200, 21, 1.51, 25.8, 57.47, 12.73, 86.99, 29.52, 43.29},
                 {0, 0, std::log(2) / e.fast / day, std::log(2) / e.slow / day, 200 / 3.48, e.at(21 * day),
                  e.steady(0, 21 * day), e.steady(21 * day, 21 * day), 200 / 0.22 / 21});
}

TEST_CASE("O14: nivolumab, 240 mg every two weeks") {
  const Bolus e(nivolumab, 240 / 3.63);
  check_schedule(nivolumab, {240, 14, 1.34, 20.86, 66.12, 20.90, 122.26, 56.14, 75.99},
                 {0, 0, std::log(2) / e.fast / day, std::log(2) / e.slow / day, 240 / 3.63, e.at(14 * day),
                  e.steady(0, 14 * day), e.steady(14 * day, 14 * day), 240 / 0.2256 / 14});
}

TEST_CASE("V17: the area under the curve is dose over clearance") {
  Plasma plasma(nivolumab);
  plasma.amounts()[P::central] = 240;
  plasma.advance(4000 * day);
  const double area = plasma.left() / nivolumab.elimination_rate();
  CHECK(area / nivolumab.central == test::near(240 / nivolumab.clearance, 1e-8));
}

TEST_CASE("V26: particles, released drug and what was cleared add up to the dose") {
  // PEG-liposomal doxorubicin in man (Gabizon 1994): 5.9 L, 0.09 L/h; free: 365 L, 25.3 L/h. Release at 1/d
  // is assumed.
  const TwoCompartment liposome = OneCompartment{5.9 * litre, 0.09 * litre / 60};
  const TwoCompartment drug(20 * litre, 345 * litre, 25.3 * litre / 60, 60 * litre / 60);
  Plasma plasma(liposome, 1 / day, drug);
  const std::vector<double>& amounts = plasma.amounts();
  const std::vector<Dose> doses = {{0, 150, 30, C::loaded}, {28 * day, 150, 30, C::loaded}};
  double given = 0;
  for (int d = 0; d < 56; ++d) {
    plasma.advance(doses, d * day, (d + 1) * day);
    given = d < 28 ? 150 : 300;
    CHECK(std::abs(total(amounts) - given) <= 1e-12 * given);
    for (const double a : amounts) CHECK(a >= 0);
  }
  // Two exits of the loaded drug compete, so their shares are those of their rates.
  const double cleared = 0.09 / 5.9 * 24;  // [1/d]
  CHECK(amounts[C::cleared_loaded] / given == test::near(cleared / (cleared + 1), 1e-5));
}

TEST_CASE("V26: a stiff system keeps the sum to the last digits") {
  network::Matrix rates(8);
  const auto pass = [&](std::size_t from, std::size_t to, double rate) {
    rates(from, from) -= rate;
    rates(to, from) += rate;
  };
  for (std::size_t i = 0; i + 1 < 8; ++i) {
    pass(i, i + 1, std::pow(10.0, 3.0 - static_cast<double>(i)));
    pass(i + 1, i, std::pow(10.0, 2.0 - static_cast<double>(i)));
  }
  std::vector<double> amounts(8);
  amounts[0] = 1;
  const std::vector<double> input = {0.5, 0, 0, 0, 0, 0, 0, 0};
  const std::vector<double> leaves(8);
  std::vector<double> area(8);
  network::Propagator(rates, leaves, 1e5).advance(amounts, input, area);
  CHECK(total(amounts) == test::near(1 + 0.5e5, 1e-12));
}

TEST_CASE("V26: released drug follows the closed form of a two-step chain") {
  const double clear = 0.003;
  const double release = 0.01;
  const double k = 0.05;
  for (const double t : {1.0, 30.0, 300.0}) {
    Plasma plasma(OneCompartment{1, clear}, release, OneCompartment{1, k});
    plasma.amounts()[C::loaded] = 10;
    plasma.advance(t);
    const std::vector<double>& amounts = plasma.amounts();
    const double out = clear + release;
    CHECK(amounts[C::loaded] == test::near(10 * std::exp(-out * t), 1e-10));
    CHECK(amounts[C::free] ==
          test::near(10 * release / (k - out) * (std::exp(-out * t) - std::exp(-k * t)), 1e-10));
  }
}

TEST_CASE("V29: two doses together are the sum of each alone") {
  const Dose first{100, 200, 0, P::central};
  const Dose second{21 * day, 120, 60, P::central};
  const double at = 30 * day;
  for (const TwoCompartment& model : {pembrolizumab, TwoCompartment(OneCompartment{1e12, 2e9})}) {
    const double apart = central_after(model, {first}, at) + central_after(model, {second}, at);
    CHECK(central_after(model, {first, second}, at) == test::near(apart, 1e-10));
    CHECK(central_after(model, {second, first}, at) == central_after(model, {first, second}, at));
  }
}

}  // namespace tilscape::body
