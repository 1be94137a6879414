// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/build_info.hpp"

#include "scenarios/build_constants.hpp"

#include <CLI/Version.hpp>
#include <boost/version.hpp>
#include <fmt/format.h>
#include <fstream>
#include <google/protobuf/stubs/common.h>
#include <nlohmann/json.hpp>
#include <sys/utsname.h>
#include <tbb/version.h>
#include <zstd.h>

namespace tilscape::scenarios {

BuildInfo build_info() {
  using namespace build_constants;
  return {
      .version = version,
      .commit = commit,
      .compiler = compiler,
      .flags = flags,
      .build_type = build_type,
      .libraries = {
          {"boost",
           fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
          {"cli11", CLI11_VERSION},
          {"fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
          {"nlohmann-json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                                        NLOHMANN_JSON_VERSION_PATCH)},
          {"onetbb", TBB_runtime_version()},
          {"protobuf", google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION)},
          {"random123", random123},
          {"sleef", sleef},
          {"tiff", tiff},
          {"xxhash", xxhash},
          {"yaml-cpp", yaml_cpp},
          {"zstd", ZSTD_versionString()}}};
}

std::string host_class() {
  std::string processor = "unknown processor";
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) {
      processor = line.substr(line.find(':') + 2);
      break;
    }
  utsname system{};
  uname(&system);
  return fmt::format("{}, {} {}", processor, system.sysname, system.machine);
}

}  // namespace tilscape::scenarios
