// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/checkpoints.hpp"

#include "proto/error.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <string_view>
#include <system_error>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "step-";
constexpr std::string_view suffix = ".tcheck";

std::optional<std::uint64_t> step_of(const std::string& name) {
  if (!name.starts_with(prefix) || !name.ends_with(suffix)) return std::nullopt;
  const char* end = name.data() + name.size() - suffix.size();
  std::uint64_t step = 0;
  const auto [at, error] = std::from_chars(name.data() + prefix.size(), end, step);
  if (error != std::errc{} || at != end) return std::nullopt;
  return step;
}

/// It is no loss when one stays that could go.
void remove(const Checkpoints::Entry& entry) {
  std::error_code ignored;
  fs::remove(entry.path, ignored);
}

}  // namespace

Checkpoints::Checkpoints(const fs::path& run_folder, CheckpointPolicy policy)
    : folder_(run_folder / "checkpoints"), policy_(policy) {}

std::vector<Checkpoints::Entry> Checkpoints::list() const {
  std::vector<Entry> entries;
  std::error_code error;
  for (const fs::directory_entry& file : fs::directory_iterator(folder_, error))
    if (const auto step = step_of(file.path().filename().string())) entries.push_back({*step, file.path()});
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.step < b.step; });
  return entries;
}

std::string Checkpoints::place_for(std::uint64_t step) const {
  std::error_code error;
  fs::create_directory(folder_, error);
  if (error)
    throw snapshot::WriteError(
        fmt::format("{}: cannot make the folder ({})", folder_.string(), error.message()));
  return (folder_ / fmt::format("{}{:09}{}", prefix, step, suffix)).string();
}

void Checkpoints::tidy() const {
  constexpr std::size_t always = 2;
  std::vector<Entry> entries = list();
  if (entries.size() <= always) return;
  entries.resize(entries.size() - always);
  for (const Entry& entry : entries) {
    const bool asked_for = policy_.every > 0 && entry.step % policy_.every == 0;
    if (policy_.keep == CheckpointPolicy::Keep::last || !asked_for) remove(entry);
  }
}

void Checkpoints::forget_after(std::uint64_t step) const {
  for (const Entry& entry : list())
    if (entry.step > step) remove(entry);
}

std::optional<Checkpoints::Found> Checkpoints::newest(std::uint64_t at_most) const {
  std::vector<std::string> damaged;
  const std::vector<Entry> entries = list();
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (entry->step > at_most) continue;
    try {
      return Found{snapshot::read_checkpoint(entry->path.string()), std::move(damaged)};
    } catch (const snapshot::ReadError& e) {
      damaged.emplace_back(e.what());
    }
  }
  if (!damaged.empty()) throw snapshot::ReadError(damaged.front() + "; no older checkpoint is whole");
  return std::nullopt;
}

}  // namespace tilscape::scenarios
