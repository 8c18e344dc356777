# SPDX-License-Identifier: GPL-2.0-only
#
# Finds an installed ns-3: by its CMake package where that is usable, otherwise by headers and
# libraries (which also serves an ns-3 build folder). Gives one target Ns3::<module> for each module
# that src/qos-overlay/ns3-modules.txt names, NS3_MINOR (37 for ns-3.37) and the C++ level that its
# headers need.

set(QOS_NS3_PREFIX "" CACHE PATH "Where ns-3 is installed; empty: the system's places")

set(NS3_OLDEST_MINOR 37)
set(NS3_NEWEST_MINOR_TRIED 48)

# Every release defines NS_DEPRECATED_3_<its own minor> and nothing newer; its CMake package does
# not always tell a number, and asking find_package for one is answered only by an exact match.
function(ns3_read_minor include_dir result)
  file(STRINGS "${include_dir}/ns3/deprecated.h" lines REGEX "define NS_DEPRECATED_3_[0-9]+")
  list(TRANSFORM lines REPLACE ".*NS_DEPRECATED_3_([0-9]+).*" "\\1")
  list(SORT lines COMPARE NATURAL)
  list(POP_BACK lines newest)
  set(${result} "${newest}" PARENT_SCOPE)
endfunction()

# Loading the package with a file missing that it names ends the configuration, and Debian's
# libns3-dev names files of packages on which it does not depend. So look first.
function(ns3_first_missing_file config_dir prefix result)
  file(GLOB exports "${config_dir}/ns3Targets*.cmake")
  foreach(export IN LISTS exports)
    file(READ "${export}" text)
    # These name folders of the machine that built it, which nobody needs.
    string(REGEX REPLACE "INTERFACE_COMPILE_DEFINITIONS [^\n]*" "" text "${text}")
    string(REPLACE "\${_IMPORT_PREFIX}" "${prefix}" text "${text}")
    string(REPLACE ";" "\"" text "${text}")
    string(REGEX MATCHALL "\"/[^\"$]+" paths "${text}")
    list(TRANSFORM paths REPLACE "^\"" "")
    list(REMOVE_DUPLICATES paths)
    foreach(path IN LISTS paths)
      if(NOT EXISTS "${path}")
        set(${result} "${path}" PARENT_SCOPE)
        return()
      endif()
    endforeach()
  endforeach()
  set(${result} "" PARENT_SCOPE)
endfunction()

