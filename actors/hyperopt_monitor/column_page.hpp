#pragma once

#include "actors/hyperopt_monitor/epoch_store.hpp"

#include <string>
#include <vector>

namespace ftm {

/// Columns that a reader asked for.
struct wanted_columns {
  std::vector<std::string> names; ///< fields, params.NAME, params.*

  /// An error that names the first that is none, or nothing.
  caf::error wrong() const;
  /// Whether parameters are among them.
  bool params() const;
  /// The names with params.* written out.
  std::vector<std::string> written_out(const epoch_store& x) const;
};

/// Rows that a message with so many columns may have.
size_t most_rows_of(size_t columns);

/// What epoch_page and ranking say of rows column by column.
struct column_page {
  std::vector<std::string> columns;
  std::string values;
  std::map<std::string, std::vector<std::string>> texts;
};

column_page columns_of(const epoch_store& x, const wanted_columns& wanted,
                       const std::vector<uint32_t>& rows);

} // namespace ftm
