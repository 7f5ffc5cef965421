#pragma once

#include "actors/hyperopt_monitor/selection.hpp"

namespace ftm {

/// A number for people: the shortest of at most 6 digits.
std::string number_text(double x);

/// Two numbers that differ also look different; four digits are enough for all
/// others.
std::pair<std::string, std::string> number_texts(double a, double b);

/// Why each of `lines` stands where it stands. `order` is of `chosen`'s rows.
std::vector<verdict> verdicts_of(const epoch_store& x, const criteria& rules,
                                 const selection& chosen,
                                 const ranked_rows& order,
                                 const std::vector<uint64_t>& lines,
                                 bool tradeless);

} // namespace ftm
