#pragma once

#include "gateway/rest/problem.hpp"
#include "shared/protocol/epochs.hpp"

namespace ftm {

/// The columns that are sent unless others are asked for.
const std::vector<std::string>& usual_columns();

/// The names of a list in the query, `key=a,b`.
std::vector<std::string> names_in(const rest_request& x, const char* key);

/// Those that `columns=` names, else the usual ones. Throws 400 for one that is
/// none, one that is named twice, and too many.
std::vector<std::string> columns_in(const rest_request& x);

/// A 400 if a parameter was asked for that no epoch has: `found` is what a page
/// of a file that is read has of `asked`.
std::optional<problem> missing_in(const std::vector<std::string>& asked,
                                  const std::vector<std::string>& found);

/// The columns that `rows_of` needs.
const std::vector<std::string>& row_columns();

/// The rows of a page that was asked with row_columns().
std::vector<epoch_row> rows_of(const epoch_page& x);

} // namespace ftm
