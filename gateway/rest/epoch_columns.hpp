#pragma once

#include "shared/protocol/epochs.hpp"

namespace ftm {

/// The columns that are sent unless others are asked for.
const std::vector<std::string>& usual_columns();

/// The columns that `rows_of` needs.
const std::vector<std::string>& row_columns();

/// The rows of a page that was asked with row_columns().
std::vector<epoch_row> rows_of(const epoch_page& x);

} // namespace ftm
