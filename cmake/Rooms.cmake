# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

# tilscape_room(NAME engine DEPENDS room... LINKS target... [PRIVATE_LINKS target...] [EXCLUDE regex])
# One static library `tilscape_<NAME>` of every .cpp below the room's folder. A room names the rooms
# below it; tests/docs/test_tree.py checks the same of every include.
function(tilscape_room)
  cmake_parse_arguments(ROOM "" "NAME;EXCLUDE" "DEPENDS;LINKS;PRIVATE_LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(ROOM_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${ROOM_EXCLUDE}")
  endif()
  set(target tilscape_${ROOM_NAME})
  list(TRANSFORM ROOM_DEPENDS PREPEND tilscape_)
  if(sources)
    add_library(${target} STATIC ${sources})
    target_link_libraries(${target} PUBLIC tilscape_flags ${ROOM_DEPENDS} ${ROOM_LINKS}
                                    PRIVATE $<BUILD_INTERFACE:tilscape_warnings> ${ROOM_PRIVATE_LINKS})
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE tilscape_flags ${ROOM_DEPENDS} ${ROOM_LINKS})
  endif()
  add_library(tilscape::${ROOM_NAME} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${ROOM_NAME})
  set_property(GLOBAL APPEND PROPERTY TILSCAPE_ROOMS ${target})
endfunction()

# tilscape_catalogue(agents behaviours BehaviourKind catalogue.cpp.in)
# A catalogue is the list of files in a folder of a room, each with a function of its name that returns TYPE in a
# namespace of the folder's name: no registration by hand, none at start-up.
function(tilscape_catalogue room folder type template)
  file(GLOB names CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}/${folder}" "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp")
  list(TRANSFORM names REPLACE "\\.cpp$" "")
  get_filename_component(namespace "${folder}" NAME)
  get_filename_component(source "${template}" NAME_WLE)
  set(DECLARATIONS "")
  set(CALLS "")
  foreach(name IN LISTS names)
    string(APPEND DECLARATIONS "${type} ${name}();\n")
    list(APPEND CALLS "${namespace}::${name}()")
  endforeach()
  list(JOIN CALLS ", " CALLS)
  configure_file("${template}" "${source}" @ONLY)
  target_sources(tilscape_${room} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/${source}")
endfunction()
