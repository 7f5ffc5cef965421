#include "shared/storage/database.hpp"

#include "shared/util/file.hpp"
#include "shared/util/hash.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace ftm::storage {

namespace {

namespace fs = std::filesystem;

class storage : public ::testing::Test {
protected:
  fs::path folder_ = fs::temp_directory_path() / ("ftm-" + random_hex(8));
  fs::path file_ = folder_ / "test.sqlite";

  storage() {
    fs::create_directories(folder_);
  }
  ~storage() override {
    fs::remove_all(folder_);
  }

  static int64_t count(database& x) {
    int64_t y = -1;
    EXPECT_TRUE(x.query("SELECT count(*) FROM t", {}, [&](const row& r) {
                   y = r.integer(0);
                 }).ok());
    return y;
  }
};

const std::vector<std::string_view> one{"CREATE TABLE t(a, b)"};

} // namespace

TEST_F(storage, makes_a_file_that_only_its_owner_reads) {
  database x;
  ASSERT_EQ(x.open(file_, one).error, "");
  ASSERT_TRUE(x.run("INSERT INTO t VALUES(1, 2)").ok());
  for (auto& suffix : {"", "-wal", "-shm"}) {
    struct stat s {};
    ASSERT_EQ(::stat((file_.string() + suffix).c_str(), &s), 0) << suffix;
    EXPECT_EQ(s.st_mode & 0777, 0600u) << suffix;
  }
}

TEST_F(storage, gives_back_what_was_put_in) {
  database x;
  ASSERT_TRUE(x.open(file_, one).ok());
  std::string bytes{"a\0\xff", 3};
  ASSERT_TRUE(
      x.run("INSERT INTO t VALUES(?, ?)", {int64_t{1} << 60, blob{bytes}})
          .ok());
  ASSERT_TRUE(x.run("INSERT INTO t VALUES(?, ?)", {0.1, nullptr}).ok());
  int n = 0;
  ASSERT_TRUE(
      x.query("SELECT a, b FROM t ORDER BY rowid", {}, [&](const row& r) {
         if (n++ == 0) {
           EXPECT_EQ(r.integer(0), int64_t{1} << 60);
           EXPECT_EQ(r.text(1), bytes);
         } else {
           EXPECT_EQ(r.real(0), 0.1);
           EXPECT_TRUE(r.is_null(1));
         }
       }).ok());
  EXPECT_EQ(n, 2);
}

TEST_F(storage, migrates_an_older_file_and_keeps_its_rows) {
  {
    database x;
    ASSERT_TRUE(x.open(file_, one).ok());
    ASSERT_TRUE(x.run("INSERT INTO t VALUES(1, 2)").ok());
  }
  database x;
  ASSERT_EQ(
      x.open(file_, {one[0], "ALTER TABLE t ADD COLUMN c DEFAULT 7"}).error,
      "");
  int64_t c = 0;
  ASSERT_TRUE(x.query("SELECT c FROM t", {}, [&](const row& r) {
                 c = r.integer(0);
               }).ok());
  EXPECT_EQ(c, 7);
}

TEST_F(storage, a_failed_migration_leaves_the_older_schema) {
  {
    database x;
    EXPECT_FALSE(
        x.open(file_, {one[0], "CREATE TABLE u(a); CREATE TABLE t(b)"}).ok());
    EXPECT_FALSE(x.is_open());
  }
  database x;
  EXPECT_EQ(x.open(file_, {one[0], "CREATE TABLE u(a)"}).error, "");
}

TEST_F(storage, refuses_a_file_of_a_newer_program) {
  {
    database x;
    ASSERT_TRUE(x.open(file_, {one[0], "CREATE TABLE u(a)"}).ok());
  }
  database x;
  EXPECT_NE(x.open(file_, one).error.find("newer version"), std::string::npos);
}

TEST_F(storage, refuses_a_file_that_is_no_database) {
  ASSERT_FALSE(write_file_durably(file_, std::string(8192, 'x')));
  database x;
  EXPECT_NE(x.open(file_, one).error.find("not a database"), std::string::npos);
}

TEST_F(storage, takes_back_what_a_failed_transaction_did) {
  database x;
  ASSERT_TRUE(x.open(file_, one).ok());
  auto y = x.transact([&]() -> outcome {
    EXPECT_TRUE(x.run("INSERT INTO t VALUES(1, 2)").ok());
    return {"no"};
  });
  EXPECT_EQ(y.error, "no");
  EXPECT_EQ(count(x), 0);
  EXPECT_TRUE(x.transact([&] {
                 return x.transact(
                     [&] { return x.run("INSERT INTO t VALUES(1, 2)"); });
               }).ok());
  EXPECT_EQ(count(x), 1);
}

TEST_F(storage, a_wrong_statement_is_an_error_and_no_more) {
  database x;
  ASSERT_TRUE(x.open(file_, one).ok());
  EXPECT_FALSE(x.run("INSERT INTO nowhere VALUES(1)").ok());
  EXPECT_FALSE(
      x.run("INSERT INTO t VALUES(?, 1)", {int64_t{1}, int64_t{2}}).ok());
  EXPECT_TRUE(x.run("INSERT INTO t VALUES(1, 2)").ok());
  EXPECT_FALSE(database{}.run("SELECT 1").ok());
}

} // namespace ftm::storage
