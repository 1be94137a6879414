# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

# `cmake --install` leaves the programs, the shipped scenarios, the headers under include/tilscape (with
# their paths, so that includes read as in the repository)
# and a package for find_package(tilscape).

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(headers "${CMAKE_INSTALL_INCLUDEDIR}/tilscape")
set(package "${CMAKE_INSTALL_LIBDIR}/cmake/tilscape")

foreach(program tilscape tilscape-view)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME)
  endif()
endforeach()
if(EXISTS "${PROJECT_SOURCE_DIR}/scenarios/library")
  install(DIRECTORY scenarios/library/ DESTINATION "${CMAKE_INSTALL_DATADIR}/tilscape/scenarios")
endif()

install(DIRECTORY python/tilscape "${PROJECT_BINARY_DIR}/python/tilscape" python/examples
        DESTINATION "${CMAKE_INSTALL_DATADIR}/tilscape/python" FILES_MATCHING PATTERN "*.py")

install(DIRECTORY engine agents proto scenarios viz DESTINATION "${headers}"
        FILES_MATCHING PATTERN "*.hpp" PATTERN "*.proto"
        PATTERN "detail" EXCLUDE PATTERN "library" EXCLUDE PATTERN "web" EXCLUDE)

get_property(rooms GLOBAL PROPERTY TILSCAPE_ROOMS)
install(TARGETS ${rooms} tilscape_flags EXPORT tilscape)
install(EXPORT tilscape FILE tilscapeTargets.cmake NAMESPACE tilscape:: DESTINATION "${package}")

configure_package_config_file(cmake/tilscapeConfig.cmake.in "${PROJECT_BINARY_DIR}/tilscapeConfig.cmake"
                              INSTALL_DESTINATION "${package}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/tilscapeConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/tilscapeConfig.cmake" "${PROJECT_BINARY_DIR}/tilscapeConfigVersion.cmake"
        DESTINATION "${package}")
