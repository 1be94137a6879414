// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/saved_state.hpp"

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/record/result_version.hpp"
#include "engine/step/state.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

namespace tilscape::scenarios {

namespace {

using Arrays = std::map<std::string, snapshot::ColumnData>;

[[noreturn]] void refuse(const std::string& why) {
  throw InputError("the checkpoint does not belong to this scenario: " + why);
}

/// May an arm do without it, or begin with an empty one?
bool may_differ(StatePart::Kind kind) {
  using Kind = StatePart::Kind;
  return kind == Kind::process || kind == Kind::values || kind == Kind::carried;
}

template <class T>
void take(const std::vector<T>& saved, std::vector<T>& into) {
  into = saved;
}
template <class T, std::size_t n>
void take(const std::vector<T>& saved, std::array<T, n>& into) {
  std::copy_n(saved.begin(), n, into.begin());
}

/// Numbers that are told by their places: there must be as many as before.
bool has_places(StatePart::Kind kind) {
  return kind == StatePart::Kind::process || kind == StatePart::Kind::totals;
}

/// What the numbers of a process are, behind each other: in an arm that has others they are told by their
/// labels.
constexpr const char* labels_of = "labels.";
std::vector<std::uint8_t> joined_labels(const ProcessState& process) {
  std::vector<std::uint8_t> text;
  for (const std::string& label : process.labels) {
    text.insert(text.end(), label.begin(), label.end());
    text.push_back('\n');
  }
  return text;
}
std::vector<std::string> single_labels(const std::vector<std::uint8_t>& text) {
  std::vector<std::string> labels(1);
  for (const std::uint8_t c : text)
    if (c == '\n')
      labels.emplace_back();
    else
      labels.back() += static_cast<char>(c);
  labels.pop_back();
  return labels;
}

class Loader {
 public:
  Loader(Simulation& simulation, Arrays arrays, Match match)
      : simulation_(simulation), arrays_(std::move(arrays)), match_(match) {}

  std::vector<std::string> load() {
    visit_state(simulation_.world(), [&](const StatePart& part, auto& numbers) { fill(part, numbers); });
    for (const auto& [name, numbers] : arrays_) {
      if (name.starts_with("events.") || name.starts_with(labels_of)) continue;
      const bool optional = name.starts_with("processes.") || name.starts_with("fields.") ||
                            name.find(".totals.") != std::string::npos;  // events of a behaviour
      if (match_ == Match::same_run || !optional) refuse("there is no `" + name + "` in it");
      notes_.push_back(fmt::format("`{}` of the run is not in this arm and is left behind.", name));
    }
    return std::move(notes_);
  }

 private:
  template <class Numbers>
  void fill(const StatePart& part, Numbers& numbers) {
    using T = typename Numbers::value_type;
    const std::string name = name_of(part, simulation_.params(), simulation_.world());
    const auto found = arrays_.find(name);
    if (found == arrays_.end()) {
      if (match_ == Match::same_run || !may_differ(part.kind)) refuse("`" + name + "` is missing in it");
      if (part.kind == StatePart::Kind::values || part.kind == StatePart::Kind::process)
        notes_.push_back(fmt::format("`{}` is new in this arm and begins as in a new run.", name));
      return;
    }
    const auto* saved = std::get_if<std::vector<T>>(&found->second);
    if (saved == nullptr) refuse("`" + name + "` has another type of number");
    if (part.kind == StatePart::Kind::process && match_ == Match::same_run)
      check_labels(name, numbers.data());
    if constexpr (std::is_same_v<T, double>)
      if (part.kind == StatePart::Kind::process && match_ != Match::same_run &&
          by_label(name, *saved, numbers)) {
        arrays_.erase(found);
        return;
      }
    if (has_places(part.kind) && saved->size() != numbers.size())
      refuse(fmt::format("`{}` has {} numbers instead of {}", name, saved->size(), numbers.size()));
    take(*saved, numbers);
    arrays_.erase(found);
  }

