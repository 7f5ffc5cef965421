#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// SQLite, and the only folder that knows it.
namespace ftm::storage {

/// Bytes that need not be text.
struct blob {
  std::string bytes;
  bool operator==(const blob&) const = default;
};

/// What goes into a placeholder.
using value = std::variant<std::nullptr_t, int64_t, double, std::string, blob>;

/// What came of a call: "" = done, else a sentence for people, to be passed on
/// as ec::storage.
struct [[nodiscard]] outcome {
  std::string error;
  bool ok() const {
    return error.empty();
  }
};

/// One row of an answer; valid only during the call that it was given to.
class row {
public:
  bool is_null(int column) const;
  int64_t integer(int column) const;
  double real(int column) const;
  /// Text or bytes, as they were put in.
  std::string text(int column) const;

private:
  friend class database;
  explicit row(void* statement) : statement_(statement) {}
  void* statement_;
};

/// One database file, used by one thread at a time. Nothing here throws.
class database {
public:
  database();
  ~database();
  database(database&&) noexcept;
  database& operator=(database&&) noexcept;

  /// Opens or makes the file (0600; WAL, synchronous=FULL: what was committed
  /// outlives a power cut), then brings its schema up to date: `migrations[i]`
  /// is the SQL that leads from version i to i + 1, each in a transaction of
  /// its own. Text that was released is never changed, only appended to.
  /// Refuses a file that a newer program made.
  outcome open(const std::filesystem::path& file,
               const std::vector<std::string_view>& migrations);

  bool is_open() const;

  /// Runs one statement that answers nothing.
  outcome run(const std::string& sql, const std::vector<value>& values = {});

  /// Runs one statement and hands over each row in turn.
  outcome query(const std::string& sql, const std::vector<value>& values,
                const std::function<void(const row&)>& each);

  /// Does `work` in one transaction: all of it or, if it fails, nothing.
  /// Inside another one it is a part of that.
  outcome transact(const std::function<outcome()>& work);

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace ftm::storage
