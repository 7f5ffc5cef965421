#include "actors/supervisor/gpu/gpu_reader.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace ftm {

namespace {

constexpr unsigned most_gpus = 256;
constexpr unsigned most_entries = 65'536;

/// Fills a list whose length the driver knows: asks again with more room if
/// it was too short.
template <class T, class F>
int fill(std::vector<T>& y, F ask) {
  unsigned room = 64;
  for (;;) {
    y.assign(room, T{});
    auto n = room;
    auto result = ask(&n, y.data());
    if (result == nvml::insufficient_size && room < most_entries) {
      // Some may come between two questions.
      room = std::clamp(n + n / 2, room * 2, most_entries);
      continue;
    }
    y.resize(result == nvml::success ? std::min(n, room) : 0);
    return result;
  }
}

} // namespace

gpu_reader::~gpu_reader() {
  if (open_)
    nvml_.shutdown();
}

bool gpu_reader::open() {
  if (auto e = nvml_.init(); e != nvml::success) {
    spdlog::debug("supervisor: NVML does not start, error {}", e);
    return false;
  }
  open_ = true;
  unsigned n = 0;
  if (nvml_.count(&n) != nvml::success)
    n = 0;
  for (unsigned i = 0; i < std::min(n, most_gpus); ++i) {
    gpu x;
    x.index = i;
    if (nvml_.handle(i, &x.handle) == nvml::success)
      gpus_.push_back(x);
  }
  spdlog::debug("supervisor: sees {} of {} GPUs", gpus_.size(), n);
  return !gpus_.empty();
}

bool gpu_reader::may_ask(const question& x) const {
  return !x.hopeless && looks_ >= x.due;
}

void gpu_reader::note(const gpu& x, question& q, int result, const char* what) {
  if (result == nvml::success || result == nvml::not_found)
    return;
  q.hopeless = result == nvml::not_supported || result == nvml::no_permission
               || result == nvml::function_not_found
               || result == nvml::gpu_is_lost;
  q.due = looks_ + pause;
  spdlog::debug("supervisor: GPU {} does not tell {}, error {}{}", x.index,
                what, result, q.hopeless ? "; not asked again" : "");
}

void gpu_reader::list(gpu& x, question& q, nvml::library::list_processes f,
                      const char* what, memory_by_process& y) {
  if (f == nullptr || !may_ask(q))
    return;
  std::vector<nvml::process_info> all;
  note(x, q,
       fill(all, [&](unsigned* n,
                     nvml::process_info* to) { return f(x.handle, n, to); }),
       what);
  // One that computes and draws is in both lists, with the same memory.
  memory_by_process sums;
  for (auto& p : all)
    if (p.memory != nvml::no_value)
      sums[static_cast<pid_t>(p.pid)] += p.memory;
  for (auto& [pid, bytes] : sums)
    y[pid] = std::max(y[pid], bytes);
}

void gpu_reader::read_utilization(gpu& x, gpu_figures& y) {
  if (nvml_.process_utilization == nullptr || !may_ask(x.utilization))
    return;
  std::vector<nvml::utilization> all;
  auto since = x.seen;
  note(x, x.utilization,
       fill(all,
            [&](unsigned* n, nvml::utilization* to) {
              return nvml_.process_utilization(x.handle, to, n, since);
            }),
       "use");
  struct mean {
    double sum = 0;
    int n = 0;
  };
  std::map<pid_t, mean> means;
  for (auto& s : all) {
    if (s.time <= since || s.sm > 100) // old or no sample
      continue;
    x.seen = std::max(x.seen, s.time);
    auto& m = means[static_cast<pid_t>(s.pid)];
    m.sum += s.sm;
    ++m.n;
  }
  for (auto& [pid, m] : means) {
    auto& u = y[pid];
    u.pct = u.pct.value_or(0) + m.sum / m.n;
  }
  // Who has memory there and no sample was idle.
  if (may_ask(x.utilization))
    for (auto& [pid, u] : y)
      u.pct = u.pct.value_or(0);
}

gpu_figures gpu_reader::read() {
  gpu_figures y;
  ++looks_;
  for (auto& x : gpus_) {
    memory_by_process memory;
    list(x, x.compute, nvml_.compute_processes, "compute processes", memory);
    list(x, x.graphics, nvml_.graphics_processes, "graphics processes", memory);
    for (auto& [pid, bytes] : memory) {
      auto& u = y[pid];
      u.memory_bytes = u.memory_bytes.value_or(0) + bytes;
    }
    read_utilization(x, y);
  }
  return y;
}

} // namespace ftm
