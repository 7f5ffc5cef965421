#include "actors/supervisor/foreign_processes.hpp"

#include "actors/supervisor/freqtrade_arguments.hpp"
#include "shared/config/bot_config.hpp"
#include "shared/util/file.hpp"
#include "shared/util/text.hpp"

#include <algorithm>
#include <filesystem>

namespace ftm {

namespace fs = std::filesystem;

namespace {

constexpr size_t longest_command = 400; ///< of what is shown

/// What a process works on, in words that can be compared.
struct work {
  std::string subcommand;
  std::string strategy; ///< "" = not known
  std::string folder;
  std::vector<std::string> configs; ///< real paths
};

std::vector<std::string> split_at_nul(const std::string& x) {
  std::vector<std::string> y;
  for (size_t i = 0; i < x.size();) {
    auto end = std::min(x.find('\0', i), x.size());
    y.push_back(x.substr(i, end - i));
    i = end + 1;
  }
  return y;
}

fs::path real_path(const fs::path& x) {
  std::error_code e;
  auto y = fs::weakly_canonical(x, e);
  return e ? x.lexically_normal() : y;
}

/// `strategy` of a config of freqtrade; "" if it names none.
std::string strategy_in(const std::string& file) {
  std::string ignored; // who cannot read it cannot run with it either
  auto x = config::read_bot_config(file, ignored);
  if (!x)
    return {};
  auto i = x->find("strategy");
  return i != x->end() && i->is_string() ? i->get<std::string>() : "";
}

std::optional<work> work_of(const std::vector<std::string>& command,
                            const fs::path& folder,
                            const std::string& program) {
  auto x = parse_freqtrade(command, program);
  if (!x)
    return {};
  if (folder.empty()) // hidden: what begins there cannot be told
    std::erase_if(x->configs, [](auto& c) { return c[0] != '/'; });
  else if (x->configs.empty()) { // freqtrade's defaults, in its order
    auto first = fs::path{x->user_data.empty() ? "user_data" : x->user_data}
                 / "config.json";
    std::error_code e;
    x->configs.push_back(fs::exists(folder / first, e) ? first.string()
                                                       : "config.json");
  }
  work y{x->subcommand,
         x->strategy,
         folder.empty() ? "" : real_path(folder).string(),
         {}};
  for (auto& c : x->configs)
    y.configs.push_back(real_path(folder / c).string());
  // The later config outranks the former.
  for (auto c = y.configs.rbegin(); c != y.configs.rend() && y.strategy.empty();
       ++c)
    y.strategy = strategy_in(*c);
  return y;
}

bool have_a_config_in_common(const work& x, const work& y) {
  return std::find_first_of(x.configs.begin(), x.configs.end(),
                            y.configs.begin(), y.configs.end())
         != x.configs.end();
}

std::string value_of(const std::vector<std::string>& variables,
                     const std::string& name) {
  for (auto& v : variables)
    if (v.starts_with(name + "="))
      return v.substr(name.size() + 1);
  return {};
}

} // namespace

bool is_same_work(const seen_process& x, const process_spec& spec) {
  if (spec.command.empty())
    return false;
  auto program = fs::path{spec.command[0]}.filename().string();
  // Before any file is read: most processes are no freqtrade at all.
  auto named = parse_freqtrade(x.command, program);
  if (!named)
    return false;
  auto ours = work_of(spec.command, spec.folder, program);
  if (!ours || named->subcommand != ours->subcommand)
    return false;
  auto theirs = *work_of(x.command, x.folder, program);
  if (!ours->strategy.empty() && !theirs.strategy.empty())
    return ours->strategy == theirs.strategy
           && (ours->folder == theirs.folder
               || have_a_config_in_common(*ours, theirs));
  return have_a_config_in_common(*ours, theirs);
}

std::optional<seen_process> find_foreign(const process_spec& spec) {
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
    // Another user's is hidden: then only what its command says counts.
    std::error_code unread;
    x.folder = fs::read_symlink(i->path() / "cwd", unread).string();
    auto over = unread && unread != std::errc::permission_denied;
    if (over || !is_same_work(x, spec))
      continue;
    auto variables =
        split_at_nul(read_file(i->path() / "environ").value_or(""));
    x.slot = value_of(variables, "FTM_SLOT");
    x.launch = value_of(variables, "FTM_LAUNCH");
    return x;
  }
  return {};
}

std::string name_foreign(const seen_process& x, const std::string& slot) {
  auto y = "Process " + std::to_string(x.pid);
  if (x.slot == slot)
    y += ", which launch " + x.launch + " has left behind, still does it: ";
  else if (!x.slot.empty())
    y += ", which belongs to " + x.slot + ", does the same: ";
  else
    y += ", which this manager has not started, does the same: ";
  std::string words;
  for (auto& w : redact(x.command))
    words += (words.empty() ? "" : " ") + w;
  return y + to_valid_utf8(words.substr(0, longest_command));
}

} // namespace ftm
