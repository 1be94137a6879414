// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/verify/measure.hpp"

#include "engine/base/nearest.hpp"
#include "engine/base/text.hpp"
#include "scenarios/read/problem.hpp"
#include "scenarios/verify/trimmed.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace tilscape::scenarios {

namespace {

using Kind = Measure::Kind;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// What stands behind the name: nothing, a time, or a window that is the whole run when left out.
enum class Window : std::uint8_t { no, time, may };
/// How the dimension of the value follows from that of the column.
enum class Gives : std::uint8_t { column, per_time, times_time, time, share };

/// What each means: docs/formats/claims.md.
struct Function {
  std::string_view name;
  std::string_view parameters;
  Kind kind;
  Window window;
  Gives gives;
};
constexpr Function functions[] = {
    {"at", "x, time", Kind::at, Window::time, Gives::column},
    {"first", "x", Kind::first, Window::no, Gives::column},
    {"last", "x", Kind::last, Window::no, Gives::column},
    {"highest", "x, from, to", Kind::highest, Window::may, Gives::column},
    {"lowest", "x, from, to", Kind::lowest, Window::may, Gives::column},
    {"mean", "x, from, to", Kind::mean, Window::may, Gives::column},
    {"area", "x, from, to", Kind::area, Window::may, Gives::times_time},
    {"slope", "x, from, to", Kind::slope, Window::may, Gives::per_time},
    {"fold", "x", Kind::fold, Window::no, Gives::share},
    {"reached", "endpoint", Kind::reached, Window::no, Gives::share},
    {"time_of", "endpoint", Kind::time_of, Window::no, Gives::time},
};

bool of_endpoint(Kind kind) {
  return kind == Kind::reached || kind == Kind::time_of;
}

/// The column as a line through its rows.
class Course {
 public:
  Course(const Result& result, std::size_t column) : result_(result), column_(column) {}

  [[nodiscard]] std::size_t size() const { return result_.times.size(); }
  [[nodiscard]] double time(std::size_t row) const { return result_.times[row]; }
  [[nodiscard]] double value(std::size_t row) const { return result_.value(row, column_); }

  [[nodiscard]] double at(double t) const {
    const auto& times = result_.times;
    const double slack = 1e-9 * (1 + std::abs(t));
    if (times.empty() || t < times.front() - slack || t > times.back() + slack) return none;
    const auto above =
        static_cast<std::size_t>(std::lower_bound(times.begin(), times.end(), t - slack) - times.begin());
    if (std::abs(times[above] - t) <= slack) return value(above);
    const double share = (t - times[above - 1]) / (times[above] - times[above - 1]);
    return value(above - 1) + share * (value(above) - value(above - 1));
  }

 private:
  const Result& result_;
  std::size_t column_;
};

/// The points of a window, its ends among them.
std::vector<std::pair<double, double>> points(const Course& course, double from, double to) {
  std::vector<std::pair<double, double>> out = {{from, course.at(from)}};
  for (std::size_t i = 0; i < course.size(); ++i)
    if (course.time(i) > from && course.time(i) < to) out.emplace_back(course.time(i), course.value(i));
  out.emplace_back(to, course.at(to));
  return out;
}

double area(const std::vector<std::pair<double, double>>& line) {
  double sum = 0;
  for (std::size_t i = 1; i < line.size(); ++i)
    sum += (line[i].first - line[i - 1].first) * (line[i].second + line[i - 1].second) / 2;
  return sum;
}

double slope(const std::vector<std::pair<double, double>>& line) {
  const auto n = static_cast<double>(line.size());
  double t = 0;
  double y = 0;
  for (const auto& [time, value] : line) {
    t += time / n;
    y += value / n;
  }
  double up = 0;
  double down = 0;
  for (const auto& [time, value] : line) {
    up += (time - t) * (value - y);
    down += (time - t) * (time - t);
  }
  return up / down;
}

double of_window(Kind kind, const Course& course, double from, double to) {
  const auto line = points(course, from, to);
  const auto less = [](const auto& a, const auto& b) { return a.second < b.second; };
  if (std::any_of(line.begin(), line.end(), [](const auto& p) { return std::isnan(p.second); })) return none;
  switch (kind) {
    case Kind::highest:
      return std::max_element(line.begin(), line.end(), less)->second;
    case Kind::lowest:
      return std::min_element(line.begin(), line.end(), less)->second;
    case Kind::area:
      return area(line);
    case Kind::mean:
      return area(line) / (to - from);
    default:
      return slope(line);
  }
}

/// Reads the calls of an expression, and keeps what they ask for.
class Calls {
 public:
  Calls(const Run& run, const std::vector<std::string>& arms, const Curve* against, const Doubtful& doubtful)
      : run_(run), arms_(arms), against_(against), doubtful_(doubtful) {
    for (const Observable& o : run.series) names_.push_back(o.name);
    for (const Endpoint& e : run.endpoints) endpoints_.push_back(e.name);
  }

