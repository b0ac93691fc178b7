include(CMakePackageConfigHelpers)

install(TARGETS nabla nabla_eigen EXPORT nabla-targets
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

# find_package(nabla)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/nabla)
install(EXPORT nabla-targets NAMESPACE nabla:: DESTINATION ${package_dir})
configure_package_config_file(cmake/nabla-config.cmake.in cmake/nabla-config.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(cmake/nabla-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/cmake/nabla-config.cmake
  ${PROJECT_BINARY_DIR}/cmake/nabla-config-version.cmake
  DESTINATION ${package_dir})

# pkg-config nabla: paths relative to the file, so that an installed tree can be moved
cmake_path(IS_ABSOLUTE CMAKE_INSTALL_LIBDIR absolute)
if(absolute)
  set(prefix_for_pc ${CMAKE_INSTALL_PREFIX})
else()
  string(REGEX REPLACE "[^/]+" ".." up ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
  cmake_path(APPEND prefix_for_pc "\${pcfiledir}" ${up})
endif()
cmake_path(APPEND libdir_for_pc "\${prefix}" ${CMAKE_INSTALL_LIBDIR})  # an absolute one stays as it is
cmake_path(APPEND includedir_for_pc "\${prefix}" ${CMAKE_INSTALL_INCLUDEDIR})
if(BUILD_SHARED_LIBS)
  set(requires_for_pc "")
else()
  set(requires_for_pc "fmt, zlib")  # an archive cannot bring its own libraries along
endif()
configure_file(cmake/nabla.pc.in cmake/nabla.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/cmake/nabla.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
