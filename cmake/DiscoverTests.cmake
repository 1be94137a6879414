# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

# Runs after a test program is built: asks it once for its cases and writes one ctest test for each.
# cmake -D PROGRAM= -D NAME= -D LABELS= -D TIMEOUT= -D ENVIRONMENT= -D OUTPUT= -P DiscoverTests.cmake
# A case's doctest suite becomes a label. (doctest's own module calls the program once per case, and cannot
# give a test labels of its own.)

cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND "${PROGRAM}" --list-test-cases --reporters=xml OUTPUT_VARIABLE listing
                COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE ";" "\\;" listing "${listing}")
string(REGEX MATCHALL "<TestCase name=\"[^\"]*\"( testsuite=\"[^\"]*\")?" cases "${listing}")

set(script "")
set(names "")
foreach(case IN LISTS cases)
  string(REGEX MATCH "name=\"([^\"]*)\"( testsuite=\"([^\"]*)\")?" _ "${case}")
  set(test "${CMAKE_MATCH_1}")
  set(labels ${LABELS} ${CMAKE_MATCH_3})
  set(timeout ${TIMEOUT})
  if("slow" IN_LIST labels)
    set(timeout 3600)
  endif()
  string(REPLACE "&quot;" "\"" test "${test}")
  string(REPLACE "&lt;" "<" test "${test}")
  string(REPLACE "&gt;" ">" test "${test}")
  string(REPLACE "&amp;" "&" test "${test}")
  if(test IN_LIST names)
    message(FATAL_ERROR "two test cases of ${NAME} have the name: ${test}")
  endif()
  list(APPEND names "${test}")
  string(REPLACE "," "\\," filter "${test}")  # a comma separates doctest's filters
  string(APPEND script
    "add_test([==[${NAME}: ${test}]==] [==[${PROGRAM}]==] [==[--test-case=${filter}]==])\n"
    "set_tests_properties([==[${NAME}: ${test}]==] PROPERTIES LABELS [==[${labels}]==] TIMEOUT ${timeout}\n"
    "  ENVIRONMENT [==[${ENVIRONMENT}]==]\n"
    # a filter that no case matches would pass
    "  FAIL_REGULAR_EXPRESSION [==[test cases: +0 ]==])\n")
endforeach()
if(NOT names)
  message(FATAL_ERROR "${NAME} has no test cases")
endif()
file(WRITE "${OUTPUT}" "${script}")
