#include "actors/supervisor/tree_stats.hpp"

#include <algorithm>

namespace ftm {

namespace {

uint64_t growth(uint64_t now, uint64_t before) {
  return now > before ? now - before : 0;
}

template <class T>
void add(std::optional<T>& y, const std::optional<T>& x) {
  if (x)
    y = y.value_or(T{}) + *x;
}

void keep_most(std::optional<uint64_t>& y, const std::optional<uint64_t>& x) {
  if (x)
    y = std::max(y.value_or(0), *x);
}

} // namespace

/// Who waits for a child inherits its ticks: they are counted once, although
/// most of them were seen while the child ran.
uint64_t tree_meter::ticks_since(const tree_look& x) const {
  uint64_t own = 0, reaped = 0, seen = 0;
  auto gone = before_;
  for (auto& p : x.processes) {
    shim::process_entry was;
    if (auto i = gone.find(p.entry.id); i != gone.end()) {
      was = i->second.entry;
      gone.erase(i);
    }
    own += p.keeper ? 0 : growth(p.entry.cpu_ticks, was.cpu_ticks);
    reaped += growth(p.entry.reaped_ticks, was.reaped_ticks);
  }
  for (auto& [id, p] : gone)
    seen += p.entry.cpu_ticks + p.entry.reaped_ticks;
  return own + growth(reaped, seen);
}

/// The same for I/O, of which the kernel tells the sum only.
io_bytes tree_meter::io_since(const tree_look& x) const {
  io_bytes y, seen;
  auto gone = before_;
  for (auto& p : x.processes) {
    io_bytes was;
    if (auto i = gone.find(p.entry.id); i != gone.end()) {
      was = i->second.figures.io.value_or(io_bytes{});
      gone.erase(i);
    }
    auto now = p.figures.io.value_or(was);
    y.read += growth(now.read, was.read);
    y.written += growth(now.written, was.written);
  }
  for (auto& [id, p] : gone)
    if (auto& io = p.figures.io) {
      seen.read += io->read;
      seen.written += io->written;
    }
  return {growth(y.read, seen.read), growth(y.written, seen.written)};
}

void tree_meter::keep_peaks(process_stats& y) {
  auto& p = peaks_;
  p.peak_cpu_pct = std::max(p.peak_cpu_pct.value, y.cpu_pct.value);
  p.peak_rss_bytes = std::max(p.peak_rss_bytes, y.rss_bytes);
  keep_most(p.peak_pss_bytes, y.pss_bytes);
  keep_most(p.peak_gpu_memory_bytes, y.gpu_memory_bytes);
  y.peak_cpu_pct = p.peak_cpu_pct;
  y.peak_rss_bytes = p.peak_rss_bytes;
  y.peak_pss_bytes = p.peak_pss_bytes;
  y.peak_gpu_memory_bytes = p.peak_gpu_memory_bytes;
}

process_stats tree_meter::measure(const process_id& id, const tree_look& x) {
  process_stats y;
  y.id = id;
  for (auto& p : x.processes) {
    if (p.keeper || p.entry.dead())
      continue;
    y.rss_bytes += p.entry.rss_pages * static_cast<uint64_t>(page_bytes_);
    y.threads += p.entry.threads;
    ++y.processes;
    y.open_files += p.figures.open_files.value_or(0);
    add(y.pss_bytes, p.figures.pss_bytes);
  }
  auto moved = io_since(x);
  io_.read += moved.read;
  io_.written += moved.written;
  y.read_bytes = io_.read;
  y.write_bytes = io_.written;
  if (measured_ms_ > 0 && x.at_ms > measured_ms_) {
    auto s = static_cast<double>(x.at_ms - measured_ms_) / 1000;
    y.cpu_pct = 100 * static_cast<double>(ticks_since(x))
                / static_cast<double>(ticks_per_second_) / s;
    y.read_rate = static_cast<double>(moved.read) / s;
    y.write_rate = static_cast<double>(moved.written) / s;
  }
  if (x.gpu.pct)
    y.gpu_pct = *x.gpu.pct;
  y.gpu_memory_bytes = x.gpu.memory_bytes;
  before_.clear();
  for (auto& p : x.processes)
    before_.emplace(p.entry.id, p);
  measured_ms_ = x.at_ms;
  keep_peaks(y);
  return y;
}

} // namespace ftm
