# Builds and runs consumer/ against nabla, found the given `way`. Run as a test; see CMakeLists.txt for the variables.
# With NABLA_TEST_FULL in the environment add_subdirectory builds all of nabla once more, which takes minutes; without,
# it is configured as a subproject and the consumer compiled, but not linked.

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(consumer ${CMAKE_CURRENT_LIST_DIR}/consumer)
set(work ${build}/tests/install/${way})
set(prefix ${work}/prefix)
set(configure ${CMAKE_COMMAND} -S ${consumer} -B ${work}/build -G ${generator}
  -D CMAKE_CXX_COMPILER=${cxx} -D CMAKE_CXX_FLAGS=${flags})
file(REMOVE_RECURSE ${work})

if(NOT way STREQUAL add_subdirectory)
  run(${CMAKE_COMMAND} --install ${build} --config ${config} --prefix ${prefix})
  # What is installed must not know where it was built.
  file(GLOB package ${prefix}/${libdir}/cmake/nabla/*.cmake ${prefix}/${libdir}/pkgconfig/*.pc)
  foreach(file ${package})
    file(READ ${file} text)
    string(FIND "${text}" "${source}" at)
    if(NOT at EQUAL -1)
      message(FATAL_ERROR "${file} mentions the source tree ${source}")
    endif()
  endforeach()
endif()

if(way STREQUAL find_package)
  run(${configure} -D CMAKE_BUILD_TYPE=${config} -D CMAKE_PREFIX_PATH=${prefix})
  run(${CMAKE_COMMAND} --build ${work}/build --config ${config})
  run(${work}/build/consumer)
  if(EXISTS ${work}/build/consumer_test)
    run(${work}/build/consumer_test)
  endif()

elseif(way STREQUAL pkg_config)
  set(ENV{PKG_CONFIG_PATH} ${prefix}/${libdir}/pkgconfig)
  execute_process(COMMAND pkg-config --cflags --libs nabla
    OUTPUT_VARIABLE pkg_flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(pkg_flags UNIX_COMMAND "${pkg_flags}")
  separate_arguments(flags UNIX_COMMAND "${flags}")
  run(${cxx} ${flags} ${consumer}/main.cpp ${pkg_flags} -o ${work}/consumer)
  set(ENV{LD_LIBRARY_PATH} ${prefix}/${libdir})
  run(${work}/consumer)

elseif(way STREQUAL add_subdirectory)
  run(${configure} -D CMAKE_BUILD_TYPE=Debug -D CMAKE_CXX_FLAGS_DEBUG=-O0 -D NABLA_SOURCE=${source})
  if(DEFINED ENV{NABLA_TEST_FULL})
    run(${CMAKE_COMMAND} --build ${work}/build --config Debug)
    run(${work}/build/consumer)
  elseif(generator STREQUAL Ninja)
    run(${CMAKE_COMMAND} --build ${work}/build --target CMakeFiles/consumer.dir/main.cpp.o)
  elseif(generator STREQUAL "Unix Makefiles")
    run(${CMAKE_COMMAND} --build ${work}/build --target main.o)
  endif()
endif()
