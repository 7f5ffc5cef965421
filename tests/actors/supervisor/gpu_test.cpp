#include "actors/supervisor/gpu/gpu_meter.hpp"
#include "actors/supervisor/gpu/gpu_reader.hpp"
#include "tests/actors/supervisor/harness.hpp"

#include <fstream>
#include <thread>

namespace ftm::test {
namespace {

/// A driver that answers what a test says.
class gpu : public ::testing::Test {
protected:
  gpu() {
    ::setenv("FTM_FAKE_NVML", answers_.c_str(), 1);
  }
  ~gpu() override {
    ::unsetenv("FTM_FAKE_NVML");
  }

  static std::string library(const char* name = "libfake_nvml.so") {
    return (test::bin_dir() / name).string();
  }

  /// All at once: half an answer would be a driver that fails.
  void answer(const std::string& x) {
    auto next = answers_.string() + ".next";
    std::ofstream{next} << x;
    std::filesystem::rename(next, answers_);
  }

  int calls(const std::string& what) {
    std::ifstream in{answers_.string() + ".calls"};
    int y = 0;
    for (std::string x; std::getline(in, x);)
      y += x == what ? 1 : 0;
    return y;
  }

  /// What becomes known in the end.
  template <class F>
  bool until(gpu_meter& m, F done) {
    auto end = shim::boottime_ms() + 10'000;
    for (;;) {
      if (done(m.look()))
        return true;
      if (shim::boottime_ms() > end)
        return false;
      std::this_thread::yield();
    }
  }

