// One growing thing, followed for many: by hand, without sockets or actors.

#include "gateway/topic_follower.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <deque>

using namespace ftm;
using nlohmann::json;
using namespace std::chrono_literals;

namespace {

/// Holds every question until the test answers it.
struct questions {
  struct one {
    topic_place at;
    bool wait = false;
    topic_source::callback answer;
  };
  std::deque<topic_source::callback> opens;
  std::deque<one> reads;
};

class asked_source : public topic_source {
public:
  explicit asked_source(questions& x) : questions_(x) {}
  void open(callback f) override {
    questions_.opens.push_back(std::move(f));
  }
  void read(const topic_place& x, uint64_t, bool wait, bool,
            callback f) override {
    questions_.reads.push_back({x, wait, std::move(f)});
  }
  uint64_t beginning(uint64_t) const override {
    return 0;
  }
  const char* type() const override {
    return "output";
  }
  std::string nothing() const override {
    return R"({"text":""})";
  }
  std::string end(uint64_t) const override {
    return R"({"text":"","ended":true})";
  }

private:
  questions& questions_;
};

class topic_follower_test : public testing::Test {
protected:
  void SetUp() override {
    topic_world world;
    world.publish = [this](payload x) { public_.push_back(parse(x)); };
    world.deliver = [this](uint64_t, front_door::delivery x) {
      for (auto& y : x.frames)
        private_.push_back(parse(y));
      joined_ += x.join;
    };
    world.later = [this](auto wait, auto f) {
      later_.emplace_back(wait, std::move(f));
    };
    world.now = [] { return std::string{"2026-01-01T00:00:00Z"}; };
    follower_ = std::make_shared<topic_follower>(
        "output:A:trade", std::make_unique<asked_source>(questions_),
        std::move(world));
    follower_->start();
  }

  static json parse(const payload& x) {
    return json::parse(*x);
  }

  static topic_slice slice(uint64_t from, uint64_t to, bool ended = false,
                           const std::string& epoch = "L1") {
    topic_slice x{epoch, from, to, ended, false, {}};
    x.data = [ended] {
      return ended ? R"({"text":"x","ended":true})" : R"({"text":"x"})";
    };
    return x;
  }

  void opened(topic_slice x) {
    auto f = std::move(questions_.opens.front());
    questions_.opens.pop_front();
    f(topic_source::failure::none, std::move(x));
  }

  /// Answers the parked read, or that of the newcomer.
  void answer(bool parked, topic_slice x) {
    for (auto i = questions_.reads.begin(); i != questions_.reads.end(); ++i)
      if (i->wait == parked) {
        auto f = std::move(i->answer);
        questions_.reads.erase(i);
        return f(topic_source::failure::none, std::move(x));
      }
    FAIL() << "nothing was asked";
  }

  /// How often the client read that nothing follows.
  static int ends(const std::vector<json>& x) {
    int y = 0;
    for (auto& z : x)
      y += z["data"].value("ended", false);
    return y;
  }

  /// Lets the first thing that waits be done.
  void wait(std::chrono::milliseconds expected) {
    ASSERT_FALSE(later_.empty());
    auto [wait, f] = std::move(later_.front());
    later_.pop_front();
    EXPECT_EQ(wait, expected);
    f();
  }

  questions questions_;
  std::deque<std::pair<std::chrono::milliseconds, std::function<void()>>>
      later_;
  std::vector<json> public_, private_;
  int joined_ = 0;
  std::shared_ptr<topic_follower> follower_;
};

} // namespace

TEST_F(topic_follower_test, tells_the_end_to_one_who_is_on_the_way) {
  follower_->join({7, "output:A:trade", "", {}});
  opened(slice(0, 4));
  answer(false, slice(0, 4));      // the snapshot leaves
  answer(true, slice(4, 4, true)); // it ends before the client has joined
  EXPECT_EQ(ends(public_), 0);
  follower_->taken(7);
  EXPECT_EQ(joined_, 1);
  EXPECT_EQ(ends(private_), 1);
  EXPECT_EQ(private_.back()["after"], 4);
  EXPECT_EQ(private_.back()["offset"], 4);
}

TEST_F(topic_follower_test, tells_the_end_once) {
  follower_->join({7, "output:A:trade", "", {}});
  opened(slice(0, 4));
  answer(true, slice(4, 4, true));
  answer(false, slice(0, 4, true)); // its own read says it
  follower_->taken(7);
  EXPECT_EQ(joined_, 1);
  EXPECT_EQ(ends(private_), 1);
}

TEST_F(topic_follower_test, tells_the_end_to_those_who_follow) {
  follower_->join({7, "output:A:trade", "", {}});
  opened(slice(0, 4));
  answer(false, slice(0, 4));
  follower_->taken(7);
  answer(true, slice(4, 4, true));
  EXPECT_EQ(ends(private_), 0);
  EXPECT_EQ(ends(public_), 1);
}

TEST_F(topic_follower_test,
       one_who_reads_while_the_file_is_replaced_gets_all_of_the_new_one) {
  follower_->join({7, "output:A:trade", "", {}});
  opened(slice(0, 9));
  // The follower learns of L2 first, then the newcomer's read says it too.
  answer(true, slice(0, 5, false, "L2"));
  answer(false, slice(0, 5, false, "L2"));
  ASSERT_TRUE(private_.empty());
  answer(false, slice(0, 5, false, "L2"));
  ASSERT_EQ(private_.size(), 1u);
  EXPECT_EQ(private_[0]["op"], "snapshot");
  EXPECT_EQ(private_[0]["epoch"], "L2");
  EXPECT_EQ(private_[0]["offset"], 5);
  EXPECT_EQ(private_[0]["data"]["text"], "x");
  follower_->taken(7);
  EXPECT_EQ(joined_, 1);
}

TEST_F(topic_follower_test,
       one_who_knows_the_new_file_first_waits_for_the_follower) {
  follower_->join({7, "output:A:trade", "", {}});
  opened(slice(0, 9));
  answer(false, slice(0, 5, false, "L2"));
  EXPECT_TRUE(private_.empty());
  answer(true, slice(0, 6, false, "L2"));
  wait(100ms);
  answer(false, slice(0, 6, false, "L2"));
  ASSERT_EQ(private_.size(), 1u);
  EXPECT_EQ(private_[0]["op"], "snapshot");
  EXPECT_EQ(private_[0]["epoch"], "L2");
  EXPECT_EQ(private_[0]["offset"], 6);
}

TEST_F(topic_follower_test, rows_that_are_not_there_are_asked_for_again) {
  follower_->join({7, "output:A:trade", "", {}});
  opened(slice(0, 9));
  answer(false, slice(0, 0));
  EXPECT_TRUE(private_.empty());
  wait(100ms);
  answer(false, slice(0, 9));
  ASSERT_EQ(private_.size(), 1u);
  EXPECT_EQ(private_[0]["offset"], 9);
}

TEST_F(topic_follower_test, forgets_who_left_on_the_way) {
  follower_->join({7, "output:A:trade", "", {}});
  follower_->join({8, "output:A:trade", "", {}});
  opened(slice(0, 9));
  EXPECT_EQ(follower_->newcomers(), 2u);
  follower_->forget(7);
  EXPECT_EQ(follower_->newcomers(), 1u);
  answer(false, slice(0, 9)); // 7's read, of no use any longer
  EXPECT_TRUE(private_.empty());
  answer(false, slice(0, 9));
  EXPECT_EQ(private_.size(), 1u);
}
