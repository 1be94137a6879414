// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The reporter `laws`: of each case one line of JSON with what its checks measured, for `tilscape verify
// --exact`. What a check compared is read from doctest's own text of it, so that a test needs nothing more
// than its checks (--success: doctest writes that text for those that pass, too).

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <doctest/doctest.h>
#include <limits>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <string>

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// "1.98 >  1.9", "0.25 == Approx( 0.26 )".
struct Comparison {
  double left = 0;
  std::string relation;
  double right = 0;
};

std::optional<Comparison> comparison(const std::string& text) {
  static const std::regex numbers(
      R"(^\s*([-+.e\d]+)\s*(==|<=|>=|<|>)\s*(?:Approx\( )?([-+.e\d]+)(?: \))?\s*$)");
  std::smatch found;
  if (!std::regex_match(text, found, numbers)) return std::nullopt;
  return Comparison{std::strtod(found[1].str().c_str(), nullptr), found[2],
                    std::strtod(found[3].str().c_str(), nullptr)};
}

nlohmann::ordered_json number(double x) {
  return std::isfinite(x) ? nlohmann::ordered_json(x) : nlohmann::ordered_json(nullptr);
}

class Laws : public doctest::IReporter {
 public:
  explicit Laws(const doctest::ContextOptions& options) : out_(*options.cout) {}

  void test_case_start(const doctest::TestCaseData& data) override {
    case_ = {};
    case_.name = data.m_name;
    case_.file = data.m_file.c_str();
    case_.line = data.m_line;
  }
  void log_assert(const doctest::AssertData& data) override {
    const std::lock_guard<std::mutex> alone(mutex_);
    ++case_.checks;
    case_.failed += data.m_failed ? 1 : 0;
    const std::optional<Comparison> c = comparison(data.m_decomp.c_str());
    if (!c) return;
    if (std::string(data.m_expr).starts_with("order(")) {
      case_.least_order = std::fmin(case_.least_order, c->left);
      case_.most_order = std::fmax(case_.most_order, c->left);
    } else if (c->relation == "==" &&
               std::string(data.m_decomp.c_str()).find("Approx") != std::string::npos) {
      if (c->right != 0) case_.error = std::fmax(case_.error, std::abs(c->left / c->right - 1));
    } else if (c->relation[0] == '<' && c->left >= 0 && c->right > 0) {
      nearest(c->left / c->right, data);
    } else if (c->relation[0] == '>' && c->right >= 0 && c->left > 0) {
      nearest(c->right / c->left, data);
    }
  }
  void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
    nlohmann::ordered_json line = {{"law", case_.name},
                                   {"file", case_.file},
                                   {"line", case_.line},
                                   {"checks", case_.checks},
                                   {"failed", case_.failed},
                                   {"pass", stats.testCaseSuccess},
                                   {"least_order", number(case_.least_order)},
                                   {"most_order", number(case_.most_order)},
                                   {"error", number(case_.error)},
                                   {"nearest", case_.nearest},
                                   {"seconds", stats.seconds}};
    out_ << line.dump() << '\n' << std::flush;
  }
  void test_case_exception(const doctest::TestCaseException&) override {}
  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats&) override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}

 private:
  struct Case {
    std::string name, file;
    unsigned line = 0;
    std::size_t checks = 0, failed = 0;
    double least_order = nothing, most_order = nothing;
    double error = nothing;  ///< largest share that a value is away from what was expected
    double share = 0;        ///< of its bound that the check nearest to it takes
    std::string nearest;     ///< that check: "0.004 < 0.005 (error_at(k) < bound)"
  };

  void nearest(double share, const doctest::AssertData& data) {
    if (share <= case_.share) return;
    case_.share = share;
    case_.nearest = std::regex_replace(std::string(data.m_decomp.c_str()), std::regex("\\s+"), " ") + " (" +
                    data.m_expr + ")";
  }

  std::ostream& out_;
  std::mutex mutex_;
  Case case_;
};

}  // namespace

// NOLINTNEXTLINE(cert-err58-cpp): doctest's macro
DOCTEST_REGISTER_REPORTER("laws", 1, Laws);
