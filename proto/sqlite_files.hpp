// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <climits>
#include <sqlite3.h>
#include <string_view>

// Inline, so that only who opens such a file links SQLite.

namespace tilscape {

/// How SQLite opens our files, for sqlite3_open_v2(): as elsewhere, but with any path that the system takes
/// (its own limit is 512), and without locks: a file is written under a name that nobody else has, then
/// renamed, and never written again.
inline const char* sqlite_files() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs* without_locks = sqlite3_vfs_find("unix-none");
    sqlite3_vfs made = *(without_locks != nullptr ? without_locks : sqlite3_vfs_find(nullptr));
    made.zName = "tilscape";
    made.mxPathname = PATH_MAX;
    made.xFullPathname = [](sqlite3_vfs*, const char* name, int size, char* full) -> int {
      const std::string_view text(name);
      if (text.size() >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
      full[text.copy(full, text.size())] = '\0';
      return SQLITE_OK;
    };
    return made;
  }();
  sqlite3_vfs_register(&vfs, 0);
  return vfs.zName;
}

}  // namespace tilscape
