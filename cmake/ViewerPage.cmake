# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

# The viewer's page (viz/web) is built by Node into a C++ source. Its packages are fetched by `./dev`, or by
# `npm ci --ignore-scripts` in viz/web, never from here; without them the page is left out and
# `tilscape-view render` is there all the same.

find_program(NODE_PROGRAM NAMES node nodejs)
mark_as_advanced(NODE_PROGRAM)
set(page_folder "${PROJECT_SOURCE_DIR}/viz/web")
set(page_possible OFF)
if(NODE_PROGRAM AND EXISTS "${page_folder}/node_modules/.package-lock.json")
  set(page_possible ON)
endif()
set(TILSCAPE_VIEWER_PAGE AUTO CACHE STRING "Build the viewer's page: ON, OFF, AUTO (when Node and its packages are there)")

# tilscape_viewer_page(target [panels...]): adds the page, or what stands in its place, to a target's sources. Files of
# panels that are given stand on it beside its own: it is built in a copy of the folder then.
function(tilscape_viewer_page target)
  set(wanted ${TILSCAPE_VIEWER_PAGE})
  if(wanted STREQUAL AUTO)
    set(wanted ${page_possible})
  endif()
  if(NOT wanted)
    message(STATUS "tilscape-view is built without its page. For it: Node 18 or later, and "
                   "`npm ci --ignore-scripts` in viz/web (`./dev page` does both)")
    target_sources(${target} PRIVATE "${PROJECT_SOURCE_DIR}/viz/server/no_page.cpp")
    return()
  endif()
  if(NOT page_possible)
    message(FATAL_ERROR "TILSCAPE_VIEWER_PAGE is on, but there is no Node, or no packages in viz/web: run "
                        "`./dev page`, or configure with -DTILSCAPE_VIEWER_PAGE=OFF")
  endif()
  file(GLOB_RECURSE page_sources CONFIGURE_DEPENDS "${page_folder}/src/*")
  set(page "${CMAKE_CURRENT_BINARY_DIR}/page.cpp")
  set(dist "${CMAKE_CURRENT_BINARY_DIR}/page")
  set(web "${page_folder}")
  set(copy "")
  if(ARGN)
    set(web "${CMAKE_CURRENT_BINARY_DIR}/web")
    file(MAKE_DIRECTORY "${web}")
    file(CREATE_LINK "${page_folder}/node_modules" "${web}/node_modules" SYMBOLIC)
    set(copy COMMAND "${CMAKE_COMMAND}" -E rm -rf "${web}/src"
             COMMAND "${CMAKE_COMMAND}" -E copy_directory "${page_folder}/src" "${web}/src"
             COMMAND "${CMAKE_COMMAND}" -E copy ${ARGN} "${web}/src/panels"
             COMMAND "${CMAKE_COMMAND}" -E copy "${page_folder}/index.html" "${page_folder}/package.json"
                     "${page_folder}/embed.js" "${page_folder}/vite.config.js" "${page_folder}/tsconfig.json" "${web}")
  endif()
  add_custom_command(OUTPUT "${page}" VERBATIM COMMENT "Building the viewer's page"
    DEPENDS ${page_sources} ${ARGN} "${page_folder}/index.html" "${page_folder}/package-lock.json" "${page_folder}/embed.js"
            "${page_folder}/vite.config.js" "${page_folder}/tsconfig.json"
    WORKING_DIRECTORY "${web}"
    ${copy}
    COMMAND "${NODE_PROGRAM}" node_modules/typescript/bin/tsc
    COMMAND "${NODE_PROGRAM}" node_modules/vite/bin/vite.js build --logLevel warn --emptyOutDir --outDir "${dist}"
    COMMAND "${NODE_PROGRAM}" embed.js "${dist}" "${page}")
  target_sources(${target} PRIVATE "${page}")
endfunction()
