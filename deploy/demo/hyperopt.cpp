#include "deploy/demo/interrupts.hpp"
#include "deploy/demo/misbehaviour.hpp"
#include "deploy/demo/optimizer.hpp"
#include "deploy/demo/report.hpp"
#include "deploy/demo/session.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace ftm::sim {

namespace {

constexpr auto commands = "freqtrade.commands.optimize_commands";
constexpr auto logger = "freqtrade.optimize.hyperopt";

/// freqtrade's lock: flock on <userdir>/hyperopt.lock, which stays on disk.
class hyperopt_lock {
public:
  explicit hyperopt_lock(const std::filesystem::path& file)
      : fd_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)),
        held_(fd_ >= 0 && ::flock(fd_, LOCK_EX | LOCK_NB) == 0) {}
  ~hyperopt_lock() {
    if (fd_ >= 0)
      ::close(fd_);
  }
  hyperopt_lock(const hyperopt_lock&) = delete;
  hyperopt_lock& operator=(const hyperopt_lock&) = delete;

  bool held() const {
    return held_;
  }

private:
  int fd_;
  bool held_;
};

void check_loss(const session& s) {
  auto loss = s.args.get("hyperoptloss",
                         s.config.value("hyperopt_loss", std::string{}));
  auto& known = built_in_losses();
  if (loss.empty()) {
    std::string names;
    for (auto& x : known)
      names += (names.empty() ? "" : ", ") + x;
    throw operational_error{
        "No Hyperopt loss set. Please use `--hyperopt-loss` to specify the "
        "Hyperopt-Loss class to use.\nBuilt-in Hyperopt-loss-functions are: "
        + names};
  }
  auto own = s.in_user_data("hyperopts/" + loss + ".py");
  auto built_in = std::find(known.begin(), known.end(), loss) != known.end();
  if (!built_in && !std::filesystem::exists(own))
    throw operational_error{"Impossible to load HyperoptLoss '" + loss
                            + "'. This class does not exist or contains "
                              "Python code errors."};
  info("freqtrade.resolvers.iresolver",
       "Using resolved hyperoptloss " + loss + " from '"
           + (built_in ? "/opt/freqtrade/freqtrade/optimize/hyperopt_loss/"
                             + loss + ".py"
                       : own.string())
           + "'...");
}

int jobs_of(const session& s) {
  auto jobs = std::atoi(s.args.get("job-workers", "-1").c_str());
  auto cores = static_cast<int>(std::thread::hardware_concurrency());
  return jobs > 0 ? jobs : std::max(1, cores + 1 + jobs);
}

int optimize(session& s) {
  log_exchange();
  auto strat = load_strategy(s);
  info("freqtrade.resolvers.iresolver",
       "Using resolved pairlist StaticPairList from "
       "'/opt/freqtrade/freqtrade/plugins/pairlist/StaticPairList.py'...");
  log_parameters(strat);
  check_loss(s);
  info(logger, format("Using optimizer random state: %lld",
                      static_cast<long long>(s.sim.integer("seed", 42))));
  auto replay = s.sim.text("replay");
  auto m = load_market(s, strat);
  info(logger, "Dataload complete. Calculating indicators");
  info(logger, format("Hyperopting with data from %s up to %s (%d days)..",
                      utc_time(m.data[0].time_ms[m.first]).c_str(),
                      utc_time(m.data[0].time_ms.back()).c_str(),
                      static_cast<int>((m.data[0].time_ms.back()
                                        - m.data[0].time_ms[m.first])
                                       / 86'400'000)));
  auto jobs = jobs_of(s);
  info(logger, format("Found %u CPU cores. Let's make them scream!",
                      std::thread::hardware_concurrency()));
  info(logger, format("Number of parallel jobs set as: %d", jobs));
  info(logger, "Using estimator ET.");
  info(logger, format("Effective number of parallel workers used: %d", jobs));
  misbehave(s.sim);
  optimizer o{s, facts_of(s, strat), std::move(m), jobs};
  return o.run();
}

} // namespace

int hyperopt(session& s) {
  load_config(s);
  info(commands, "Starting freqtrade in Hyperopt mode");
  hyperopt_lock lock{s.in_user_data("hyperopt.lock")};
  if (!lock.held()) {
    pause_ms(s.sim.integer("lock_wait_ms", 100));
    info(commands, "Another running instance of freqtrade Hyperopt detected.");
    info(commands,
         "Simultaneous execution of multiple Hyperopt commands is not "
         "supported. Hyperopt module is resource hungry. Please run your "
         "Hyperopt sequentially or on separate machines.");
    info(commands, "Quitting now.");
    return 0;
  }
  return optimize(s);
}

} // namespace ftm::sim
