// A libnvidia-ml.so whose answers stand in the file FTM_FAKE_NVML, one a line:
//   count GPUS
//   error CALL CODE          CALL: init, compute, graphics, utilization
//   compute GPU PID BYTES
//   graphics GPU PID BYTES
//   utilization GPU PID TIME SM
// Each call is noted in the file with ".calls" added. With FTM_OLD_DRIVER it
// lacks what old drivers lack, with FTM_ONLY_V3 what new ones may drop.

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct line {
  std::string what;
  std::vector<std::string> words;
  unsigned long long number(size_t i) const {
    return i < words.size() ? std::stoull(words[i]) : 0;
  }
};

std::string answers_path() {
  auto x = std::getenv("FTM_FAKE_NVML");
  return x == nullptr ? "" : x;
}

std::vector<line> answers() {
  std::ifstream in{answers_path()};
  std::vector<line> y;
  for (std::string text; std::getline(in, text);) {
    std::istringstream words{text};
    line x;
    words >> x.what;
    for (std::string w; words >> w;)
      x.words.push_back(w);
    y.push_back(x);
  }
  return y;
}

/// Notes the call; the error that it shall answer.
int called(const std::string& what) {
  std::ofstream{answers_path() + ".calls", std::ios::app} << what << '\n';
  for (auto& x : answers())
    if (x.what == "error" && x.words.at(0) == what)
      return static_cast<int>(x.number(1));
  return 0;
}

unsigned gpu_of(void* device) {
  return static_cast<unsigned>(reinterpret_cast<size_t>(device) - 1000);
}

struct process {
  unsigned pid;
  unsigned long long bytes;
  unsigned gpu_instance, compute_instance;
};

struct sample {
  unsigned pid;
  unsigned long long time;
  unsigned sm, memory, encoder, decoder;
};

template <class T>
int give(const std::vector<T>& all, unsigned* n, T* to) {
  auto room = *n;
  *n = static_cast<unsigned>(all.size());
  if (room < all.size())
    return 7;
  for (size_t i = 0; i < all.size(); ++i)
    to[i] = all[i];
  return 0;
}

[[maybe_unused]] int list(const char* what, void* device, unsigned* n,
                          process* to) {
  if (auto e = called(what))
    return e;
  std::vector<process> all;
  for (auto& x : answers())
    if (x.what == what && x.number(0) == gpu_of(device))
      all.push_back({static_cast<unsigned>(x.number(1)), x.number(2), 0, 0});
  return give(all, n, to);
}

} // namespace

extern "C" {

int nvmlInit_v2() {
  return called("init");
}

int nvmlShutdown() {
  return called("shutdown");
}

int nvmlDeviceGetCount_v2(unsigned* n) {
  *n = 0;
  for (auto& x : answers())
    if (x.what == "count")
      *n = static_cast<unsigned>(x.number(0));
  return 0;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned i, void** to) {
  *to = reinterpret_cast<void*>(size_t{1000} + i);
  return 0;
}

#ifndef FTM_OLD_DRIVER
int nvmlDeviceGetComputeRunningProcesses_v3(void* device, unsigned* n,
                                            process* to) {
  called("v3");
  return list("compute", device, n, to);
}

int nvmlDeviceGetGraphicsRunningProcesses_v3(void* device, unsigned* n,
                                             process* to) {
  called("v3");
  return list("graphics", device, n, to);
}

#ifndef FTM_ONLY_V3
int nvmlDeviceGetComputeRunningProcesses_v2(void* device, unsigned* n,
                                            process* to) {
  return list("compute", device, n, to);
}

int nvmlDeviceGetGraphicsRunningProcesses_v2(void* device, unsigned* n,
                                             process* to) {
  return list("graphics", device, n, to);
}
#endif

int nvmlDeviceGetProcessUtilization(void* device, sample* to, unsigned* n,
                                    unsigned long long since) {
  if (auto e = called("utilization"))
    return e;
  std::vector<sample> all;
  for (auto& x : answers())
    if (x.what == "utilization" && x.number(0) == gpu_of(device)
        && x.number(2) > since)
      all.push_back({static_cast<unsigned>(x.number(1)), x.number(2),
                     static_cast<unsigned>(x.number(3)), 0, 0, 0});
  return all.empty() ? 6 : give(all, n, to);
}
#endif

} // extern "C"
