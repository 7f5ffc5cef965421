#include "actors/supervisor/gpu/nvml.hpp"

#include <dlfcn.h>

namespace ftm::nvml {

namespace {

/// The first of these functions that the driver has.
template <class F, class... Names>
void find(void* handle, F& y, Names... names) {
  for (auto name : {names...})
    if (y == nullptr)
      y = reinterpret_cast<F>(::dlsym(handle, name));
}

} // namespace

std::unique_ptr<library> load(const std::string& path) {
  if (path.empty()) // means ourselves to dlopen
    return nullptr;
  auto handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr)
    return nullptr;
  auto y = std::make_unique<library>();
  find(handle, y->init, "nvmlInit_v2");
  find(handle, y->shutdown, "nvmlShutdown");
  find(handle, y->count, "nvmlDeviceGetCount_v2");
  find(handle, y->handle, "nvmlDeviceGetHandleByIndex_v2");
  // Not _v3 if there is the other: drivers 535.43 to 535.86 fill in longer
  // entries there than all others, older and newer.
  find(handle, y->compute_processes, "nvmlDeviceGetComputeRunningProcesses_v2",
       "nvmlDeviceGetComputeRunningProcesses_v3");
  find(handle, y->graphics_processes,
       "nvmlDeviceGetGraphicsRunningProcesses_v2",
       "nvmlDeviceGetGraphicsRunningProcesses_v3");
  find(handle, y->process_utilization, "nvmlDeviceGetProcessUtilization");
  if (y->init == nullptr || y->shutdown == nullptr || y->count == nullptr
      || y->handle == nullptr) {
    ::dlclose(handle);
    return nullptr;
  }
  return y;
}

} // namespace ftm::nvml
