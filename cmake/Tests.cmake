# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

set(TILSCAPE_TEST_TIMEOUT 60)
set(TILSCAPE_TEST_ENVIRONMENT "")
if(TILSCAPE_SANITIZE)
  set(TILSCAPE_TEST_TIMEOUT 600)
  find_program(LLVM_SYMBOLIZER NAMES llvm-symbolizer-14 llvm-symbolizer)
  set(tsan_options "suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan/suppressions.txt")
  if(LLVM_SYMBOLIZER)  # without it suppressions by function's name do not match
    string(APPEND tsan_options ":external_symbolizer_path=${LLVM_SYMBOLIZER}")
  endif()
  set(TILSCAPE_TEST_ENVIRONMENT "TSAN_OPTIONS=${tsan_options}")
endif()

# tilscape_tests(NAME FOLDER folder LINKS targets... [LABELS labels...] [TIMEOUT seconds])
# One program of the doctest cases in a folder of tests/; each case is a ctest test of its own, with the
# labels NAME, LABELS and the case's test suite. A test may take a minute (ten under a sanitizer), one of the
# suite `slow` an hour, others what TIMEOUT says.
function(tilscape_tests name)
  cmake_parse_arguments(T "" "FOLDER;TIMEOUT" "LINKS;LABELS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${T_FOLDER}/*.cpp")
  if(NOT sources)
    return()
  endif()
  add_executable(test_${name} ${sources})
  target_link_libraries(test_${name} PRIVATE tilscape_doctest_main tilscape_warnings ${T_LINKS})
  target_compile_definitions(test_${name} PRIVATE
    TILSCAPE_SOURCE_DIR="${PROJECT_SOURCE_DIR}" TILSCAPE_BINARY_DIR="${PROJECT_BINARY_DIR}")
  set(list "${CMAKE_CURRENT_BINARY_DIR}/test_${name}.cmake")
  set(labels ${name} ${T_LABELS})
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT ${TILSCAPE_TEST_TIMEOUT})
  endif()
  add_custom_command(TARGET test_${name} POST_BUILD BYPRODUCTS "${list}" VERBATIM
    COMMAND "${CMAKE_COMMAND}" -D "PROGRAM=$<TARGET_FILE:test_${name}>" -D "NAME=${name}" -D "LABELS=${labels}"
            -D "TIMEOUT=${T_TIMEOUT}" -D "ENVIRONMENT=${TILSCAPE_TEST_ENVIRONMENT}"
            -D "OUTPUT=${list}" -P "${PROJECT_SOURCE_DIR}/cmake/DiscoverTests.cmake")
  # ctest includes this: a program that was not built is a test that fails.
  file(WRITE "${list}.in.cmake"
    "if(EXISTS [==[${list}]==])\n  include([==[${list}]==])\n"
    "else()\n  add_test([==[${name}: not built]==] test_${name})\n"
    "  set_tests_properties([==[${name}: not built]==] PROPERTIES LABELS [==[${labels}]==])\nendif()\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${list}.in.cmake")
endfunction()
