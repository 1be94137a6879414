// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/plan.hpp"

#include "engine/base/error.hpp"
#include "scenarios/ensemble/record_file.hpp"
#include "scenarios/output/inputs_folder.hpp"
#include "scenarios/read/merged.hpp"
#include "scenarios/read/source.hpp"
#include "scenarios/read/validate.hpp"

#include <algorithm>
#include <cmath>
#include <ensemble/study.pb.h>
#include <fmt/format.h>
#include <map>
#include <sstream>
#include <xxhash.h>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_units = 10'000'000;
constexpr std::size_t most_blocks = 1000;
constexpr std::size_t points_of_record = 10'000;
constexpr std::size_t keys_of_record = 100'000;
constexpr const char* file_name = "study.plan";

/// A value in canonical units and shortest form; a word as it is.
std::string canonical_level(const std::string& written) {
  const std::string_view text = split_source(written).text;
  const QuantityParse q = parse_quantity(text);
  return q.quantity ? fmt::format("{} {}", q.quantity->value, canonical_unit(q.quantity->dimension))
                    : std::string(text);
}

std::vector<std::vector<std::string>> points_of(const Ensemble& ensemble, std::uint64_t seed) {
  const std::vector<Factor>& factors = ensemble.factors;
  std::vector<std::vector<std::string>> points;
  if (ensemble.design == Design::full) {
    std::vector<std::size_t> counts;
    for (const Factor& f : factors) counts.push_back(f.levels.size());
    for (const auto& combination : full_factorial(counts)) {
      std::vector<std::string>& point = points.emplace_back();
      for (std::size_t f = 0; f < factors.size(); ++f) point.push_back(factors[f].levels[combination[f]]);
    }
  } else if (ensemble.design == Design::one_at_a_time) {
    points.emplace_back(factors.size());
    for (std::size_t f = 0; f < factors.size(); ++f)
      for (const std::string& level : factors[f].levels) points.emplace_back(factors.size())[f] = level;
  } else {
    for (const UnitPoint& at : unit_points(ensemble, seed)) {
      std::vector<std::string>& point = points.emplace_back();
      for (std::size_t f = 0; f < factors.size(); ++f) point.push_back(factor_value(factors[f], at[f]));
    }
  }
  return points;
}

/// The keys of all units: hashes of the arm's scenario, the values that are laid on it, what ends a run and
/// which rows are kept, the seed, and the version of the results.
std::vector<Key> keys_of(const Plan& plan) {
  std::vector<std::size_t> order(plan.factors.size());
  for (std::size_t f = 0; f < order.size(); ++f) order[f] = f;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return plan.factors[a] < plan.factors[b]; });
  std::string common = fmt::format("result version {}\nevery {}\n", result_version, plan.every);
  for (const std::string& endpoint : plan.stop) common += "stop " + endpoint + "\n";
  std::vector<Key> keys;
  keys.reserve(plan.size());
  for (std::size_t a = 0; a < plan.arms.size(); ++a) {
    const std::string arm = common + Key::of(plan.arms[a].canonical).text() + "\n";
    for (std::size_t p = 0; p < plan.points.size(); ++p) {
      std::string text = arm;
      for (const std::size_t f : order)
        if (!plan.points[p][f].empty())
          text += plan.factors[f] + "=" + canonical_level(plan.points[p][f]) + "\n";
      const std::size_t first = (a * plan.points.size() + p) * plan.replicates;
      for (std::size_t r = 0; r < plan.replicates; ++r)
        keys.push_back(Key::of(fmt::format("{}seed={}", text, plan.unit(first + r).seed)));
    }
  }
  return keys;
}

std::map<std::string, std::string> lines_of(const std::string& canonical) {
  std::map<std::string, std::string> out;
  std::istringstream text(canonical);
  for (std::string line; std::getline(text, line);)
    if (const std::size_t equals = line.find('='); equals != std::string::npos)
      out[line.substr(0, equals)] = line.substr(equals + 1);
  return out;
}

