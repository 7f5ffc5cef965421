#include "shared/protocol/ledger.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace ftm {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

fact about(const std::string& strategy, uint64_t epochs) {
  hyperopt_status x;
  x.strategy = strategy;
  x.epochs = epochs;
  x.winner.emplace().objective = std::nan("");
  return {timestamp{}, x};
}

fact line(const std::string& text, const std::string& strategy = "") {
  return {timestamp{}, log_line{log_level::info, "p", strategy, text}};
}

std::vector<std::string> said(const fact_page& x) {
  std::vector<std::string> y;
  for (auto& f : x.facts)
    if (auto* l = caf::get_if<log_line>(&f.body))
      y.push_back(l->text);
    else if (auto* h = caf::get_if<hyperopt_status>(&f.body))
      y.push_back(h->strategy + std::to_string(h->epochs));
  return y;
}

facts_after since(stamp x, std::string strategy = {}) {
  return {x, std::move(strategy), {}};
}

} // namespace

TEST(ledger, who_knows_nothing_gets_all) {
  ledger uut{7, {}};
  uut.put(about("A", 1));
  uut.put(line("one"));
  auto x = uut.after({});
  EXPECT_TRUE(x.whole);
  EXPECT_THAT(said(x), ElementsAre("A1", "one"));
  EXPECT_EQ(x.upto, (stamp{7, 2}));
}

TEST(ledger, an_equal_fact_is_no_news_even_with_nan_inside) {
  ledger uut{7, {}};
  EXPECT_TRUE(uut.put(about("A", 1)));
  EXPECT_FALSE(uut.put(about("A", 1)));
  EXPECT_EQ(uut.after({}).upto.number, 1u);
}

TEST(ledger, an_equal_line_is_said_twice) {
  ledger uut{7, {}};
  EXPECT_TRUE(uut.put(line("same")));
  EXPECT_TRUE(uut.put(line("same")));
  EXPECT_THAT(said(uut.after({})), ElementsAre("same", "same"));
}

TEST(ledger, a_slow_reader_gets_the_newest_value_only) {
  ledger uut{7, {}};
  uut.put(about("A", 1));
  auto at = uut.after({}).upto;
  uut.put(about("A", 2));
  uut.put(about("B", 1));
  uut.put(about("A", 3));
  auto x = uut.after(since(at));
  EXPECT_FALSE(x.whole);
  EXPECT_THAT(said(x), ElementsAre("B1", "A3"));
}

TEST(ledger, with_history_a_slow_reader_misses_nothing) {
  ledger uut{7, {10, 10}};
  uut.put(about("A", 1));
  auto at = uut.after({}).upto;
  uut.put(about("A", 2));
  uut.put(about("B", 1));
  uut.put(about("A", 3));
  EXPECT_THAT(said(uut.after(since(at))), ElementsAre("A2", "B1", "A3"));
  EXPECT_THAT(said(uut.after({})), ElementsAre("B1", "A3"))
      << "the whole is what is true now";
}

TEST(ledger, a_stamp_that_left_the_history_gets_the_whole) {
  ledger uut{7, {2, 2}};
  uut.put(about("A", 0));
  auto at = uut.after({}).upto;
  for (uint64_t i = 1; i < 20; ++i)
    uut.put(about("A", i));
  auto x = uut.after(since(at));
  EXPECT_TRUE(x.whole);
  EXPECT_THAT(said(x), ElementsAre("A19"));
}

TEST(ledger, a_foreign_or_future_stamp_gets_the_whole) {
  ledger uut{7, {}};
  uut.put(about("A", 1));
  EXPECT_TRUE(uut.after(since({8, 1})).whole);
  EXPECT_TRUE(uut.after(since({7, 2})).whole);
  EXPECT_TRUE(uut.news_for(since({8, 1})));
  EXPECT_FALSE(uut.news_for(since({7, 1})));
}

