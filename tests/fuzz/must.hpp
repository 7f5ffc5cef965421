#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the process with a sentence, so that libFuzzer keeps the input.
#define FTM_MUST(condition, sentence)                                          \
  do {                                                                         \
    if (!(condition)) {                                                        \
      std::fprintf(stderr, "%s:%d: %s (%s)\n", __FILE__, __LINE__, sentence,   \
                   #condition);                                                \
      std::abort();                                                            \
    }                                                                          \
  } while (false)