void compare_arms(const Plan::Arm& before, const Plan::Arm& after, std::vector<std::string>& out) {
  const auto old_lines = lines_of(before.canonical);
  const auto new_lines = lines_of(after.canonical);
  for (const auto& [path, value] : new_lines) {
    const auto old = old_lines.find(path);
    if (old == old_lines.end())
      out.push_back(fmt::format("{}: {} is new", path, value));
    else if (old->second != value)
      out.push_back(fmt::format("{}: {} was {}", path, value, old->second));
  }
  for (const auto& [path, value] : old_lines)
    if (new_lines.count(path) == 0) out.push_back(fmt::format("{}: is gone, was {}", path, value));
}

std::string joined_by_comma(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& t : texts) out += (out.empty() ? "" : ", ") + t;
  return out;
}

/// The rule that can end a study early, for a message.
std::string enough_text(const Plan& plan) {
  if (!plan.enough) return "none";
  const Enough& e = *plan.enough;
  return fmt::format("{} within {}, least {}, batch {}", e.endpoint.empty() ? e.value : e.endpoint, e.within,
                     e.least, e.batch);
}

/// The values of a factor over all points, each once, for a message.
std::string levels_of(const Plan& plan, std::size_t factor) {
  std::vector<std::string> seen;
  for (const auto& point : plan.points)
    if (std::find(seen.begin(), seen.end(), point[factor]) == seen.end() && seen.size() < 12)
      seen.push_back(point[factor]);
  return joined_by_comma(seen);
}

[[noreturn]] void damaged(const fs::path& path, const std::string& why) {
  throw InputError(fmt::format("{}: {}. Plan the study again in a new folder", path.string(), why));
}

}  // namespace

std::string Key::text() const {
  return fmt::format("{:016x}{:016x}", high, low);
}

std::string Key::bytes() const {
  std::string out;
  for (const std::uint64_t word : {high, low})
    for (int shift = 56; shift >= 0; shift -= 8)
      out += static_cast<char>(word >> static_cast<unsigned>(shift));
  return out;
}

Key Key::of(std::string_view content) {
  const XXH128_hash_t hash = XXH3_128bits(content.data(), content.size());
  return {hash.high64, hash.low64};
}

Key Key::from_bytes(std::string_view bytes) {
  Key key;
  for (std::size_t i = 0; i < 8; ++i) {
    key.high = key.high << 8U | static_cast<std::uint8_t>(bytes[i]);
    key.low = key.low << 8U | static_cast<std::uint8_t>(bytes[8 + i]);
  }
  return key;
}

Plan::Range Plan::units_of_block(std::size_t number) const {
  const std::size_t first = std::min(number * block, size());
  return {first, std::min(first + block, size())};
}

Unit Plan::unit(std::size_t number) const {
  Unit u{.number = number, .replicate = number % replicates};
  u.point = number / replicates % points.size();
  u.arm = number / replicates / points.size();
  u.seed = seed + (seeds == SeedRule::common ? u.replicate : number);
  return u;
}

LoadOptions Plan::arm_options(std::size_t arm) const {
  LoadOptions options;
  options.check = LoadOptions::Check::only_this;
  if (arms[arm].name != as_written) options.variant = arms[arm].name;
  options.overrides = overrides;
  options.inputs = inputs;
  return options;
}

LoadOptions Plan::options(std::size_t arm, std::size_t point) const {
  LoadOptions options = arm_options(arm);
  for (std::size_t f = 0; f < factors.size(); ++f)
    if (!points[point][f].empty()) options.overrides.push_back(factors[f] + "=" + points[point][f]);
  options.levels = options.overrides.size() - overrides.size();
  return options;
}

std::string Plan::label(std::size_t arm, std::size_t point) const {
  std::string text = arms[arm].name;
  for (std::size_t f = 0; f < factors.size(); ++f)
    if (!points[point][f].empty()) text += fmt::format(", {}={}", factors[f], points[point][f]);
  return text;
}

std::vector<UnitPoint> unit_points(const Ensemble& ensemble, std::uint64_t seed) {
  const std::size_t dimensions = ensemble.factors.size();
  switch (ensemble.design) {
    case Design::latin_hypercube:
      return latin_hypercube(ensemble.samples, dimensions, seed);
    case Design::sobol:
      return sobol_points(ensemble.samples, dimensions, seed);
    case Design::morris:
      return morris_trajectories(ensemble.samples, dimensions, seed);
    case Design::saltelli:
      return saltelli_points(ensemble.samples, dimensions, seed);
    default:
      return {};
  }
}

