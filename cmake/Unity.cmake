# SPDX-License-Identifier: GPL-2.0-only

option(QOS_UNITY "Compile several files as one: faster from nothing, slower after a change" OFF)

# Compiles those of a target's sources together that declare different names.
function(qos_unite target)
  if(NOT QOS_UNITY)
    return()
  endif()
  set(sources ${ARGN})
  list(TRANSFORM sources PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/" REGEX "^[^/]")
  execute_process(
    COMMAND "${Python_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/cmake/unity.py" ${sources}
    OUTPUT_VARIABLE groups COMMAND_ERROR_IS_FATAL ANY
  )
  foreach(source group IN ZIP_LISTS sources groups)
    set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "${target}-${group}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
