#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ftm {

/// The hyperopt parameters of the epochs of one file, a column for each name,
/// row by row in the store's order. Numbers are themselves, booleans 0 and 1,
/// whatever else is an index into the column's texts; NaN = the epoch does not
/// have it. A column that holds a text is one of texts altogether. Costs 8
/// bytes a value, so it is filled only once somebody asks for parameters.
/// No I/O, no clock, no actor.
class param_table {
public:
  static constexpr size_t chunk_rows = 1024;
  /// Names beyond so many are left out: no strategy has them.
  static constexpr size_t most_columns = 1024;

  /// Values of the row that end_row() will finish; a repeated name counts by
  /// its last value.
  void set(std::string_view name, double x);
  void set(std::string_view name, bool x);
  void set(std::string_view name, std::string_view text);
  /// Takes back what was set since the last end_row().
  void drop_row();
  void end_row();
  void clear();

  size_t rows() const {
    return rows_;
  }
  size_t columns() const {
    return columns_.size();
  }
  const std::string& name(size_t column) const {
    return columns_[column].name;
  }
  std::optional<size_t> find(std::string_view name) const;
  /// Names in the order in which they were seen, for error messages.
  std::string names() const;

  /// NaN for rows that are not here yet.
  double value(size_t column, size_t row) const;
  /// Empty unless it is a column of texts.
  const std::vector<std::string>& texts(size_t column) const {
    return columns_[column].texts;
  }
  bool is_text(size_t column) const {
    return columns_[column].is_text;
  }
  /// Of the finite values of a column; low > high if there are none.
  struct extent {
    double low;
    double high;
    size_t known;
  };
  const extent& range(size_t column) const {
    return columns_[column].range;
  }
  /// The rows of a chunk; empty where the column has no value in it.
  std::span<const double> chunk(size_t column, size_t index) const;

  size_t memory() const;

private:
  using values = std::array<double, chunk_rows>;

  struct entry {
    std::string name;
    bool is_text = false;
    bool is_bool = true; ///< as far as seen
    extent range{std::numeric_limits<double>::infinity(),
                 -std::numeric_limits<double>::infinity(), 0};
    std::vector<std::string> texts;
    std::unordered_map<std::string, double> index;
    std::vector<std::unique_ptr<values>> chunks; ///< null = all NaN
  };

  /// For looking up a std::string_view among std::strings.
  struct text_hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  /// Null if there is no column left for it.
  entry* of(std::string_view name);
  void put(entry& c, double x);
  double code(entry& c, std::string text);
  void become_text(entry& c);

  std::vector<entry> columns_;
  std::unordered_map<std::string, size_t, text_hash, std::equal_to<>> names_;
  std::vector<size_t> touched_; ///< columns of the row that is not finished
  size_t expected_ = 0;         ///< the column that usually comes next
  size_t rows_ = 0;
};

} // namespace ftm