namespace {

/// Tables that the points of a plan read besides those of its arms: only where a factor makes a difference to
/// the tables are all points looked at.
void add_files_of_points(const Plan& plan, const Language& language, Inputs& inputs) {
  const auto files_at = [&](std::size_t arm, const std::vector<std::string>& point) {
    Plan one = plan;
    one.points = {point};
    const Validation read = validate(plan.file, language, one.options(arm, 0));
    if (!read.problems.ok()) return std::vector<std::string>();
    inputs.add_files(files_of(read.scenario));
    return files_of(read.scenario);
  };
  const std::size_t factors = plan.factors.size();
  bool differ = false;
  for (std::size_t f = 0; f < factors && !differ; ++f) {
    std::vector<std::string> other(factors);
    other[f] = plan.points.back()[f];
    std::vector<std::string> first(factors);
    first[f] = plan.points.front()[f];
    differ = files_at(0, first) != files_at(0, other);
  }
  for (std::size_t a = 0; differ && a < plan.arms.size(); ++a)
    for (const auto& point : plan.points) files_at(a, point);
}

}  // namespace

Plan make_plan(const Scenario& scenario, const Ensemble& ensemble, const LoadOptions& options,
               std::size_t block) {
  Plan plan;
  plan.name = scenario.root.text("name");
  plan.file = fs::absolute(scenario.file).lexically_normal().string();
  plan.overrides = options.overrides;
  const auto inputs = options.inputs ? std::make_shared<Inputs>(*options.inputs)
                                     : std::make_shared<Inputs>(inputs_of(scenario));
  plan.inputs = inputs;
  for (const std::string& arm : ensemble.arms) {
    LoadOptions of_arm = options;
    of_arm.inputs = inputs;
    of_arm.overlays.clear();  // in the text of the inputs
    of_arm.check = LoadOptions::Check::only_this;
    of_arm.variant = arm == as_written ? "" : arm;
    const Validation read = validate(plan.file, *scenario.language, of_arm);
    if (!read.problems.ok()) throw InputError(read.problems.text());
    if (!options.inputs) inputs->add_files(files_of(read.scenario));
    plan.arms.push_back({arm, canonical_bytes(read.scenario)});
  }
  for (const Factor& f : ensemble.factors) plan.factors.push_back(f.path);
  plan.design = word_for(designs, ensemble.design);
  plan.seed = static_cast<std::uint64_t>(scenario.root.number("seed"));
  plan.seeds = ensemble.seeds;
  plan.points = points_of(ensemble, plan.seed);
  plan.replicates = ensemble.replicates;
  plan.stop = ensemble.stop;
  plan.every = ensemble.every;
  plan.enough = ensemble.enough;
  plan.limit = ensemble.limit;
  if (plan.size() > most_units)
    throw InputError(
        fmt::format("{}: the ensemble has {} runs, more than {}. Fewer levels, samples or replicates",
                    scenario.file, plan.size(), most_units));
  if (!options.inputs) add_files_of_points(plan, *scenario.language, *inputs);
  plan.block = block > 0 ? std::min(block, plan.size()) : (plan.size() + most_blocks - 1) / most_blocks;
  plan.keys = keys_of(plan);
  return plan;
}

