# Everything comes from the system; nothing is fetched.
find_package(Boost 1.74 REQUIRED)
find_package(fmt REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Threads REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)

# Asking for 3.4 would refuse Eigen 5, hence no version here but a check of our own.
find_package(Eigen3 CONFIG REQUIRED)
if(Eigen3_VERSION VERSION_LESS 3.4)
  message(FATAL_ERROR "nabla needs Eigen 3.4 or newer, found ${Eigen3_VERSION}")
endif()
