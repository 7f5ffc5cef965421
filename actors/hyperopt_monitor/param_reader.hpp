#pragma once

#include "actors/hyperopt_monitor/param_table.hpp"

#include <memory>
#include <string_view>

namespace ftm {

/// Reads params_dict of a line of a .fthypt file; it stands in the first
/// kilobytes, so the beginning of a line is enough. Keeps its buffers. No I/O.
class param_reader {
public:
  param_reader();
  ~param_reader();
  param_reader(const param_reader&) = delete;
  param_reader& operator=(const param_reader&) = delete;

  /// Adds a row to `y`. False, and no row, if the object ends behind `line`:
  /// more of it is needed. Without parameters, or with unreadable ones, the row
  /// is empty.
  bool read(std::string_view line, param_table& y);

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace ftm