void write_plan(const Plan& plan, const fs::path& folder) {
  std::vector<std::string> files;
  for (const auto& [original, now] : plan.inputs->files) files.push_back(now);
  write_inputs(*plan.inputs, copy_files(files, folder), folder);
  RecordFileWriter out(folder / file_name);
  study::v1::Study head;
  head.set_name(plan.name);
  head.set_file(plan.file);
  for (const std::string& o : plan.overrides) head.add_overrides(o);
  for (const Plan::Arm& arm : plan.arms) {
    auto* a = head.add_arms();
    a->set_name(arm.name);
    a->set_canonical(arm.canonical);
  }
  for (const std::string& f : plan.factors) head.add_factors(f);
  head.set_design(plan.design);
  head.set_points(plan.points.size());
  head.set_replicates(plan.replicates);
  head.set_seed(plan.seed);
  head.set_own_seeds(plan.seeds == SeedRule::own);
  for (const std::string& s : plan.stop) head.add_stop(s);
  head.set_every_min(plan.every);
  head.set_block(plan.block);
  head.set_limit_min(plan.limit);
  head.set_result_version(result_version);
  if (plan.enough) {
    auto* e = head.mutable_enough();
    e->set_value(plan.enough->value);
    e->set_endpoint(plan.enough->endpoint);
    e->set_within(plan.enough->within);
    e->set_least(plan.enough->least);
    e->set_batch(plan.enough->batch);
  }
  out.put(StudyRecord::study, head.SerializeAsString());
  for (std::size_t at = 0; at < plan.points.size(); at += points_of_record) {
    study::v1::Points part;
    for (std::size_t p = at; p < std::min(at + points_of_record, plan.points.size()); ++p)
      for (const std::string& value : plan.points[p]) part.add_values(value);
    out.put(StudyRecord::points, part.SerializeAsString());
  }
  for (std::size_t at = 0; at < plan.keys.size(); at += keys_of_record) {
    std::string bytes;
    for (std::size_t k = at; k < std::min(at + keys_of_record, plan.keys.size()); ++k)
      bytes += plan.keys[k].bytes();
    study::v1::Keys part;
    part.set_keys(std::move(bytes));
    out.put(StudyRecord::keys, part.SerializeAsString());
  }
  out.finish();
}

namespace {

/// As many runs as the counts of a plan make; 0 when they cannot be.
std::size_t runs_of(std::size_t arms, std::size_t points, std::size_t replicates) {
  if (std::max({arms, points, replicates}) > most_units || arms * points > most_units) return 0;
  const std::size_t runs = arms * points * replicates;
  return runs <= most_units ? runs : 0;
}

/// What does not hold together in a plan; nullptr: nothing.
const char* fault_of(const Plan& plan, std::size_t points, std::size_t values) {
  const std::size_t runs = runs_of(plan.arms.size(), points, plan.replicates);
  if (runs == 0) return "it has no runs, or too many";
  if (values != points * plan.factors.size()) return "its points have not as many values as factors";
  if (plan.keys.size() != runs) return "it has not as many keys as runs";
  if (plan.block == 0 || plan.block > most_units) return "its blocks have no size";
  if (!(plan.every >= 0) || std::isinf(plan.every)) return "its rows have no interval";
  if (!(plan.limit >= 0)) return "its runs have no limit";
  if (plan.enough && (plan.enough->least == 0 || plan.enough->least > most_units || plan.enough->batch == 0 ||
                      plan.enough->batch > most_units || !(plan.enough->within >= 0)))
    return "it never has enough";
  return nullptr;
}

}  // namespace

Plan read_plan(const fs::path& folder) {
  const fs::path path = folder / file_name;
  if (!fs::exists(path))
    throw InputError(fmt::format("{}: no study is here (it has no {})", folder.string(), file_name));
  Plan plan;
  std::size_t points = 0;
  std::size_t heads = 0;
  std::vector<std::string> values;
  const auto visit = [&](const StudyRecordView& record) {
    const std::string payload(record.payload);
    if (record.kind == StudyRecord::study) {
      if (++heads > 1) damaged(path, "it has two heads");
      study::v1::Study head;
      if (!head.ParseFromString(payload)) damaged(path, "its head cannot be read");
      if (head.result_version() != result_version)
        throw InputError(fmt::format("{}: planned for results of version {}, this program makes version {}",
                                     path.string(), head.result_version(), result_version));
      plan.name = head.name();
      plan.file = head.file();
      plan.overrides = {head.overrides().begin(), head.overrides().end()};
      for (const auto& arm : head.arms()) plan.arms.push_back({arm.name(), arm.canonical()});
      plan.factors = {head.factors().begin(), head.factors().end()};
      plan.design = head.design();
      points = head.points();
      plan.replicates = head.replicates();
      plan.seed = head.seed();
      plan.seeds = head.own_seeds() ? SeedRule::own : SeedRule::common;
      plan.stop = {head.stop().begin(), head.stop().end()};
      plan.every = head.every_min();
      plan.block = head.block();
      plan.limit = head.limit_min();
      if (head.has_enough())
        plan.enough = {head.enough().value(), head.enough().endpoint(), head.enough().within(),
                       head.enough().least(), head.enough().batch()};
    } else if (record.kind == StudyRecord::points) {
      study::v1::Points part;
      if (!part.ParseFromString(payload)) damaged(path, "its points cannot be read");
      values.insert(values.end(), part.values().begin(), part.values().end());
    } else if (record.kind == StudyRecord::keys) {
      study::v1::Keys part;
      if (!part.ParseFromString(payload) || part.keys().size() % 16 != 0)
        damaged(path, "its keys cannot be read");
      for (std::size_t at = 0; at + 16 <= part.keys().size(); at += 16)
        plan.keys.push_back(Key::from_bytes(std::string_view(part.keys()).substr(at, 16)));
    }
  };
  const bool whole = scan_records(*snapshot::open_file(path.string()), visit);
  if (!whole) damaged(path, "the plan is damaged");
  const std::size_t width = plan.factors.size();
  if (const char* fault = fault_of(plan, points, values.size()))
    damaged(path, fmt::format("the plan is damaged though its checksums hold: {}", fault));
  for (std::size_t p = 0; p < points; ++p) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(p * width);
    plan.points.emplace_back(std::make_move_iterator(begin),
                             std::make_move_iterator(begin + static_cast<std::ptrdiff_t>(width)));
  }
  plan.inputs = read_inputs(folder);
  return plan;
}

