# A room is one folder with one reason: a static library of the sources beside
# its CMakeLists.txt. `ftm_room(util LINK spdlog::spdlog)` makes ftm_util.
function(ftm_room name)
  cmake_parse_arguments(ARG "" "" "LINK;EXCLUDE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  foreach(x ${ARG_EXCLUDE})
    list(REMOVE_ITEM sources ${CMAKE_CURRENT_SOURCE_DIR}/${x})
  endforeach()
  if(sources)
    add_library(ftm_${name} STATIC ${sources})
    target_include_directories(ftm_${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(ftm_${name} PUBLIC ${ARG_LINK} PRIVATE ftm_warnings)
  else()
    add_library(ftm_${name} INTERFACE)
    target_include_directories(ftm_${name} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(ftm_${name} INTERFACE ${ARG_LINK})
  endif()
endfunction()

# Unit tests of one room: the *_test.cpp beside the caller's CMakeLists.txt.
# `ftm_tests(util LINK ftm_util)` makes the executable test_util.
function(ftm_tests name)
  cmake_parse_arguments(ARG "" "" "LINK;ENVIRONMENT" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *_test.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(test_${name} ${sources})
  target_link_libraries(test_${name} PRIVATE
    ${ARG_LINK} ftm_test_support GTest::gmock GTest::gtest GTest::gtest_main
    ftm_warnings)
  # Only where it is used: a path on the command line keeps ccache from serving
  # a second checkout.
  foreach(x ${sources})
    file(STRINGS ${x} uses REGEX FTM_FIXTURES)
    if(uses)
      set_property(SOURCE ${x} APPEND PROPERTY COMPILE_DEFINITIONS
        FTM_FIXTURES="${PROJECT_SOURCE_DIR}/tests/fixtures")
    endif()
  endforeach()
  include(GoogleTest)
  gtest_discover_tests(test_${name} DISCOVERY_MODE PRE_TEST
    PROPERTIES TIMEOUT 60 LABELS unit)
endfunction()
