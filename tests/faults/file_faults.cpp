// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A library to be loaded before the C library (LD_PRELOAD): the k-th call that changes a file below a folder
// fails. write, pwrite, fsync, fdatasync, ftruncate, close, rename, and the flush and close of a FILE count.
//
//   TILSCAPE_FAULT_FOLDER  files below it are watched
//   TILSCAPE_FAULT_AT      k, from 1; 0: none fails
//   TILSCAPE_FAULT_MODE    enospc, eio, edquot: the call fails and does nothing; half: half of the bytes are
//                          written, then eio; short: half are written, which is no error; eintr: interrupted;
//                          exit: the process is gone at once, as after a kill
//   TILSCAPE_FAULT_STICKY  set: every later call fails as well
//   TILSCAPE_FAULT_ONLY    such calls alone count: fsync
//   TILSCAPE_FAULT_LOG     receives a line per watched call: "fdatasync snapshots.tsnap 1234", the size of
//   the file
//                          after it, "!" before the ones that failed

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

namespace {

std::atomic<long> calls = 0;

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

bool is(const char* name, const char* wanted) {
  const char* value = std::getenv(name);
  return value != nullptr && std::strcmp(value, wanted) == 0;
}

/// The part of a path behind the watched folder, or nullptr.
const char* below(const char* path) {
  const char* folder = std::getenv("TILSCAPE_FAULT_FOLDER");
  if (folder == nullptr) return nullptr;
  const std::size_t n = std::strlen(folder);
  return std::strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == 0) ? path + n : nullptr;
}

/// What a descriptor is open on, below the watched folder, or nullptr.
const char* watched(int descriptor, char (&path)[PATH_MAX]) {
  char link[64];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0) return nullptr;
  path[n] = 0;
  return below(path);
}

void tell(const char* call, const char* file, long long size, bool failed) {
  static const char* const log = std::getenv("TILSCAPE_FAULT_LOG");
  if (log == nullptr) return;
  char line[PATH_MAX + 64];
  const int n = std::snprintf(line, sizeof line, "%s%s %s %lld\n", failed ? "!" : "", call,
                              *file == '/' ? file + 1 : ".", size);
  const int to = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  next<ssize_t(int, const void*, size_t)>("write")(to, line, static_cast<size_t>(n));
  next<int(int)>("close")(to);
}

long long size_of(int descriptor) {
  struct stat status = {};
  return fstat(descriptor, &status) == 0 ? static_cast<long long>(status.st_size) : -1;
}

/// Is it this call's turn to fail?
bool turn(const char* call) {
  const char* only = std::getenv("TILSCAPE_FAULT_ONLY");
  const char* at = std::getenv("TILSCAPE_FAULT_AT");
  if (at == nullptr || std::atol(at) == 0 || (only != nullptr && std::strstr(call, only) == nullptr))
    return false;
  const long number = ++calls;
  return number == std::atol(at) ||
         (number > std::atol(at) && std::getenv("TILSCAPE_FAULT_STICKY") != nullptr);
}

int error_of_mode() {
  if (is("TILSCAPE_FAULT_MODE", "enospc")) return ENOSPC;
  if (is("TILSCAPE_FAULT_MODE", "edquot")) return EDQUOT;
  if (is("TILSCAPE_FAULT_MODE", "eintr")) return EINTR;
  return EIO;
}

/// A call on a file that does its work by `go` or fails as the mode says, with the value -1.
template <class Go>
int guarded(const char* call, int descriptor, const Go& go) {
  const int before = errno;
  char path[PATH_MAX];
  const char* file = watched(descriptor, path);
  if (file == nullptr || is("TILSCAPE_FAULT_MODE", "short") || is("TILSCAPE_FAULT_MODE", "eintr") ||
      !turn(call)) {
    errno = before;
    const int result = go();
    if (file != nullptr) tell(call, file, size_of(descriptor), result != 0);
    return result;
  }
  if (is("TILSCAPE_FAULT_MODE", "exit")) _exit(137);
  tell(call, file, size_of(descriptor), true);
  if (std::strstr(call, "close") != nullptr) go();  // it is closed all the same
  errno = error_of_mode();
  return -1;
}

/// A write of `size` bytes by `go(bytes)`.
template <class Go>
ssize_t guarded_write(const char* call, int descriptor, size_t size, const Go& go) {
  const int before = errno;
  char path[PATH_MAX];
  const char* file = watched(descriptor, path);
  const bool fails = file != nullptr && turn(call);
  errno = before;
  ssize_t result = 0;
  if (!fails) {
    result = go(size);
  } else if (is("TILSCAPE_FAULT_MODE", "short")) {
    result = go((size + 1) / 2);
  } else if (is("TILSCAPE_FAULT_MODE", "half") || is("TILSCAPE_FAULT_MODE", "exit")) {
    go((size + 1) / 2);
    if (is("TILSCAPE_FAULT_MODE", "exit")) _exit(137);
    result = -1;
  } else {
    result = -1;
  }
  const int error = errno;
  if (file != nullptr) tell(call, file, size_of(descriptor), fails);
  errno = fails && result < 0 ? error_of_mode() : error;
  return result;
}

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* data, size_t size) {
  return guarded_write("write", descriptor, size, [&](size_t n) {
    return next<ssize_t(int, const void*, size_t)>("write")(descriptor, data, n);
  });
}

ssize_t pwrite(int descriptor, const void* data, size_t size, off_t offset) {
  return guarded_write("pwrite", descriptor, size, [&](size_t n) {
    return next<ssize_t(int, const void*, size_t, off_t)>("pwrite")(descriptor, data, n, offset);
  });
}

int fsync(int descriptor) {
  return guarded("fsync", descriptor, [&] { return next<int(int)>("fsync")(descriptor); });
}

int fdatasync(int descriptor) {
  return guarded("fdatasync", descriptor, [&] { return next<int(int)>("fdatasync")(descriptor); });
}

int ftruncate(int descriptor, off_t length) noexcept {
  return guarded("ftruncate", descriptor,
                 [&] { return next<int(int, off_t)>("ftruncate")(descriptor, length); });
}

int close(int descriptor) {
  const auto go = [&] { return next<int(int)>("close")(descriptor); };
  struct stat status = {};
  const bool folder =
      fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);  // read only: nothing to lose
  return folder ? go() : guarded("close", descriptor, go);
}

int fflush(FILE* file) {
  const auto go = [&] { return next<int(FILE*)>("fflush")(file); };
  return file == nullptr ? go() : guarded("fflush", fileno(file), go);
}

int fclose(FILE* file) {
  return guarded("fclose", fileno(file), [&] { return next<int(FILE*)>("fclose")(file); });
}

int rename(const char* from, const char* to) noexcept {
  const auto go = [&] { return next<int(const char*, const char*)>("rename")(from, to); };
  const char* file = below(to);
  if (file == nullptr) return go();
  const bool fails =
      !is("TILSCAPE_FAULT_MODE", "short") && !is("TILSCAPE_FAULT_MODE", "eintr") && turn("rename");
  if (fails && is("TILSCAPE_FAULT_MODE", "exit")) _exit(137);
  tell("rename", file, 0, fails);
  if (!fails) return go();
  errno = error_of_mode();
  return -1;
}
}
