# Options, the language standard, and the one interface target that carries warnings and sanitizers.
option(SPURIOSCOPE_UI "Build the window (Qt 6)" ON)
option(SPURIOSCOPE_TESTS "Build the tests and the test tools" ON)
option(SPURIOSCOPE_FUZZ "Build the fuzz targets (clang)" OFF)
option(SPURIOSCOPE_CUDA "Build the CUDA kernels" OFF)
option(SPURIOSCOPE_WERROR "Warnings are errors" $ENV{SPURIOSCOPE_WERROR})
set(SPURIOSCOPE_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize= (for example address,undefined)")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers are cacheable only with these sloppiness flags (ccache manual, "Precompiled headers").
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE_PROGRAM})
endif()

add_library(spurioscope_options INTERFACE)
target_compile_options(spurioscope_options INTERFACE -Wall -Wextra -Wno-psabi $<$<BOOL:${SPURIOSCOPE_WERROR}>:-Werror>)
# GCC 12 warns falsely about std::string's operator+ (GCC bugs 105329 and 105651, mended in 13).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(spurioscope_options INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
endif()
# GCC 13 takes the strings inside std::variant for uninitialised (GCC bug 107138).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
  target_compile_options(spurioscope_options INTERFACE -Wno-maybe-uninitialized)
endif()
target_include_directories(spurioscope_options INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/core)
if(SPURIOSCOPE_SANITIZE)
  target_compile_options(spurioscope_options INTERFACE -fsanitize=${SPURIOSCOPE_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(spurioscope_options INTERFACE -fsanitize=${SPURIOSCOPE_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)  # g++ loses track of moved variants under its sanitizers
    target_compile_options(spurioscope_options INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()

# spurioscope_room(NAME SOURCES ... SEES ... USES ...): one room of the house as a static library spurioscope_<NAME>.
# SEES names the rooms whose headers it may include (they are passed on), USES the third parties it hides.
function(spurioscope_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;SEES;USES" ${ARGN})
  set(target spurioscope_${name})
  add_library(${target} STATIC ${ROOM_SOURCES})
  target_link_libraries(${target} PRIVATE spurioscope_options ${ROOM_USES})
  foreach(other IN LISTS ROOM_SEES)
    target_link_libraries(${target} PUBLIC spurioscope_${other})
  endforeach()
endfunction()
