# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

# Every room links tilscape_flags, and so does everyone who uses a room. The same bits on every compiler,
# flag and CPU rest on -ffp-contract=off (docs/concepts/determinism.md); fast-math is never allowed.
add_library(tilscape_flags INTERFACE)
set_target_properties(tilscape_flags PROPERTIES EXPORT_NAME flags)
target_compile_features(tilscape_flags INTERFACE cxx_std_20)
target_compile_options(tilscape_flags INTERFACE -ffp-contract=off -fno-math-errno)
target_include_directories(tilscape_flags INTERFACE
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>" "$<INSTALL_INTERFACE:include/tilscape>")

# For our own sources only; not exported.
add_library(tilscape_warnings INTERFACE)
target_compile_options(tilscape_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align
  -Woverloaded-virtual -Wnull-dereference -Wdouble-promotion -Wimplicit-fallthrough
  -Wno-missing-field-initializers
  # GCC 12 warns falsely of strings that are put together (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # a designated initializer leaves out what may be empty
  $<$<BOOL:${TILSCAPE_WERROR}>:-Werror>)

# Hardening: canaries, checked libc calls, position-independent programs, read-only relocations.
# The sanitizers bring their own checks of libc, which _FORTIFY_SOURCE would hide.
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
target_compile_options(tilscape_warnings INTERFACE -fstack-protector-strong)
if(NOT TILSCAPE_SANITIZE)
  target_compile_options(tilscape_warnings INTERFACE
    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE$<SEMICOLON>-D_FORTIFY_SOURCE=2>)
endif()
if(CMAKE_SYSTEM_NAME STREQUAL Linux)
  add_link_options(-Wl,-z,relro,-z,now)
endif()

# Sanitizers go into tilscape_flags, because they must be on for everything of a program or for nothing.
if(TILSCAPE_SANITIZE)
  target_compile_options(tilscape_flags INTERFACE
    -fsanitize=${TILSCAPE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  target_link_options(tilscape_flags INTERFACE -fsanitize=${TILSCAPE_SANITIZE})
endif()
if(TILSCAPE_FUZZ)  # counts the branches that an input takes
  target_compile_options(tilscape_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(TILSCAPE_SANITIZE STREQUAL "thread" AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # oneTBB's headers are compiled into our objects, but the library itself knows nothing of the sanitizer.
  target_compile_options(tilscape_flags INTERFACE
    "$<BUILD_INTERFACE:-fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/tests/support/tsan/ignorelist.txt>")
endif()
