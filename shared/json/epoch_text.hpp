#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ftm {

/// Epochs as text, row by row: what is exported.
enum class epoch_format : uint8_t { csv, json_lines };

/// Columns as an epoch_page or a ranking has them: columns.size() × rows
/// doubles, column by column; a column in `texts` holds indexes.
struct epoch_columns_view {
  const std::vector<std::string>& columns;
  std::string_view values;
  const std::map<std::string, std::vector<std::string>>& texts;
};

/// The first line of a CSV file (RFC 4180, lines end with CR LF); "" of JSON
/// lines.
std::string epoch_text_head(epoch_format f,
                            const std::vector<std::string>& columns);

/// A line for each row. Numbers have as many digits as bring the double back;
/// is_* are true and false. What is not finite is NaN, Infinity and -Infinity
/// in CSV, in JSON null and named in a last member "nonfinite"; an absent text
/// is empty or null. In CSV a text that a spreadsheet would take for a formula
/// gets a ' in front.
std::string epoch_text(epoch_format f, const epoch_columns_view& x);

/// Its media type.
std::string_view media_type(epoch_format f);

} // namespace ftm
