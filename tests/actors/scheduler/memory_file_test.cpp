#include "actors/scheduler/memory_file.hpp"

#include "shared/util/file.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace ftm {

using namespace std::chrono_literals;

TEST(memory_file, keeps_what_was_fired) {
  std::string folder = "/tmp/ftm-schedule-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  auto path = std::filesystem::path{folder} / "schedule.json";
  EXPECT_TRUE(load_memories(path).empty());
  schedule_memories x;
  x["Alpha"] = {"every 6 hours",           true, timestamp{1'700'000'000s},
                timestamp{1'700'000'001s}, {},   timestamp{1'700'000'002s}};
  x["B\"\xC3\x84"] = {};
  EXPECT_FALSE(save_memories(path, x));
  EXPECT_EQ(load_memories(path), x);
  write_file_durably(path, "{\"format\":1,\"strategies\":{\"A\":3}}");
  EXPECT_TRUE(load_memories(path).empty());
  EXPECT_TRUE(std::filesystem::exists(path.string() + ".damaged"));
  EXPECT_TRUE(save_memories("/dev/null/schedule.json", x));
  std::filesystem::remove_all(folder);
}

TEST(memory_file, what_is_none_gives_nothing) {
  for (auto x : {"", "[]", "{}", "{\"format\":2,\"strategies\":{}}", "nul"})
    EXPECT_FALSE(decode_memories(x)) << x;
}

} // namespace ftm
