// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/record.hpp"

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <xxhash.h>

namespace tilscape::fuzz {

/// Every checksum of the records made right: that is what a hostile writer would do.
inline void sign(snapshot::Bytes& bytes) {
  constexpr std::size_t length_at = 12;
  constexpr std::size_t checksum_at = 24;
  for (std::size_t at = 0; at + snapshot::record_header_size <= bytes.size();) {
    std::uint32_t stored = 0;
    std::memcpy(&stored, &bytes[at + length_at], sizeof stored);
    const std::size_t payload = at + snapshot::record_header_size;
    if (stored > bytes.size() - payload) return;
    snapshot::Bytes covered(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                            bytes.begin() + static_cast<std::ptrdiff_t>(payload + stored));
    covered.erase(covered.begin() + checksum_at, covered.begin() + snapshot::record_header_size);
    const std::uint64_t sum = XXH3_64bits(covered.data(), covered.size());
    std::memcpy(&bytes[at + checksum_at], &sum, sizeof sum);
    at = payload + stored;
  }
}

/// A folder of this process, gone with it.
class Folder {
 public:
  Folder() : path_((std::filesystem::temp_directory_path() / "tilscape_fuzz_XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder");
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  [[nodiscard]] std::filesystem::path path() const { return path_; }
  /// The bytes as a file of this name.
  [[nodiscard]] std::filesystem::path write(const std::string& name, const snapshot::Bytes& bytes) const {
    const std::filesystem::path file = path() / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return file;
  }

 private:
  std::string path_;
};

/// Reads the bytes as they are, and with right checksums.
template <class Read>
int both_ways(const std::uint8_t* data, std::size_t size, const Read& read) {
  snapshot::Bytes bytes(data, data + size);
  read(bytes);
  sign(bytes);
  read(bytes);
  return 0;
}

}  // namespace tilscape::fuzz
