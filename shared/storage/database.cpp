#include "shared/storage/database.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <unistd.h>

namespace ftm::storage {

namespace {

void bind(SQLite::Statement& to, int index, const value& x) {
  struct visitor {
    SQLite::Statement& to;
    int index;
    void operator()(std::nullptr_t) const {
      to.bind(index);
    }
    void operator()(int64_t y) const {
      to.bind(index, y);
    }
    void operator()(double y) const {
      to.bind(index, y);
    }
    void operator()(const std::string& y) const {
      to.bind(index, y);
    }
    void operator()(const blob& y) const {
      to.bind(index, y.bytes.data(), static_cast<int>(y.bytes.size()));
    }
  };
  std::visit(visitor{to, index}, x);
}

/// Makes the file before SQLite does: its -wal and -shm get the same mode.
outcome make_private(const std::filesystem::path& file) {
  auto fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return {file.string() + " cannot be opened: " + std::strerror(errno)};
  ::close(fd);
  return {};
}

} // namespace

struct database::impl {
  impl(const std::filesystem::path& x)
      : file(x.string()), db(file, SQLite::OPEN_READWRITE, 2000) {}

  std::string file;
  SQLite::Database db;
  std::map<std::string, SQLite::Statement> statements;
  bool in_transaction = false;

  /// The statement, ready for its values; compiled once.
  SQLite::Statement& prepare(const std::string& sql,
                             const std::vector<value>& values) {
    auto i = statements.find(sql);
    if (i == statements.end())
      i = statements.emplace(sql, SQLite::Statement{db, sql}).first;
    auto& y = i->second;
    y.reset();
    y.clearBindings();
    for (size_t k = 0; k < values.size(); ++k)
      bind(y, static_cast<int>(k) + 1, values[k]);
    return y;
  }

  outcome failed(const std::exception& x) const {
    return {file + ": " + x.what()};
  }
};

bool row::is_null(int column) const {
  return static_cast<SQLite::Statement*>(statement_)
      ->getColumn(column)
      .isNull();
}

int64_t row::integer(int column) const {
  return static_cast<SQLite::Statement*>(statement_)
      ->getColumn(column)
      .getInt64();
}

double row::real(int column) const {
  return static_cast<SQLite::Statement*>(statement_)
      ->getColumn(column)
      .getDouble();
}

std::string row::text(int column) const {
  return static_cast<SQLite::Statement*>(statement_)
      ->getColumn(column)
      .getString();
}

database::database() = default;
database::~database() = default;
database::database(database&&) noexcept = default;
database& database::operator=(database&&) noexcept = default;

bool database::is_open() const {
  return impl_ != nullptr;
}

outcome database::open(const std::filesystem::path& file,
                       const std::vector<std::string_view>& migrations) {
  impl_.reset();
  if (auto made = make_private(file); !made.ok())
    return made;
  try {
    auto x = std::make_unique<impl>(file);
    x->db.exec("PRAGMA journal_mode=WAL");
    x->db.exec("PRAGMA synchronous=FULL");
    x->db.exec("PRAGMA foreign_keys=ON");
    auto version = x->db.execAndGet("PRAGMA user_version").getInt64();
    if (version > static_cast<int64_t>(migrations.size()))
      return {file.string() + " was made by a newer version of this program"};
    for (auto i = static_cast<size_t>(version); i < migrations.size(); ++i) {
      SQLite::Transaction t{x->db};
      x->db.exec(std::string{migrations[i]});
      x->db.exec("PRAGMA user_version=" + std::to_string(i + 1));
      t.commit();
    }
    impl_ = std::move(x);
  } catch (const std::exception& x) {
    return {file.string() + ": " + x.what()};
  }
  return {};
}

outcome database::run(const std::string& sql,
                      const std::vector<value>& values) {
  return query(sql, values, [](const row&) {});
}

outcome database::query(const std::string& sql,
                        const std::vector<value>& values,
                        const std::function<void(const row&)>& each) {
  if (!impl_)
    return {"the database is not open"};
  try {
    auto& x = impl_->prepare(sql, values);
    while (x.executeStep())
      each(row{&x});
    x.reset();
  } catch (const std::exception& x) {
    return impl_->failed(x);
  }
  return {};
}

outcome database::transact(const std::function<outcome()>& work) {
  if (!impl_)
    return {"the database is not open"};
  if (impl_->in_transaction)
    return work();
  outcome y;
  impl_->in_transaction = true;
  try {
    SQLite::Transaction t{impl_->db, SQLite::TransactionBehavior::IMMEDIATE};
    y = work();
    if (y.ok())
      t.commit();
  } catch (const std::exception& x) {
    y = impl_->failed(x);
  }
  impl_->in_transaction = false;
  return y;
}

} // namespace ftm::storage
