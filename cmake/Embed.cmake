# Makes a C++ file that holds every file below FOLDER, also compressed:
# cmake -DFOLDER=… -DOUTPUT=assets.cpp -DWORK=… -P Embed.cmake
# A folder that does not exist gives an empty list.
set(table "")
set(code "")
set(count 0)
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*)
list(SORT files)
find_program(gzip gzip)
file(MAKE_DIRECTORY ${WORK})
foreach(x ${files})
  if(x MATCHES "\\.map$")
    continue()
  endif()
  file(SHA256 ${FOLDER}/${x} hash)
  set(packed ${WORK}/${hash}.gz)
  if(gzip AND x MATCHES "\\.(html|js|css|svg|json|txt|webmanifest)$"
     AND NOT EXISTS ${packed})
    execute_process(COMMAND ${gzip} -9 -n -c ${FOLDER}/${x}
      OUTPUT_FILE ${packed} COMMAND_ERROR_IS_FATAL ANY)
  endif()
  string(APPEND code "FTM_EMBED(file_${count}, \"${FOLDER}/${x}\") // ${hash}\n")
  set(gz "{}")
  if(EXISTS ${packed})
    string(APPEND code "FTM_EMBED(gzip_${count}, \"${packed}\")\n")
    set(gz "FTM_VIEW(gzip_${count})")
  endif()
  string(APPEND table
    "      {\"/${x}\", \"${hash}\", FTM_VIEW(file_${count}), ${gz}},\n")
  math(EXPR count "${count} + 1")
endforeach()
if(table)
  set(body "  static const asset y[] = {\n${table}  };\n  return {y, ${count}};")
else()
  set(body "  return {};")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [=[
// Made by cmake/Embed.cmake.
#include "gateway/front_door/assets.hpp"

#define FTM_EMBED(name, path)                                                  \
  asm(".section .rodata\n"                                                     \
      ".global ftm_" #name "_begin\nftm_" #name "_begin:\n"                    \
      ".incbin \"" path "\"\n"                                                 \
      ".global ftm_" #name "_end\nftm_" #name "_end:\n.byte 0\n.previous\n");  \
  extern "C" const char ftm_##name##_begin[], ftm_##name##_end[];
#define FTM_VIEW(name)                                                         \
  { ftm_##name##_begin, size_t(ftm_##name##_end - ftm_##name##_begin) }

@code@
namespace ftm {

asset_list assets() {
@body@
}

} // namespace ftm
]=])
