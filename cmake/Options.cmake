# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

option(TILSCAPE_TESTS "Build the tests" OFF)
option(TILSCAPE_WERROR "Treat warnings as errors" OFF)
set(TILSCAPE_SANITIZE "" CACHE STRING "Comma-separated sanitizers: address,undefined or thread")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

# Every room links this. The same bits on every compiler, flag and CPU rest on -ffp-contract=off
# (docs/concepts/determinism.md); fast-math is never allowed.
add_library(tilscape_flags INTERFACE)
target_compile_options(tilscape_flags INTERFACE -ffp-contract=off -fno-math-errno)
target_include_directories(tilscape_flags INTERFACE
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>" "$<INSTALL_INTERFACE:include/tilscape>")

add_library(tilscape_warnings INTERFACE)
target_compile_options(tilscape_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align
  -Woverloaded-virtual -Wnull-dereference -Wdouble-promotion -Wimplicit-fallthrough
  $<$<BOOL:${TILSCAPE_WERROR}>:-Werror>)
target_compile_options(tilscape_warnings INTERFACE -fstack-protector-strong)
target_compile_definitions(tilscape_warnings INTERFACE $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)

if(TILSCAPE_SANITIZE)
  target_compile_options(tilscape_flags INTERFACE -fsanitize=${TILSCAPE_SANITIZE} -fno-omit-frame-pointer -g)
  target_link_options(tilscape_flags INTERFACE -fsanitize=${TILSCAPE_SANITIZE})
endif()
