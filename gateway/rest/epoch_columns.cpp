#include "gateway/rest/epoch_columns.hpp"

#include <cmath>
#include <cstring>

namespace ftm {

const std::vector<std::string>& usual_columns() {
  static const std::vector<std::string> y{"line",
                                          "epoch",
                                          "trades",
                                          "wins",
                                          "draws",
                                          "losses",
                                          "avg_profit",
                                          "profit_total_pct",
                                          "profit_total_abs",
                                          "max_drawdown",
                                          "max_drawdown_abs",
                                          "duration",
                                          "objective",
                                          "is_best",
                                          "is_initial_point",
                                          "is_random"};
  return y;
}

const std::vector<std::string>& row_columns() {
  static const std::vector<std::string> y = [] {
    auto z = usual_columns();
    z.resize(z.size() - 3);
    z.emplace_back("flags");
    return z;
  }();
  return y;
}

std::vector<epoch_row> rows_of(const epoch_page& x) {
  std::vector<epoch_row> y(x.rows);
  if (x.values.size() < row_columns().size() * x.rows * sizeof(double))
    return {};
  for (size_t i = 0; i < y.size(); ++i) {
    auto at = [&](size_t column) {
      double z = 0;
      std::memcpy(&z, x.values.data() + (column * x.rows + i) * sizeof(double),
                  sizeof(double));
      return z;
    };
    auto whole = [&](size_t column) {
      auto z = at(column);
      return z > 0 ? static_cast<uint64_t>(z) : 0;
    };
    auto small = [&](size_t column) {
      return static_cast<uint32_t>(whole(column));
    };
    y[i] = {whole(0), whole(1),
            small(2), small(3),
            small(4), small(5),
            at(6),    at(7),
            at(8),    at(9),
            at(10),   at(11),
            at(12),   static_cast<uint8_t>(whole(13))};
  }
  return y;
}

} // namespace ftm
