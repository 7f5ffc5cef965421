#include "actors/supervisor/foreign_processes.hpp"

#include "shared/util/file.hpp"

#include <algorithm>
#include <filesystem>

namespace ftm {

namespace fs = std::filesystem;

namespace {

using words = std::vector<std::string>;

/// Where the arguments of freqtrade begin: behind the program, which Python
/// shows as `python …/freqtrade trade` or `python -m freqtrade trade`.
std::optional<size_t> arguments_of(const words& x, const std::string& program) {
  for (size_t i = 0; i < std::min<size_t>(x.size(), 4); ++i) {
    auto name = fs::path{x[i]}.filename().string();
    if (name == "freqtrade" || name == program)
      return i + 1;
  }
  return {};
}

std::string option(const words& x, size_t from, std::string_view shorter,
                   const std::string& longer) {
  std::string y;
  for (auto i = from; i < x.size(); ++i)
    if ((x[i] == shorter || x[i] == longer) && i + 1 < x.size())
      y = x[i + 1];
    else if (x[i].starts_with(longer + "="))
      y = x[i].substr(longer.size() + 1);
  return y;
}

words split_at_nul(const std::string& x) {
  words y;
  for (size_t i = 0; i < x.size();) {
    auto end = std::min(x.find('\0', i), x.size());
    y.push_back(x.substr(i, end - i));
    i = end + 1;
  }
  return y;
}

std::string real_path(const std::string& x) {
  std::error_code e;
  auto y = fs::weakly_canonical(x, e);
  return e ? x : y.string();
}

} // namespace

bool is_same_work(const seen_process& x, const process_spec& spec) {
  if (spec.command.empty())
    return false;
  auto program = fs::path{spec.command[0]}.filename().string();
  auto ours = arguments_of(spec.command, program);
  auto theirs = arguments_of(x.command, program);
  if (!ours || !theirs || *ours >= spec.command.size()
      || *theirs >= x.command.size()
      || spec.command[*ours] != x.command[*theirs]
      || real_path(x.folder) != real_path(spec.folder))
    return false;
  auto our_strategy = option(spec.command, *ours, "-s", "--strategy");
  auto their_strategy = option(x.command, *theirs, "-s", "--strategy");
  if (!their_strategy.empty())
    return our_strategy == their_strategy;
  return option(spec.command, *ours, "-c", "--config")
         == option(x.command, *theirs, "-c", "--config");
}

std::optional<seen_process> find_foreign(const process_spec& spec,
                                         const std::string& slot) {
  std::error_code e;
  for (fs::directory_iterator i{"/proc", e}, end; !e && i != end;
       i.increment(e)) {
    auto name = i->path().filename().string();
    if (name[0] < '1' || name[0] > '9')
      continue;
    seen_process x;
    auto command = read_file(i->path() / "cmdline");
    if (!command || command->empty())
      continue;
    x.pid = std::atoi(name.c_str());
    x.command = split_at_nul(*command);
    std::error_code gone;
    x.folder = fs::read_symlink(i->path() / "cwd", gone).string();
    if (gone || !is_same_work(x, spec))
      continue;
    auto environment = read_file(i->path() / "environ").value_or("");
    if (environment.find("FTM_SLOT=" + slot + '\0') == std::string::npos)
      return x;
  }
  return {};
}

} // namespace ftm