TEST(ledger, lines_are_never_repeated_within_an_epoch) {
  ledger uut{7, {}};
  uut.put(line("one"));
  uut.put(about("A", 1));
  auto at = uut.after({}).upto;
  uut.put(line("two"));
  uut.drop("hyperopt/A");
  auto x = uut.after(since(at));
  EXPECT_TRUE(x.whole);
  EXPECT_THAT(said(x), ElementsAre("two"));
}

TEST(ledger, lines_that_left_the_ring_are_lost_without_a_word) {
  ledger uut{7, {2, 0}};
  uut.put(about("A", 1));
  auto at = uut.after({}).upto;
  for (auto x : {"one", "two", "three"})
    uut.put(line(x));
  auto x = uut.after(since(at));
  EXPECT_FALSE(x.whole);
  EXPECT_THAT(said(x), ElementsAre("two", "three"));
}

TEST(ledger, a_reader_of_one_strategy_hears_of_no_other) {
  ledger uut{7, {}};
  uut.put(about("A", 1));
  auto at = uut.after({}).upto;
  uut.put(about("B", 1));
  uut.put(line("for B", "B"));
  EXPECT_FALSE(uut.news_for(since(at, "A")));
  uut.put(line("for all"));
  EXPECT_TRUE(uut.news_for(since(at, "A")));
  EXPECT_THAT(said(uut.after(since(at, "A"))), ElementsAre("for all"));
}

TEST(ledger, a_page_is_bounded_and_the_next_one_goes_on) {
  ledger uut{7, {5000, 0}};
  uut.put(about("A", 1));
  auto at = uut.after({}).upto;
  for (int i = 0; i < 2500; ++i)
    uut.put(line(std::to_string(i)));
  size_t heard = 0;
  for (int pages = 0; uut.news_for(since(at)); ++pages) {
    ASSERT_LT(pages, 3);
    auto x = uut.after(since(at));
    EXPECT_EQ(said(x).front(), std::to_string(heard));
    heard += x.facts.size();
    at = x.upto;
  }
  EXPECT_EQ(heard, 2500u);
}

TEST(ledger, an_owner_that_returns_unchanged_makes_no_event_but_its_lines) {
  ledger before{7, {}};
  before.put(about("A", 1));
  ledger picture{9, {100, 100}};
  std::map<std::string, uint64_t> had;
  picture.merge(before.after({}), had);
  auto at = picture.after({}).upto;
  ledger after{8, {}};
  after.put(line("I am back"));
  after.put(about("A", 1));
  picture.merge(after.after({}), had);
  EXPECT_THAT(said(picture.after(since(at))), ElementsAre("I am back"));
}

TEST(ledger, what_an_owner_no_longer_tells_leaves_the_picture) {
  ledger picture{9, {100, 100}};
  std::map<std::string, uint64_t> had;
  ledger owner{7, {}};
  owner.put(about("A", 1));
  picture.merge(owner.after({}), had);
  auto at = owner.after({}).upto;
  owner.put(about("B", 1));
  picture.merge(owner.after(since(at)), had);
  EXPECT_THAT(said(picture.after({})), ElementsAre("A1", "B1"));
  owner.drop("hyperopt/A");
  owner.drop("hyperopt/none");
  picture.merge(owner.after(since(at)), had);
  EXPECT_THAT(said(picture.after({})), ElementsAre("B1"));
  owner.drop("hyperopt/B");
  picture.merge(owner.after(since(at)), had);
  EXPECT_THAT(said(picture.after({})), IsEmpty());
}

TEST(ledger, one_owner_does_not_take_away_what_another_told) {
  ledger picture{9, {100, 100}};
  std::map<std::string, uint64_t> first;
  std::map<std::string, uint64_t> second;
  ledger a{1, {}};
  ledger b{2, {}};
  a.put(about("A", 1));
  b.put(about("B", 1));
  picture.merge(a.after({}), first);
  picture.merge(b.after({}), second);
  picture.merge(ledger{3, {}}.after({}), first);
  EXPECT_THAT(said(picture.after({})), ElementsAre("B1"));
}

} // namespace ftm
