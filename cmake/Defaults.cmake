# SPDX-License-Identifier: GPL-2.0-only

set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")

# Asserts are in headers too; no header of ns-3 changes its layout with them.
add_compile_definitions($<$<CONFIG:Debug>:NS3_ASSERT_ENABLE>)
add_compile_options(-Wall -Wextra -Wshadow -Wconversion)

# Lets the compiler inline across functions of one shared library; the schedulers' comparisons depend on it.
include(CheckCXXCompilerFlag)
check_cxx_compiler_flag(-fno-semantic-interposition QOS_HAS_NO_SEMANTIC_INTERPOSITION)
if(QOS_HAS_NO_SEMANTIC_INTERPOSITION)
  add_compile_options(-fno-semantic-interposition)
endif()

# What a shared library calls of its own it calls without a detour; a hop in an overlay is many small calls.
include(CheckLinkerFlag)
check_linker_flag(CXX -Wl,-Bsymbolic-functions QOS_HAS_SYMBOLIC_FUNCTIONS)
if(QOS_HAS_SYMBOLIC_FUNCTIONS)
  add_link_options(-Wl,-Bsymbolic-functions)
endif()

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

find_program(QOS_CCACHE ccache)
if(QOS_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${QOS_CCACHE}")
endif()

# The distribution's interpreter is the one that has the distribution's numpy and click,
# whatever else comes first in PATH.
if(EXISTS /usr/bin/python3)
  set(Python_EXECUTABLE /usr/bin/python3 CACHE FILEPATH "Interpreter of the Python module")
endif()

# For folders of links to sources, after sources were renamed or removed.
function(qos_remove_dangling_links folder)
  file(GLOB_RECURSE files "${folder}/*")
  foreach(file IN LISTS files)
    if(IS_SYMLINK "${file}" AND NOT EXISTS "${file}")
      file(REMOVE "${file}")
    endif()
  endforeach()
endfunction()
