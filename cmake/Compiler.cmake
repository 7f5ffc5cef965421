set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)

find_program(FTM_CCACHE ccache)
if(FTM_CCACHE)
  # Paths relative to the source tree, so that a second checkout hits as well.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}
      CCACHE_NOHASHDIR=1 ${FTM_CCACHE})
endif()

add_library(ftm_warnings INTERFACE)
target_compile_options(ftm_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Werror
  # g++ 12 on vectors of enums and optionals inside CAF messages
  -Wno-maybe-uninitialized)

if(FTM_SANITIZE)
  # CAF's typed pointers trip -fsanitize=vptr and null.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=null,vptr)
  add_link_options(-fsanitize=address,undefined -fno-sanitize=null,vptr)
endif()
