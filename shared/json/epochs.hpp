#pragma once

#include "shared/json/values.hpp"
#include "shared/protocol/epochs.hpp"

namespace ftm {

/// The shape "epoch" without its params.
json to_json(const epoch_row& x);

json to_json(const std::optional<epoch_row>& x);

/// `{field, operator, value, sort}`.
json to_json(const criterion& x);

json to_json(const hyperopt_status& x);

/// `removed_by`: index of a criterion, -1 = none, -2 = it made no trade.
/// `checks`: `{field, operator, value, found, passed}` of each criterion.
json to_json(const verdict& x, const std::vector<criterion>& criteria);

json to_json(const neighbour& x);
json to_json(const stability& x);

/// `winner` is the first row, `next` are the others.
json to_json(const ranking& x);

json to_json(const result_file& x);

/// `{file, epoch: with its params, record: the line without its trades}`.
json to_json(const epoch_record& x);

/// `{file, generation, first, total, rows, columns: {name:
/// [number|text|null]}}`;
/// `columns` are the names that were asked for.
/// Infinities are null, with `nonfinite: {name: {"Infinity": [rows from 0]}}`.
json to_json(const epoch_page& x, const std::vector<std::string>& columns);

} // namespace ftm
