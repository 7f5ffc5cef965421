// One growing thing, followed for many: by hand, without sockets or actors.

#include "gateway/topic_follower.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <deque>

using namespace ftm;
using nlohmann::json;

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
    world.later = [](auto, auto) {};
    world.now = [] { return std::string{"2026-01-01T00:00:00Z"}; };
    follower_ = std::make_shared<topic_follower>(
        "output:A:trade", std::make_unique<asked_source>(questions_),
        std::move(world));
    follower_->start();
  }

  static json parse(const payload& x) {
    return json::parse(*x);
  }

  static topic_slice slice(uint64_t from, uint64_t to, bool ended = false) {
    topic_slice x{"L1", from, to, ended, false, {}};
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

  questions questions_;
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
