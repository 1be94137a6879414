# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE "${WORK}")
run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/prefix")
run("${CMAKE_COMMAND}" -S "${PROJECT}" -B "${WORK}/build" -G Ninja "-DCMAKE_PREFIX_PATH=${WORK}/prefix"
    "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_BUILD_TYPE=${BUILD_TYPE}")
run("${CMAKE_COMMAND}" --build "${WORK}/build")
run("${WORK}/build/consumer")

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