# libns3-core.so in Debian, libns3.48-core-default.so or libns3-dev-core-debug.so from an ns-3 tree.
function(ns3_find_library module prefix result)
  set(profile "-(default|debug|release|optimized|relwithdebinfo|minsizerel)")
  set(pattern "/libns3(\\.[0-9]+|-dev)?-${module}(${profile})?\\.so$")
  foreach(dir IN ITEMS lib lib64 "lib/${CMAKE_LIBRARY_ARCHITECTURE}")
    file(GLOB files "${prefix}/${dir}/libns3*-${module}*.so")
    list(FILTER files INCLUDE REGEX "${pattern}")
    if(files)
      list(GET files 0 file)
      set(${result} "${file}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  set(${result} "" PARENT_SCOPE)
endfunction()

function(ns3_refuse)
  qos_apt_line(apt_line ns3)
  message(FATAL_ERROR "${ARGN}:\n  ${apt_line}")
endfunction()

set(_where)
if(QOS_NS3_PREFIX)
  set(_where HINTS "${QOS_NS3_PREFIX}/include" NO_DEFAULT_PATH)
endif()
find_path(NS3_INCLUDE_DIR ns3/core-module.h ${_where} NO_CACHE)
if(NOT NS3_INCLUDE_DIR AND QOS_NS3_PREFIX)
  message(FATAL_ERROR "There is no ns-3 at ${QOS_NS3_PREFIX}: no include/ns3/core-module.h in it")
elseif(NOT NS3_INCLUDE_DIR)
  ns3_refuse("ns-3 is not installed")
endif()
get_filename_component(NS3_PREFIX "${NS3_INCLUDE_DIR}/.." ABSOLUTE)

ns3_read_minor("${NS3_INCLUDE_DIR}" NS3_MINOR)
if(NS3_MINOR LESS NS3_OLDEST_MINOR)
  set(_needed "3.${NS3_OLDEST_MINOR} or newer is needed")
  message(FATAL_ERROR "ns-3.${NS3_MINOR} at ${NS3_PREFIX} is too old: ${_needed}")
elseif(NS3_MINOR GREATER NS3_NEWEST_MINOR_TRIED)
  set(_support "newer than 3.${NS3_NEWEST_MINOR_TRIED}, the newest that was tried")
else()
  set(_support "supported")
endif()

find_file(
  _config ns3Config.cmake
  HINTS "${NS3_PREFIX}"
  PATH_SUFFIXES lib/cmake/ns3 lib64/cmake/ns3 "lib/${CMAKE_LIBRARY_ARCHITECTURE}/cmake/ns3"
  NO_DEFAULT_PATH NO_CACHE
)
set(_means "its libraries and headers")
if(_config)
  cmake_path(GET _config PARENT_PATH _config_dir)
  ns3_first_missing_file("${_config_dir}" "${NS3_PREFIX}" _missing)
  if(_missing)
    string(APPEND _means ", because its CMake package names ${_missing}, which is not there")
  else()
    set(_means "its CMake package")
    set(ns3_DIR "${_config_dir}" CACHE INTERNAL "")
    find_package(ns3 CONFIG QUIET REQUIRED)
  endif()
endif()

# ns-3's headers change their layout with this definition (UdpClient has one member more), so it has
# to be as when the libraries were built. The packages before 3.41 do not tell; the names of the log
# components in the library do.
ns3_find_library(core "${NS3_PREFIX}" _core)
if(NOT _core)
  ns3_refuse("ns-3 at ${NS3_PREFIX} has headers but no libraries")
endif()
file(STRINGS "${_core}" _log_component REGEX "^RngSeedManager$" LIMIT_COUNT 1)
set(_definitions)
if(_log_component)
  set(_definitions NS3_LOG_ENABLE)
endif()

file(STRINGS "${PROJECT_SOURCE_DIR}/src/qos-overlay/ns3-modules.txt" _modules REGEX "^[a-z]")
foreach(_module IN LISTS _modules)
  add_library(Ns3::${_module} INTERFACE IMPORTED)
  target_compile_definitions(Ns3::${_module} INTERFACE ${_definitions})
  if(TARGET ns3::${_module})
    target_link_libraries(Ns3::${_module} INTERFACE ns3::${_module})
  elseif(TARGET ns3::lib${_module})
    target_link_libraries(Ns3::${_module} INTERFACE ns3::lib${_module})
  else()
    ns3_find_library(${_module} "${NS3_PREFIX}" _library)
    if(NOT _library)
      ns3_refuse("ns-3 at ${NS3_PREFIX} was built without its module ${_module}")
    endif()
    target_include_directories(Ns3::${_module} SYSTEM INTERFACE "${NS3_INCLUDE_DIR}")
    target_link_libraries(Ns3::${_module} INTERFACE "${_library}")
  endif()
endforeach()

if(NS3_MINOR GREATER_EQUAL 46)
  set(CMAKE_CXX_STANDARD 23)
elseif(NS3_MINOR GREATER_EQUAL 41)
  set(CMAKE_CXX_STANDARD 20)
else()
  set(CMAKE_CXX_STANDARD 17)
endif()

string(APPEND _means "; C++${CMAKE_CXX_STANDARD}")
message(STATUS "found ns-3 3.${NS3_MINOR} at ${NS3_PREFIX}, ${_support} (by ${_means})")
