#include "shared/util/names.hpp"

#include <gtest/gtest.h>

using namespace ftm;

TEST(slot_name, is_a_safe_folder_and_reversible) {
  EXPECT_EQ(slot_name("My_Strategy-2"), "My_Strategy-2");
  EXPECT_EQ(slot_name("../a b%"), "%2E%2E%2Fa%20b%25");
  for (std::string x :
       {"", "a", "..", "a/b", "%41", "%", "%4", "caf\xC3\xA9", "a\nb", "\xFF"})
    EXPECT_EQ(strategy_of_slot(slot_name(x)), x);
}

TEST(slot_name, never_makes_two_strategies_one) {
  EXPECT_NE(slot_name("a.b"), slot_name("a%2Eb"));
  EXPECT_NE(slot_name("A"), slot_name("a"));
}

TEST(name_in_ids, is_the_name_or_its_digest) {
  EXPECT_EQ(name_in_ids("Scalper"), "Scalper");
  EXPECT_EQ(name_in_ids(std::string(31, 'x')), std::string(31, 'x'));
  for (auto& x : {std::string{}, std::string(32, 'x'), std::string{"a b"},
                  std::string{"a.b"}}) {
    EXPECT_EQ(name_in_ids(x).size(), 16u) << x;
    EXPECT_TRUE(is_id(name_in_ids(x)));
  }
}

TEST(is_id, allows_only_what_is_safe_in_a_path) {
  EXPECT_TRUE(is_id("run-1.hyperopt_2"));
  EXPECT_TRUE(is_id(std::string(80, 'x')));
  for (auto& x : {std::string{}, std::string(81, 'x'), std::string{".x"},
                  std::string{"a/b"}, std::string{"a b"}, std::string{"..", 2}})
    EXPECT_FALSE(is_id(x)) << x;
  EXPECT_FALSE(is_id("123456", 5));
}
