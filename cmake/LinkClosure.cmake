# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

# tilscape_link_closure(TARGET variable): every target that a target links, however far.
function(tilscape_link_closure target variable)
  set(seen "")
  set(next ${target})
  while(next)
    list(POP_FRONT next this)
    string(REGEX REPLACE "^\\$<(LINK_ONLY|BUILD_INTERFACE):(.*)>$" "\\2" this "${this}")
    if(NOT TARGET "${this}" OR this IN_LIST seen)
      continue()
    endif()
    list(APPEND seen ${this})
    foreach(property LINK_LIBRARIES INTERFACE_LINK_LIBRARIES)
      get_target_property(linked ${this} ${property})
      if(linked)
        list(APPEND next ${linked})
      endif()
    endforeach()
  endwhile()
  set(${variable} ${seen} PARENT_SCOPE)
endfunction()
