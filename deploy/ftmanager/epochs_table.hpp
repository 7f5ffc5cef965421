#pragma once

#include "shared/json/epoch_text.hpp"

namespace ftm {

/// The head of a table for people.
std::string epochs_table_head(const std::vector<std::string>& columns);

/// A line for each row, with numbers as people read them (six digits).
std::string epochs_table(const epoch_columns_view& x);

} // namespace ftm