const Inputs& inputs_of(const Plan& plan) {
  if (!plan.inputs)
    throw InputError(
        plan.name +
        ": what the study was planned from (inputs/scenario.json) is missing in its folder, so nothing "
        "of it can be run. Plan it again in a new folder");
  return *plan.inputs;
}

std::vector<std::string> changes(const Plan& before, const Plan& after) {
  std::vector<std::string> out;
  const auto differ = [&out](const std::string& what, const std::string& now, const std::string& then) {
    if (now != then) out.push_back(fmt::format("{}: {} was {}", what, now, then));
  };
  const auto names = [](const Plan& plan) {
    std::vector<std::string> list;
    for (const Plan::Arm& arm : plan.arms) list.push_back(arm.name);
    return list;
  };
  const auto count = [](std::size_t n) { return fmt::format("{}", n); };
  differ("ensemble.arms", joined_by_comma(names(after)), joined_by_comma(names(before)));
  differ("ensemble.vary", joined_by_comma(after.factors), joined_by_comma(before.factors));
  differ("ensemble.design", after.design, before.design);
  differ("ensemble.replicates", count(after.replicates), count(before.replicates));
  differ("ensemble.stop", joined_by_comma(after.stop), joined_by_comma(before.stop));
  differ("ensemble.enough", enough_text(after), enough_text(before));
  differ("ensemble.limit", fmt::format("{} min", after.limit), fmt::format("{} min", before.limit));
  differ("ensemble.every", fmt::format("{} min", after.every), fmt::format("{} min", before.every));
  for (std::size_t a = 0; a < std::min(before.arms.size(), after.arms.size()); ++a)
    if (before.arms[a].name == after.arms[a].name) compare_arms(before.arms[a], after.arms[a], out);
  for (std::size_t f = 0; before.factors == after.factors && f < before.factors.size(); ++f)
    differ("ensemble.vary." + after.factors[f], levels_of(after, f), levels_of(before, f));
  differ("points", count(after.points.size()), count(before.points.size()));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());  // the same in several arms
  if (out.empty() && before.keys != after.keys) out.emplace_back("the values that are drawn are others");
  return out;
}

void refuse_changes(const Plan& before, const Plan& after) {
  const std::vector<std::string> all = changes(before, after);
  if (all.empty()) return;
  std::string text = fmt::format("{}: the study has changed since it was planned:\n", after.file);
  for (std::size_t i = 0; i < std::min<std::size_t>(all.size(), 20); ++i) text += "  " + all[i] + "\n";
  if (all.size() > 20) text += fmt::format("  and {} more\n", all.size() - 20);
  throw InputError(text + "Results of two studies are not mixed: undo the change, or run it in a new folder");
}

}  // namespace tilscape::scenarios