  std::variant<Symbol, ExpressionError> read(const Function& f, std::string_view arguments) {
    std::vector<std::pair<std::size_t, std::string_view>> parts;  // and where they stand
    for (std::size_t begin = 0; begin <= arguments.size();) {
      const std::size_t end = std::min(arguments.find(',', begin), arguments.size());
      const std::string_view whole = arguments.substr(begin, end - begin);
      parts.emplace_back(
          begin + (whole.size() - whole.substr(std::min(whole.find_first_not_of(' '), whole.size())).size()),
          trimmed(whole));
      begin = end + 1;
    }
    const std::size_t times = parts.size() - 1;
    const bool fits = f.window == Window::no     ? times == 0
                      : f.window == Window::time ? times == 1
                                                 : times == 0 || times == 2;
    if (!fits)
      return ExpressionError{0, joined({ticked(f.name), " does not take this"}),
                             joined({"write `", f.name, "(", f.parameters, ")`"})};
    Measure m{.kind = f.kind};
    if (auto error = name(parts[0].second, m)) {
      error->offset += parts[0].first;
      return *error;
    }
    for (std::size_t i = 0; i < times; ++i) {
      const QuantityParse read = parse_quantity(parts[i + 1].second);
      if (!read.quantity) return ExpressionError{parts[i + 1].first, read.problem, read.suggestion};
      if (!(read.quantity->dimension == dimension_of("min")))
        return ExpressionError{parts[i + 1].first, ticked(parts[i + 1].second) + " is not a time",
                               "write it as `7 d`"};
      (i == 0 ? m.from : m.to) = read.quantity->value;
    }
    const double end = static_cast<double>(run_.steps) * run_.simulation->params().step_length;
    if (f.window == Window::may && times == 0) m.to = end;
    if (f.window == Window::time) m.to = m.from;
    if (m.to > end * (1 + 1e-9) || m.from < 0)
      return ExpressionError{parts.back().first,
                             joined({ticked(parts.back().second), " is not within the run"}), ""};
    if (f.window == Window::may && !(m.from < m.to))
      return ExpressionError{parts.back().first, "the window ends before it begins", ""};
    if (m.kind == Kind::fold)
      if (auto error = curve(m, end)) return *error;
    const auto index = static_cast<std::uint32_t>(measures.size());
    measures.push_back(m);
    return Symbol{Symbol::Kind::scalar, index, dimension(f.gives, m.name)};
  }

  std::vector<Measure> measures;

 private:
  /// The rows of the table that lie within the run.
  std::optional<ExpressionError> curve(Measure& m, double end) const {
    if (against_ == nullptr) return ExpressionError{0, "`fold` needs a table", "say `against` which one"};
    if (against_->unread) return ExpressionError{};
    const Dimension own = *condition_dimension(column(m.name));
    if (!(own == against_->dimension))
      return ExpressionError{0,
                             joined({ticked(m.name), " is ", dimension_name(own), ", the table's column ",
                                     dimension_name(against_->dimension)}),
                             "`against.in` is the unit of the table's values"};
    m.against.dimension = own;
    for (std::size_t i = 0; i < against_->times.size(); ++i) {
      const double t = against_->times[i];
      if (t < 0 || t > end * (1 + 1e-9)) continue;
      m.against.times.push_back(t);
      m.against.values.push_back(against_->values[i]);
    }
    if (m.against.times.empty())
      return ExpressionError{0, "no row of the table lies within the run",
                             "`against.begin` is the time in the table at which it begins"};
    return std::nullopt;
  }

  std::optional<ExpressionError> name(std::string_view text, Measure& m) {
    const std::size_t in = text.find(" in ");
    m.name = std::string(trimmed(text.substr(0, in)));
    const std::vector<std::string>& known = of_endpoint(m.kind) ? endpoints_ : names_;
    const bool there = std::find(known.begin(), known.end(), m.name) != known.end();
    if (!there && doubtful_ && doubtful_(m.name)) return ExpressionError{};
    if (!there)
      return unknown(0,
                     joined({"there is no ", std::string_view(of_endpoint(m.kind) ? "endpoint " : "column "),
                             ticked(m.name)}),
                     m.name, known);
    if (!of_endpoint(m.kind) && !condition_dimension(column(m.name)))
      return ExpressionError{
          0, ticked(m.name) + " is counted in a unit of its own, which no number can be compared with", ""};
    if (in == std::string_view::npos) return std::nullopt;
    m.arm = std::string(trimmed(text.substr(in + 4)));
    if (std::find(arms_.begin(), arms_.end(), m.arm) == arms_.end())
      return unknown(in + 4, "there is no variant " + ticked(m.arm), m.arm, arms_);
    return std::nullopt;
  }

