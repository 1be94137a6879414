# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

# cmake -D "CLOSURE=targets" -P link_closure.cmake: fails when a program links a room of the simulator.
cmake_minimum_required(VERSION 3.25)
if(NOT "tilscape_proto" IN_LIST CLOSURE)
  message(FATAL_ERROR "the closure has not even proto: ${CLOSURE}")
endif()
list(FILTER CLOSURE INCLUDE REGEX "^tilscape_(engine|agents|scenarios)$")
if(CLOSURE)
  message(FATAL_ERROR "links ${CLOSURE}")
endif()
