#include "shared/config/yaml_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

using namespace ftm;
using namespace ftm::config;
using ::testing::HasSubstr;

namespace {

config_problem fatal(const std::string& text) {
  auto x = read_yaml(text);
  EXPECT_EQ(x.root, nullptr);
  EXPECT_EQ(x.problems.size(), 1u);
  return x.problems.empty() ? config_problem{} : x.problems.front();
}

std::string repeated(const std::string& x, size_t n) {
  std::string y;
  for (size_t i = 0; i < n; ++i)
    y += x;
  return y;
}

} // namespace

TEST(yaml_tree, remembers_lines_and_quotes) {
  auto x = read_yaml("a: 1\n\nb:\n  - \"yes\"\n  - no\n");
  ASSERT_TRUE(x.root);
  auto b = x.root->find("b");
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(b->line, 3u);
  EXPECT_EQ(b->value->list.at(0)->line, 4u);
  EXPECT_FALSE(b->value->list.at(0)->plain);
  EXPECT_TRUE(b->value->list.at(1)->plain);
}

TEST(yaml_tree, tells_the_line_of_malformed_yaml) {
  EXPECT_EQ(fatal("a: 1\nb: [1\nc: \"\n").line, 3u);
  EXPECT_EQ(fatal("a: 1\n\tb: 2\n").line, 2u);
  EXPECT_EQ(fatal("a: *nowhere\n").line, 1u);
}

TEST(yaml_tree, says_that_operators_must_stand_in_quotes) {
  auto x = fatal("a: 1\noperator: >=\nvalue: 5\n");
  EXPECT_EQ(x.line, 2u);
  EXPECT_THAT(x.expected, HasSubstr("in quotes"));
}

TEST(yaml_tree, takes_one_document_with_a_byte_order_mark_and_crlf) {
  EXPECT_TRUE(read_yaml("\xEF\xBB\xBF"
                        "a: 1\r\nb: 2\r\n")
                  .root->find("b"));
  EXPECT_THAT(fatal("a: 1\n---\nb: 2\n").found, HasSubstr("second document"));
}

TEST(yaml_tree, refuses_bytes_that_yaml_does_not_allow) {
  EXPECT_EQ(fatal(std::string("a: 1\nb: \0\n", 10)).line, 2u);
  EXPECT_EQ(fatal("a: 1\n\x04 hidden: 1\n").line, 2u); // yaml-cpp's own end
  EXPECT_EQ(fatal("a: 1\n# caf\xe9\n").line, 2u);
  fatal(std::string(5 << 20, ' '));
}

TEST(yaml_tree, merges_mappings_and_lets_own_keys_win) {
  auto x = read_yaml("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\n"
                     "c: {<<: [*a, *b], x: 9}\n");
  ASSERT_TRUE(x.root);
  auto& c = *x.root->find("c")->value;
  EXPECT_EQ(c.find("x")->value->text, "9");
  EXPECT_EQ(c.find("y")->value->text, "2");
  EXPECT_EQ(c.find("z")->value->text, "4");
  EXPECT_TRUE(x.problems.empty());
}

TEST(yaml_tree, refuses_an_alias_of_itself) {
  fatal("a: &a [*a]\n");
  fatal("a: &a {b: {<<: *a}}\n");
}

TEST(yaml_tree, is_not_blown_up_by_aliases) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    auto last = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " ["
            + repeated(last + ", ", 8) + last + "]\n";
  }
  EXPECT_TRUE(read_yaml(bomb).root);
  std::string merges = "m: &m {";
  for (int i = 0; i < 1000; ++i)
    merges += "k" + std::to_string(i) + ": 1, ";
  merges += "}\n";
  for (int i = 0; i < 1000; ++i)
    merges += "n" + std::to_string(i) + ": {<<: [*m, *m]}\n";
  fatal(merges);
}

TEST(yaml_tree, is_not_blown_up_by_depth) {
  for (auto x : {"[", "{", "- ", "? ", "{a: ", "&a [", "!!map {"})
    fatal(repeated(x, 20'000));
}

TEST(yaml_tree, reads_garbage_without_falling_over) {
  std::mt19937 random{7};
  const std::string alphabet = "ab:- \n[]{}&*!|>'\"%@`#,?~<=\t\\0";
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (size_t n = random() % 60; n > 0; --n)
      text += alphabet[random() % alphabet.size()];
    auto x = read_yaml(text);
    EXPECT_TRUE(x.root || x.problems.size() == 1) << text;
  }
  for (int i = 0; i < 500; ++i) {
    std::string text;
    for (size_t n = random() % 200; n > 0; --n)
      text += static_cast<char>(random());
    read_yaml(text);
  }
}
