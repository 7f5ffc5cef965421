#include "actors/hyperopt_monitor/monitor_room.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

namespace {

/// The disk tells times of folders in ticks of up to 10 ms: within one, a name
/// may have come after the listing.
constexpr auto settled_after = std::chrono::milliseconds{50};

std::optional<folder_mark> mark_of(const std::filesystem::path& folder) {
  std::error_code error;
  auto x = facts_of(folder, error);
  if (!x)
    return std::nullopt;
  return folder_mark{x->inode, x->modified_at};
}

void take_error(monitor_ptr self, const std::error_code& error) {
  auto& x = *self->state.room;
  auto why = error ? x.folder.string() + " cannot be read: " + error.message()
                   : std::string{};
  if (why == x.folder_error)
    return;
  x.folder_error = why;
  if (!why.empty())
    spdlog::warn("hyperopt_monitor: [{}] {}", x.options.strategy, why);
  tell_health(self);
}

void choose_shown(monitor_ptr self) {
  auto& x = *self->state.room;
  std::string shown;
  if (x.launches.active())
    shown = x.launches.file_of(x.launches.launch());
  else if (!x.listing.empty())
    shown = x.listing.front().name;
  if (shown != x.shown) {
    spdlog::info("hyperopt_monitor: [{}] shows {}", x.options.strategy,
                 shown.empty() ? "no file yet" : shown);
    x.shown = shown;
    x.files.pin(shown);
  }
  if (!shown.empty())
    x.files.use(shown)->behind = true;
}

} // namespace

void look_at_folder(monitor_ptr self) {
  auto& x = *self->state.room;
  auto now = std::chrono::system_clock::now();
  auto mark = mark_of(x.folder);
  if (auto inode = mark ? mark->inode : 0; inode != x.folder_inode) {
    x.folder_inode = inode;
    if (x.watch)
      x.watch->renew();
  }
  std::error_code error;
  auto listing = list_results(x.folder, x.strategy_name, error);
  take_error(self, error);
  x.mark.reset();
  // Files of a folder that cannot be listed may be readable all the same.
  if (!error) {
    if (mark && mark->modified_at + settled_after < now)
      x.mark = mark;
    x.listing = std::move(listing);
    x.launches.observe(x.listing, now);
    std::erase_if(x.counted,
                  [&](const auto& f) { return !x.launches.lists(f.first); });
  }
  choose_shown(self);
}

void look_if_changed(monitor_ptr self) {
  auto& x = *self->state.room;
  if (x.mark && x.mark == mark_of(x.folder))
    choose_shown(self);
  else
    look_at_folder(self);
}

void keep_counts(monitor_room& x) {
  for (const auto& of : x.files.all())
    if (!of->behind && of->file.inode() != 0)
      x.counted[of->name()] = {of->file.inode(), of->file.bytes_read(),
                               of->file.epochs().size()};
}

std::optional<uint64_t> epochs_counted(monitor_room& x, const file_facts& f) {
  auto i = x.counted.find(f.name);
  if (i == x.counted.end() || i->second.inode != f.inode)
    return std::nullopt;
  // What nobody reads on may have grown.
  if (i->second.bytes != f.bytes && !x.files.find(f.name))
    return std::nullopt;
  return i->second.epochs;
}

void tell_health(monitor_ptr self) {
  auto& x = *self->state.room;
  for (const auto* why :
       {&x.rules_error, &x.folder_error, &x.shown_error, &x.missing_param})
    if (!why->empty()) {
      report_health(self, x.part, part_state::degraded, *why);
      return;
    }
  report_health(self, x.part, part_state::ready);
}

} // namespace ftm
