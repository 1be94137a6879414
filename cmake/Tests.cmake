# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

include(doctest)

# tilscape_tests(NAME FOLDER folder LINKS targets... [LABELS labels...])
# One program of the doctest cases in a folder of tests/; each case is a ctest test of its own.
function(tilscape_tests name)
  cmake_parse_arguments(T "" "FOLDER" "LINKS;LABELS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${T_FOLDER}/*.cpp")
  if(NOT sources)
    return()
  endif()
  add_executable(test_${name} ${sources})
  target_link_libraries(test_${name} PRIVATE tilscape_doctest_main tilscape_warnings ${T_LINKS})
  target_compile_definitions(test_${name} PRIVATE
    TILSCAPE_SOURCE_DIR="${PROJECT_SOURCE_DIR}" TILSCAPE_BINARY_DIR="${PROJECT_BINARY_DIR}")
  doctest_discover_tests(test_${name} TEST_PREFIX "${name}: " ADD_LABELS 1
                         PROPERTIES LABELS "${name};${T_LABELS}" TIMEOUT 300)
endfunction()