  static ExpressionError unknown(std::size_t offset, std::string problem, std::string_view word,
                                 const std::vector<std::string>& known) {
    const std::string better = nearest(word, known);
    return {offset, std::move(problem), better.empty() ? "" : joined({"did you mean `", better, "`?"})};
  }

  [[nodiscard]] const Observable& column(const std::string& wanted) const {
    return *std::find_if(run_.series.begin(), run_.series.end(),
                         [&](const Observable& o) { return o.name == wanted; });
  }

  [[nodiscard]] Dimension dimension(Gives gives, const std::string& of) const {
    const Dimension time = dimension_of("min");
    if (gives == Gives::share) return {};
    if (gives == Gives::time) return time;
    const Dimension own = *condition_dimension(column(of));
    return gives == Gives::per_time ? own / time : gives == Gives::times_time ? own * time : own;
  }

  const Run& run_;
  const std::vector<std::string>& arms_;
  const Curve* against_;
  const Doubtful& doubtful_;
  std::vector<std::string> names_, endpoints_;
};

std::size_t place(const std::vector<std::string>& names, const std::string& name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

}  // namespace

double value_of(const Measure& m, const Result& result) {
  if (of_endpoint(m.kind)) {
    const std::size_t e = place(result.columns.endpoints, m.name);
    if (e >= result.reached.size()) return none;
    if (m.kind == Kind::reached) return result.reached[e] >= 0 ? 1 : 0;
    return result.reached[e] >= 0 ? result.reached[e] : std::numeric_limits<double>::infinity();
  }
  const std::size_t c = place(result.columns.names, m.name);
  if (c >= result.columns.names.size() || result.times.empty()) return none;
  const Course course(result, c);
  switch (m.kind) {
    case Kind::at:
      return course.at(m.from);
    case Kind::first:
      return course.value(0);
    case Kind::last:
      return course.value(course.size() - 1);
    case Kind::fold: {
      std::vector<double> values;
      for (const double t : m.against.times) values.push_back(course.at(t));
      return fold(m.against, values);
    }
    default:
      return of_window(m.kind, course, m.from, m.to);
  }
}

std::string why_not_in(const Measure& m, const Run& run) {
  const auto named = [&](const auto& one) { return one.name == m.name; };
  if (of_endpoint(m.kind) ? std::none_of(run.endpoints.begin(), run.endpoints.end(), named)
                          : std::none_of(run.series.begin(), run.series.end(), named))
    return joined(
        {"it has no ", std::string_view(of_endpoint(m.kind) ? "endpoint " : "column "), ticked(m.name)});
  const double end = static_cast<double>(run.steps) * run.simulation->params().step_length;
  return m.to > end * (1 + 1e-9) ? "it ends before the time that is asked for" : "";
}

double Observation::value(const std::vector<const Result*>& results) const {
  std::vector<double> inputs;
  for (const Symbol& s : program.inputs()) inputs.push_back(value_of(measures[s.index], *results[s.index]));
  if (std::any_of(inputs.begin(), inputs.end(), [](double v) { return std::isnan(v); })) return none;
  std::vector<const double*> pointers;
  for (const double& v : inputs) pointers.push_back(&v);
  std::vector<double> scratch(program.scratch_size(1));
  double out = 0;
  program.evaluate(pointers, 1, &out, scratch);
  // Infinite is the time of what does not come; of finite numbers it is a division by zero, or too large.
  const bool finite = std::all_of(inputs.begin(), inputs.end(), [](double v) { return std::isfinite(v); });
  return finite && !std::isfinite(out) ? none : out;
}

std::variant<Observation, ExpressionError> observe(std::string_view written, const Run& run,
                                                   const std::vector<std::string>& arms, const Curve* against,
                                                   const std::optional<Dimension>& expected,
                                                   const Doubtful& doubtful) {
  if (!expected) {  // what is told of two dimensions, in the same words, is not about the dimension
    auto pure = observe(written, run, arms, against, Dimension{}, doubtful);
    const auto* wrong = std::get_if<ExpressionError>(&pure);
    if (wrong == nullptr) return pure;
    const auto timed = observe(written, run, arms, against, dimension_of("min"), doubtful);
    const auto* too = std::get_if<ExpressionError>(&timed);
    if (too == nullptr) return timed;
    if (wrong->offset == too->offset && wrong->problem == too->problem) return pure;
    return ExpressionError{};
  }
  std::string text(written);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\t' || c == '\n'; }, ' ');
  Calls calls(run, arms, against, doubtful);
  Symbols symbols;
  for (const Function& f : functions)
    symbols.add_calls(std::string(f.name),
                      [&calls, &f](std::string_view arguments) { return calls.read(f, arguments); });
  auto compiled = compile(text, symbols, *expected);
  if (auto* error = std::get_if<ExpressionError>(&compiled)) return std::move(*error);
  return Observation{std::get<Program>(std::move(compiled)), std::move(calls.measures)};
}

}  // namespace tilscape::scenarios
