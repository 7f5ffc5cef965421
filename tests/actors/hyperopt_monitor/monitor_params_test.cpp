#include "tests/actors/hyperopt_monitor/monitor_fixture.hpp"

#include <cstring>

namespace ftm {
namespace {

using namespace std::chrono_literals;
using test::epoch_line;
using test::old_name;

/// Parameter x is the number of the epoch.
class monitor_params : public test::monitor_fixture {
protected:
  void add(int epochs) {
    std::string text;
    for (int i = 1; i <= epochs; ++i)
      text += epoch_line(i, i % 7) + "\n";
    disk_.add(results(old_name), text);
  }

  double first(const epoch_page& x) {
    double y = 0;
    std::memcpy(&y, x.values.data(), sizeof y);
    return y;
  }
};

TEST_F(monitor_params, are_columns_like_others) {
  add(20);
  start();
  epoch_range q;
  q.first = 5;
  q.columns = {"params.x", "params.none"};
  auto x = get<epoch_page>(atom::read_v, q);
  ASSERT_TRUE(x);
  ASSERT_EQ(x->rows, 16u);
  EXPECT_EQ(first(*x), 5);
  EXPECT_TRUE(x->texts.empty());
}

TEST_F(monitor_params, of_neighbours_answer_how_stable_an_epoch_is) {
  add(40);
  start();
  question q;
  q.study = 2;
  q.around = {20, 99};
  q.neighbours = 3;
  q.pareto = {"profit_total_pct", "max_drawdown"};
  auto x = get<ranking>(atom::get_v, q);
  ASSERT_TRUE(x);
  ASSERT_EQ(x->stabilities.size(), 3u) << "line 99 is none";
  EXPECT_EQ(x->stabilities[2].line, 20u);
  ASSERT_EQ(x->stabilities[2].neighbours.size(), 3u);
  EXPECT_EQ(x->stabilities[2].neighbours[0].line, 19u);
  EXPECT_EQ(x->verdicts.size(), 2u);
  EXPECT_EQ(x->verdicts[0].rank, 1u);
  EXPECT_EQ(x->pareto, (std::vector<uint64_t>{6, 13, 20, 27, 34}));
  q.criteria = x->criteria;
  EXPECT_EQ(get<ranking>(atom::get_v, q)->pareto, x->pareto)
      << "made anew, as it was kept up";
}

TEST_F(monitor_params, can_be_asked_for_by_criteria) {
  add(20);
  start(" [{field: params.x, operator: '<', value: 5}, "
        "{field: profit_total_pct, sort: desc}]");
  auto x = status();
  ASSERT_TRUE(x);
  ASSERT_TRUE(x->winner);
  EXPECT_EQ(x->winner->line, 4u);
  EXPECT_EQ(x->remaining, (std::vector<uint64_t>{20, 4, 4}));
  ASSERT_EQ(x->next.size(), 3u);
  EXPECT_EQ(x->next[0].line, 3u);
  disk_.append(results(old_name), epoch_line(0, 99) + "\n");
  launch("L", process_state::running);
  launch("L", process_state::completed);
  tick();
  EXPECT_EQ(status()->winner->line, 21u);
}

TEST_F(monitor_params, that_no_epoch_has_are_said_aloud) {
  add(3);
  start(" [{field: params.y, operator: '<', value: 5}]");
  EXPECT_FALSE(status()->winner);
  auto health = get<part_status>(atom::get_v);
  ASSERT_TRUE(health);
  EXPECT_EQ(health->state, part_state::degraded);
  EXPECT_NE(health->note.find("no epoch has a parameter y; there are x"),
            std::string::npos)
      << health->note;
  auto x = get<ranking>(atom::get_v, question{});
  EXPECT_FALSE(x);
}

} // namespace
} // namespace ftm