  /// The process whose numbers begin here.
  [[nodiscard]] const ProcessState* process_at(const void* numbers) const {
    for (const ProcessState& p : simulation_.world().processes)
      if (p.values.data() == numbers) return &p;
    return nullptr;
  }
  void check_labels(const std::string& name, const void* numbers) {
    const auto text = arrays_.find(labels_of + name);
    if (text == arrays_.end()) return;  // older ones say nothing
    const ProcessState* process = process_at(numbers);
    const auto* bytes = std::get_if<std::vector<std::uint8_t>>(&text->second);
    if (process != nullptr && (bytes == nullptr || *bytes != joined_labels(*process)))
      refuse("the numbers of `" + name + "` are others");
  }
  /// Takes the numbers of a process that are called as they were; of labels that are there twice, in their
  /// order. Is it known how they were called?
  bool by_label(const std::string& name, const std::vector<double>& saved, std::vector<double>& numbers) {
    const auto text = arrays_.find(labels_of + name);
    const auto* bytes =
        text == arrays_.end() ? nullptr : std::get_if<std::vector<std::uint8_t>>(&text->second);
    if (bytes == nullptr) return false;
    std::multimap<std::string, double> were;
    const std::vector<std::string> labels = single_labels(*bytes);
    if (labels.size() != saved.size()) return false;
    for (std::size_t i = 0; i < saved.size(); ++i) were.emplace(labels[i], saved[i]);
    const ProcessState* process = process_at(numbers.data());
    if (process == nullptr) return false;
    std::vector<std::string> fresh;
    std::vector<std::string> left;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const auto it = were.lower_bound(process->labels[i]);
      if (it == were.end() || it->first != process->labels[i]) {
        fresh.push_back(process->labels[i]);
        continue;
      }
      numbers[i] = it->second;
      were.erase(it);
    }
    for (const auto& [label, value] : were)
      if (value != 0) left.push_back(label);
    constexpr std::size_t most = 12;
    if (!fresh.empty())
      notes_.push_back(fmt::format("`{}` has numbers that are new in this arm and begin as in a new run: {}.",
                                   name, listed(fresh, most)));
    if (!left.empty())
      notes_.push_back(
          fmt::format("`{}` of the run has numbers that are not in this arm and are left behind: {}.", name,
                      listed(left, most)));
    return true;
  }

  Simulation& simulation_;
  Arrays arrays_;
  Match match_;
  std::vector<std::string> notes_;
};

void describe(Simulation& simulation, snapshot::CheckpointHeader& header) {
  header.state_hash = simulation.state_hash();  // puts the rows in order
  header.result_version = result_version;
  header.seed = simulation.params().seed;
  header.step = simulation.world().step;
  header.time = simulation.world().time();
}

}  // namespace

void save_state(Simulation& simulation, snapshot::CheckpointHeader header, const Arrays& outputs,
                const std::string& path) {
  describe(simulation, header);
  const World& world = simulation.world();
  snapshot::CheckpointWriter writer(path, header);
  visit_state(world, [&](const StatePart& part, const auto& numbers) {
    writer.add(name_of(part, simulation.params(), world), std::span(numbers.data(), numbers.size()));
  });
  for (const ProcessState& process : world.processes) {
    const std::vector<std::uint8_t> labels = joined_labels(process);
    writer.add(labels_of + ("processes." + process.name), std::span(labels));
  }
  for (const auto& output : outputs)
    std::visit([&](const auto& values) { writer.add(output.first, std::span(values)); }, output.second);
  writer.commit();
}

snapshot::Checkpoint copy_state(Simulation& simulation) {
  snapshot::Checkpoint copy;
  describe(simulation, copy.header);
  const World& world = simulation.world();
  visit_state(world, [&](const StatePart& part, const auto& numbers) {
    using T = typename std::decay_t<decltype(numbers)>::value_type;
    copy.arrays.emplace(name_of(part, simulation.params(), world),
                        std::vector<T>(numbers.begin(), numbers.end()));
  });
  for (const ProcessState& process : world.processes)
    copy.arrays.emplace(labels_of + ("processes." + process.name), joined_labels(process));
  return copy;
}

std::vector<std::string> load_state(Simulation& simulation, const snapshot::Checkpoint& saved, Match match) {
  if (saved.header.result_version != result_version)
    throw InputError(fmt::format(
        "the checkpoint is of a program with results of version {}, this one has version {}: it would go on "
        "with other numbers. Use the program that began the run ({})",
        saved.header.result_version, result_version, saved.header.program_version));
  simulation.world().step = saved.header.step;
  std::vector<std::string> notes = Loader(simulation, saved.arrays, match).load();
  simulation.resume();
  if (match == Match::same_run && simulation.state_hash() != saved.header.state_hash)
    refuse("its state is not the one that was saved");
  return notes;
}

}  // namespace tilscape::scenarios