  temporary_folder t_;
  fs::path answers_ = t_.path() / "answers";
};

TEST_F(gpu, sums_over_lists_and_gpus_by_process) {
  answer("count 2\n"
         "compute 0 10 1000\ncompute 0 11 7\ncompute 1 10 500\n"
         "graphics 0 10 1000\ngraphics 1 12 3\n"
         "utilization 0 10 100 40\nutilization 0 10 101 60\n"
         "utilization 1 10 100 25\n");
  auto lib = nvml::load(library());
  ASSERT_TRUE(lib);
  gpu_reader r{*lib};
  ASSERT_TRUE(r.open());
  auto x = r.read();
  EXPECT_EQ(x[10], (gpu_use{75, 1500}));
  EXPECT_EQ(x[11], (gpu_use{0, 7}));
  EXPECT_EQ(x[12], (gpu_use{0, 3}));
  EXPECT_EQ(sum_of(x, std::vector<pid_t>{10, 12, 99}), (gpu_use{75, 1503}));
  EXPECT_EQ(sum_of(x, std::vector<pid_t>{99}), gpu_use{});
  // No sample since: idle.
  EXPECT_EQ(r.read()[10], (gpu_use{0, 1500}));
}

TEST_F(gpu, the_functions_are_asked_whose_entries_never_changed) {
  answer("count 1\ncompute 0 10 5\ngraphics 0 11 6\n");
  for (auto name : {"libfake_nvml.so", "libfake_nvml_v3.so"}) {
    auto lib = nvml::load(library(name));
    ASSERT_TRUE(lib);
    gpu_reader r{*lib};
    ASSERT_TRUE(r.open());
    EXPECT_EQ(calls("v3"), 0) << name;
    auto x = r.read();
    EXPECT_EQ(x[10].memory_bytes, 5u) << name;
    EXPECT_EQ(x[11].memory_bytes, 6u) << name;
  }
  EXPECT_EQ(calls("v3"), 2); // where there is nothing else
}

TEST_F(gpu, asks_again_with_more_room) {
  std::string x = "count 1\n";
  for (int i = 1; i <= 500; ++i)
    x += "compute 0 " + std::to_string(i) + " 5\n";
  answer(x);
  auto lib = nvml::load(library());
  gpu_reader r{*lib};
  ASSERT_TRUE(r.open());
  EXPECT_EQ(r.read().size(), 500u);
}

TEST_F(gpu, an_error_is_not_asked_for_at_each_look) {
  answer("count 1\nerror compute 3\nerror utilization 999\n"
         "graphics 0 10 1\n");
  auto lib = nvml::load(library());
  gpu_reader r{*lib};
  ASSERT_TRUE(r.open());
  for (uint32_t i = 0; i < gpu_reader::pause; ++i)
    EXPECT_EQ(r.read()[10], (gpu_use{{}, 1})) << i;
  EXPECT_EQ(calls("compute"), 1);
  EXPECT_EQ(calls("utilization"), 1);
  EXPECT_EQ(calls("graphics"), static_cast<int>(gpu_reader::pause));
  answer("count 1\ngraphics 0 10 1\ncompute 0 11 1\n"
         "utilization 0 10 5 20\n");
  auto x = r.read();
  EXPECT_EQ(x[10], (gpu_use{20, 1})); // may have passed
  EXPECT_FALSE(x.contains(11));       // not supported, for good
  EXPECT_EQ(calls("compute"), 1);
}

TEST_F(gpu, memory_that_the_driver_does_not_tell_is_absent) {
  answer("count 1\ncompute 0 10 18446744073709551615\n"
         "utilization 0 10 5 20\n");
  auto lib = nvml::load(library());
  gpu_reader r{*lib};
  ASSERT_TRUE(r.open());
  EXPECT_EQ(r.read()[10], (gpu_use{20, {}}));
}

TEST_F(gpu, an_old_driver_tells_less) {
  answer("count 1\ncompute 0 10 1\n");
  auto lib = nvml::load(library("libfake_nvml_old.so"));
  ASSERT_TRUE(lib);
  gpu_reader r{*lib};
  ASSERT_TRUE(r.open());
  EXPECT_TRUE(r.read().empty());
}

TEST_F(gpu, no_driver_is_no_error_and_no_thread) {
  auto threads = [] {
    return std::distance(fs::directory_iterator{"/proc/self/task"},
                         fs::directory_iterator{});
  };
  auto before = threads();
  gpu_meter m{"libftm-none.so.1"};
  EXPECT_EQ(m.look(), nullptr);
  EXPECT_FALSE(m.works());
  EXPECT_EQ(threads(), before);
  EXPECT_FALSE(nvml::load(library("ftm-shim"))); // no such library
}

TEST_F(gpu, a_driver_that_does_not_start_is_asked_once) {
  answer("count 1\nerror init 9\n");
  gpu_meter m{library()};
  m.look();
  ASSERT_TRUE(until(m, [&](auto) { return !m.works(); }));
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(m.look(), nullptr);
  EXPECT_EQ(calls("init"), 1);
}

TEST_F(gpu, a_machine_without_gpus_has_none) {
  answer("count 0\n");
  gpu_meter m{library()};
  m.look();
  ASSERT_TRUE(until(m, [&](auto) { return !m.works(); }));
}

TEST_F(gpu, the_meter_follows_and_lets_the_driver_go) {
  answer("count 1\ncompute 0 10 1\n");
  {
    gpu_meter m{library()};
    EXPECT_TRUE(
        until(m, [](auto x) { return x && x->at(10).memory_bytes == 1u; }));
    answer("count 1\ncompute 0 10 2\n");
    EXPECT_TRUE(until(m, [](auto x) {
      return x && x->contains(10) && x->at(10).memory_bytes == 2u;
    }));
  }
  EXPECT_EQ(calls("shutdown"), 1);
}

TEST_F(gpu, a_trees_processes_are_summed) {
  answer("count 1\n");
  harness h{t_.path() / "state",  1,    milliseconds{20},
            harness::real_shim(), true, library()};
  auto spec = shell("one", "sleep 60 & wait");
  auto x = h.start(spec);
  ASSERT_TRUE(x);
  ASSERT_TRUE(h.until([&] { return h.stats[spec.id].processes == 2; }));
  EXPECT_FALSE(h.stats[spec.id].gpu_memory_bytes);
  std::ifstream children{"/proc/" + std::to_string(*x->pid) + "/task/"
                         + std::to_string(*x->pid) + "/children"};
  pid_t child = 0;
  children >> child;
  answer("count 1\ncompute 0 1 1000000\ncompute 0 " + std::to_string(*x->pid)
         + " 5\ncompute 0 " + std::to_string(child) + " 6\nutilization 0 "
         + std::to_string(child) + " 9 33\n");
  ASSERT_TRUE(
      h.until([&] { return h.stats[spec.id].gpu_memory_bytes == 11u; }));
  EXPECT_EQ(h.stats[spec.id].peak_gpu_memory_bytes, 11u);
  EXPECT_TRUE(h.stats[spec.id].gpu_pct);
  h.stop(spec);
  EXPECT_TRUE(h.until_state(spec.id, process_state::stopped));
}

TEST(real_gpu, is_read_where_there_is_one) {
  auto lib = nvml::load(gpu_meter::usual_library);
  if (!lib)
    GTEST_SKIP() << "no NVIDIA driver";
  gpu_reader r{*lib};
  if (!r.open())
    GTEST_SKIP() << "no GPU";
  for (auto& [pid, use] : r.read()) {
    EXPECT_GT(pid, 0);
    EXPECT_LT(use.memory_bytes.value_or(0), uint64_t{1} << 40);
    EXPECT_LE(use.pct.value_or(0), 100 * 256);
  }
  // Twice: with samples that are older than what we have seen.
  r.read();
}

} // namespace
} // namespace ftm::test
