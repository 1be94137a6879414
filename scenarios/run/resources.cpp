// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/run/resources.hpp"

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>
#include <sys/resource.h>
#include <unistd.h>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;

// A cgroup of version 1 without a limit says 2^63 rounded down to a page.
constexpr double no_limit = 9e18;
constexpr double mebibyte = 1 << 20U;

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  return end.ec == std::errc() && value > 0 && value < no_limit ? std::optional(value) : std::nullopt;
}

std::optional<double> number_in(const fs::path& file) {
  std::ifstream in(file);
  std::string text;
  return in >> text ? number(text) : std::nullopt;
}

std::optional<double> environment(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? std::nullopt : number(text);
}

/// "MemAvailable:  123 kB" of /proc/meminfo.
std::optional<double> available(const fs::path& root) {
  std::ifstream in(root / "proc/meminfo");
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string key;
    double kibibytes = 0;
    if (words >> key >> kibibytes && key == "MemAvailable:") return kibibytes * 1024;
  }
  return std::nullopt;
}

class Least {
 public:
  void add(std::optional<double> bytes, const char* of) {
    if (bytes && (!limit_ || *bytes < limit_->bytes)) limit_ = MemoryLimit{*bytes, of};
  }
  [[nodiscard]] const std::optional<MemoryLimit>& limit() const { return limit_; }

 private:
  std::optional<MemoryLimit> limit_;
};

/// A group's limit holds for those below it, so each one up to the top counts. In a container the path is
/// often that of the host, and the top alone is there.
void add_groups(const fs::path& top, fs::path group, const char* file, Least& least) {
  for (group = group.relative_path(); !group.empty(); group = group.parent_path())
    least.add(number_in(top / group / file), "the memory limit of the control group");
  least.add(number_in(top / file), "the memory limit of the control group");
}

/// Lines of /proc/self/cgroup: "0::/path" (version 2), "9:memory:/path" (version 1).
void add_cgroups(const fs::path& root, Least& least) {
  std::ifstream in(root / "proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const std::string group = line.substr(second + 1);
    if (controllers == ",,") add_groups(root / "sys/fs/cgroup", group, "memory.max", least);
    if (controllers.find(",memory,") != std::string::npos)
      add_groups(root / "sys/fs/cgroup/memory", group, "memory.limit_in_bytes", least);
  }
}

void add_slurm(Least& least) {
  const char* grant = "the memory that Slurm has granted";
  if (const auto node = environment("SLURM_MEM_PER_NODE")) least.add(*node * mebibyte, grant);
  const auto core = environment("SLURM_MEM_PER_CPU");
  const auto cores = environment("SLURM_CPUS_ON_NODE");
  if (core) least.add(*core * cores.value_or(1) * mebibyte, grant);
}

}  // namespace

std::uint64_t resident_memory() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::optional<MemoryLimit> memory_limit(const fs::path& root) {
  Least least;
  least.add(available(root), "the free memory of this machine");
  add_cgroups(root, least);
  rlimit space{};
  if (::getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY)
    least.add(static_cast<double>(space.rlim_cur), "the limit of the address space (ulimit -v)");
  add_slurm(least);
  return least.limit();
}

}  // namespace tilscape::scenarios
