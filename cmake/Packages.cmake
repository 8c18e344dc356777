# SPDX-License-Identifier: GPL-2.0-only

# The line that installs the packages of some groups of packages.txt.
function(qos_apt_line result)
  set(packages)
  foreach(group IN LISTS ARGN)
    file(STRINGS "${PROJECT_SOURCE_DIR}/packages.txt" lines REGEX "^${group} ")
    list(TRANSFORM lines REPLACE "^${group} +([^ ]+).*" "\\1")
    list(APPEND packages ${lines})
  endforeach()
  list(JOIN packages " " packages)
  set(${result} "apt-get install ${packages}" PARENT_SCOPE)
endfunction()

# find_package for what is indispensable: a missing package ends with the line that installs it.
macro(qos_find_package name group)
  find_package(${name} QUIET ${ARGN})
  if(NOT ${name}_FOUND)
    qos_apt_line(_apt_line ${group})
    message(FATAL_ERROR "${name} is not installed:\n  ${_apt_line}")
  endif()
endmacro()
