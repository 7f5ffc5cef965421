find_package(Threads REQUIRED)

# Debian ships CAF 0.17.6 without a CMake configuration.
function(ftm_import name header library)
  string(MAKE_C_IDENTIFIER ${name} id)
  find_path(FTM_${id}_INCLUDE ${header} REQUIRED)
  find_library(FTM_${id}_LIBRARY ${library} REQUIRED)
  add_library(${name} UNKNOWN IMPORTED GLOBAL)
  set_target_properties(${name} PROPERTIES
    IMPORTED_LOCATION ${FTM_${id}_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${FTM_${id}_INCLUDE}
    INTERFACE_LINK_LIBRARIES "${ARGN}")
endfunction()

ftm_import(CAF::core caf/all.hpp caf_core Threads::Threads)
ftm_import(CAF::io caf/io/all.hpp caf_io CAF::core)
ftm_import(YAML::yaml yaml-cpp/yaml.h yaml-cpp)
ftm_import(SIMDJSON::simdjson simdjson.h simdjson)
ftm_import(SQLITE::sqlite sqlite3.h sqlite3)
ftm_import(SQLITE::cpp SQLiteCpp/SQLiteCpp.h SQLiteCpp SQLITE::sqlite)
ftm_import(DATE::tz date/tz.h date-tz)

find_package(nlohmann_json 3.11 REQUIRED)
find_package(spdlog REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Boost 1.74 REQUIRED)

ftm_import(CPPREST::cpprest cpprest/http_listener.h cpprest
  OpenSSL::SSL OpenSSL::Crypto)

find_package(CLI11 REQUIRED)
if(FTM_TESTS)
  find_package(GTest REQUIRED)
endif()
