# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE "${WORK}")
run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/prefix")

# The page's only block of C++ is a program.
file(READ "${PAGE}" page)
string(FIND "${page}" "```cpp" begin)
string(SUBSTRING "${page}" ${begin} -1 page)
string(FIND "${page}" "\n" begin)
string(SUBSTRING "${page}" ${begin} -1 page)
string(FIND "${page}" "```" end)
string(SUBSTRING "${page}" 0 ${end} program)
file(WRITE "${WORK}/reading.cpp" "${program}")

run("${CMAKE_COMMAND}" -S "${PROJECT}" -B "${WORK}/build" -G Ninja "-DCMAKE_PREFIX_PATH=${WORK}/prefix"
    "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_BUILD_TYPE=${BUILD_TYPE}" "-DREADING=${WORK}/reading.cpp")
run("${CMAKE_COMMAND}" --build "${WORK}/build")
run("${WORK}/build/consumer")

# What an installation leaves reads what its program writes.
run("${WORK}/prefix/bin/tilscape" run "${WORK}/prefix/share/tilscape/scenarios/quickstart.yaml" --quiet
    --until "2 min" -o "${WORK}/run")
execute_process(COMMAND "${WORK}/build/reading" "${WORK}/run/snapshots.tsnap" OUTPUT_VARIABLE told
                COMMAND_ERROR_IS_FATAL ANY)
if(NOT told MATCHES "day 0.00: [1-9][0-9]* cancer [1-9][0-9]* cd8, oxygen [0-9.]+ at site 0")
  message(FATAL_ERROR "the example of the page prints: ${told}")
endif()

run("${PYTHON}" "${CMAKE_CURRENT_LIST_DIR}/installed_viewer.py" "${WORK}/prefix" "${WORK}/run")

# Nothing of the build machine may be left in what others configure with.
file(GLOB_RECURSE configs "${WORK}/prefix/*.cmake")
foreach(config IN LISTS configs)
  file(STRINGS "${config}" lines)
  foreach(line IN LISTS lines)
    string(FIND "${line}" "${BUILD}" at)
    if(NOT at EQUAL -1)
      message(FATAL_ERROR "${config} names the build tree: ${line}")
    endif()
  endforeach()
endforeach()
