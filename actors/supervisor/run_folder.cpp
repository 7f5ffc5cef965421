#include "actors/supervisor/run_folder.hpp"

#include "actors/supervisor/shim/locks.hpp"
#include "actors/supervisor/shim/small_file.hpp"
#include "shared/util/file.hpp"
#include "shared/util/names.hpp"

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ftm {

namespace fs = std::filesystem;

namespace {

constexpr int kinds = 5;

std::error_code last_error() {
  return {errno, std::generic_category()};
}

std::error_code sync_folder(const fs::path& x) {
  auto fd = ::open(x.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return last_error();
  auto e = ::fsync(fd) == 0 ? std::error_code{} : last_error();
  ::close(fd);
  return e;
}

/// Folders that may be launches.
std::vector<std::string> folders_in(const fs::path& slot) {
  std::vector<std::string> y;
  std::error_code e;
  for (fs::directory_iterator i{slot, e}, end; !e && i != end; i.increment(e)) {
    std::error_code ignored;
    if (auto name = i->path().filename().string();
        is_id(name, 255) && i->is_directory(ignored))
      y.push_back(std::move(name));
  }
  return y;
}

/// A full disk must not hide the end of a launch that never gets a shim.
std::error_code reserve_exit(const fs::path& folder) {
  auto fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return last_error();
  std::error_code e{shim::reserve_exit(fd), std::generic_category()};
  ::close(fd);
  return e;
}

/// Whether nobody keeps the launch; takes its shim lock in `fd` if so.
bool take_shim_lock(const fs::path& folder, int& fd) {
  fd = ::open((folder / "out.log").c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0)
    return errno == ENOENT;
  return shim::try_lock(fd, shim::shim_byte);
}

} // namespace

run_slot::run_slot(const fs::path& state_dir, process_id id)
    : id_(std::move(id)),
      path_(state_dir / "run" / slot_name(id_.strategy) / to_string(id_.kind)) {
}

bool run_slot::knows(const std::string& launch) const {
  std::error_code e;
  // Without launch.json the folder is what a crash left of `create`.
  return fs::exists(folder(launch) / "launch.json", e);
}

std::error_code run_slot::create(launch_record& x) {
  if (auto e = make_private_folder(path_))
    return e;
  auto known = launches();
  x.seq = known.empty() ? 1 : places_.at(known.front()) + 1;
  auto place = folder(x.spec.launch);
  if (::mkdir(place.c_str(), 0700) != 0
      && (errno != EEXIST || knows(x.spec.launch)))
    return std::make_error_code(std::errc::file_exists);
  auto e = write_file_durably(place / "launch.json", to_json(x));
  auto log = ::open((place / "out.log").c_str(),
                    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0 && !e)
    e = last_error();
  if (log >= 0)
    ::close(log);
  if (!e)
    e = reserve_exit(place);
  if (!e)
    e = sync_folder(path_);
  if (e) { // nothing ran; leave no half launch behind
    std::error_code ignored;
    fs::remove_all(place, ignored);
  } else {
    places_[x.spec.launch] = x.seq;
  }
  return e;
}

std::vector<std::string> run_slot::launches() const {
  std::map<std::string, uint64_t> found;
  for (auto& name : folders_in(path_))
    if (auto i = places_.find(name); i != places_.end())
      found.insert(*i);
    else if (auto text = read_file(folder(name) / "launch.json"))
      if (auto seq = parse_seq(*text))
        found.emplace(name, *seq);
  places_ = std::move(found);
  std::vector<std::string> y;
  y.reserve(places_.size());
  for (auto& [name, seq] : places_)
    y.push_back(name);
  std::sort(y.begin(), y.end(),
            [this](auto& a, auto& b) { return places_.at(a) > places_.at(b); });
  return y;
}

std::optional<launch_record> run_slot::newest() const {
  for (auto& name : launches())
    if (auto y = launch(name))
      return y;
  return {};
}

std::vector<launch_record> run_slot::open_launches() const {
  std::vector<launch_record> y;
  for (auto& name : folders_in(path_)) {
    struct stat s;
    // A power cut may leave an empty one.
    if (::stat((folder(name) / "exit").c_str(), &s) == 0 && S_ISREG(s.st_mode)
        && s.st_size > 0)
      continue;
    if (auto x = launch(name))
      y.push_back(std::move(*x));
  }
  std::sort(y.begin(), y.end(), [](auto& a, auto& b) { return a.seq > b.seq; });
  return y;
}

std::optional<launch_record> run_slot::launch(const std::string& launch) const {
  auto text = read_file(folder(launch) / "launch.json");
  return text ? parse_launch(*text) : std::nullopt;
}

std::optional<launch_exit> run_slot::exit_of(const std::string& launch) const {
  auto text = read_file(folder(launch) / "exit");
  return text ? parse_exit(*text) : std::nullopt;
}

std::optional<shim::state_record>
run_slot::state_of(const std::string& launch) const {
  auto text = read_file(folder(launch) / "state.json");
  shim::state_record y;
  if (!text || !shim::parse_state(*text, y))
    return {};
  return y;
}

bool run_slot::has_state(const std::string& launch) const {
  std::error_code e;
  return fs::exists(folder(launch) / "state.json", e);
}

bool run_slot::stop_was_asked(const std::string& launch, launch_exit& x) const {
  auto text = read_file(folder(launch) / "stop.json");
  shim::stop_record s;
  if (!text || !shim::parse_stop(*text, s))
    return false;
  x.requested = true;
  x.who = s.who;
  x.why = s.why;
  return true;
}

std::error_code run_slot::write_exit(const launch_exit& x) const {
  auto fd =
      ::open(folder(x.launch).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return last_error();
  std::error_code e{shim::write_exit_text(fd, to_json(x)),
                    std::generic_category()};
  ::close(fd);
  return e;
}

std::optional<wanted_record> run_slot::wanted() const {
  auto text = read_file(path_ / "wanted.json");
  return text ? parse_wanted(*text) : std::nullopt;
}

std::error_code run_slot::set_wanted(const wanted_record& x) const {
  if (auto e = make_private_folder(path_))
    return e;
  return write_file_durably(path_ / "wanted.json", to_json(x));
}

size_t run_slot::collect_garbage(size_t keep, timestamp older_than,
                                 const std::vector<std::string>& spared,
                                 size_t most) const {
  std::error_code e;
  for (fs::directory_iterator i{path_, e}, end; !e && i != end; i.increment(e))
    if (i->path().filename().string().starts_with(".trash-")) {
      std::error_code ignored; // left by one that was killed meanwhile
      fs::remove_all(i->path(), ignored);
    }
  auto is_spared = [&](const std::string& name) {
    auto r = launch(name);
    return !r
           || (!r->spec.run.empty()
               && std::find(spared.begin(), spared.end(), r->spec.run)
                      != spared.end());
  };
  auto all = launches();
  size_t count = 0;
  // The oldest first, so that a call with little to do reads little.
  for (auto i = all.size(); i > keep && count < most; --i) {
    auto& name = all[i - 1];
    auto x = exit_of(name);
    if (!x || x->ended_at >= older_than || is_spared(name))
      continue;
    auto fd = -1;
    if (take_shim_lock(folder(name), fd)) {
      auto trash = path_ / (".trash-" + name);
      fs::rename(folder(name), trash, e);
      if (!e)
        fs::remove_all(trash, e);
      count += e ? 0 : 1;
    }
    if (fd >= 0)
      ::close(fd);
  }
  return count;
}

std::vector<process_id> slots_of(const fs::path& state_dir) {
  std::vector<process_id> y;
  std::error_code e;
  for (fs::directory_iterator i{state_dir / "run", e}, end; !e && i != end;
       i.increment(e))
    for (int k = 0; k < kinds; ++k) {
      auto kind = static_cast<process_kind>(k);
      std::error_code ignored;
      if (fs::is_directory(i->path() / to_string(kind), ignored))
        y.push_back({strategy_of_slot(i->path().filename().string()), kind});
    }
  return y;
}

} // namespace ftm
