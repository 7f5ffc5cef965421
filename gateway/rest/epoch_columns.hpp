#pragma once

#include "gateway/rest/exchange.hpp"
#include "shared/protocol/epochs.hpp"

namespace ftm {

/// The columns that are sent unless others are asked for.
const std::vector<std::string>& usual_columns();

/// The names of a list in the query, `key=a,b`.
std::vector<std::string> names_in(const rest_request& x, const char* key);

/// Those that `columns=` names, else the usual ones.
std::vector<std::string> columns_in(const rest_request& x);

/// The columns that `rows_of` needs.
const std::vector<std::string>& row_columns();

/// The rows of a page that was asked with row_columns().
std::vector<epoch_row> rows_of(const epoch_page& x);

} // namespace ftm
