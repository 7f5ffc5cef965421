#include "gateway/rest/resources.hpp"
#include "gateway/rest/router.hpp"
#include "shared/json/enums.hpp"
#include "shared/json/facts.hpp"
#include "shared/json/settings.hpp"
#include "shared/util/text.hpp"

#include <charconv>

namespace ftm {

namespace {

void get_state(rest_context& c, const exchange_ptr& x) {
  auto y = c.now.state_body();
  if (y.etag == x->request.if_none_match)
    return x->answer({304, "", "", {{"ETag", y.etag}}});
  x->answer({200, *y.text, "application/json", {{"ETag", y.etag}}});
}

/// The cursor is the number of the oldest line shown.
void get_log(rest_context& c, const exchange_ptr& x) {
  auto limit = number_in(x->request, "limit", 200, 1, picture::most_lines);
  auto before = number_in(x->request, "cursor", UINT64_MAX, 0, UINT64_MAX);
  auto level = log_level::debug;
  if (auto name = x->request.asked("level"); !name.empty()) {
    auto y = from_string<log_level>(name);
    if (!y)
      throw problem{
          400,
          "There is no such level.",
          {{"level", to_valid_utf8(name), "debug, info, warning or error"}},
          {}};
    level = *y;
  }
  auto items = json::array();
  json next = nullptr;
  auto& lines = c.now.lines();
  for (auto i = lines.rbegin(); i != lines.rend(); ++i) {
    if (i->number >= before || i->line.level < level)
      continue;
    if (items.size() == limit) {
      next = std::to_string(std::prev(i)->number);
      break;
    }
    items.push_back(to_json(i->line, i->at));
  }
  x->answer(ok({{"items", items}, {"next_cursor", next}}));
}

void get_schedule(rest_context& c, const exchange_ptr& x) {
  auto items = json::array();
  for (auto* s : c.now.all<schedule_status>())
    items.push_back(to_json(*s));
  x->answer(ok({{"items", items}}));
}

} // namespace

void add_state(router& x) {
  x.add("GET", "state", role::viewer, get_state);
  x.add("GET", "log", role::viewer, get_log);
  x.add("GET", "schedule", role::viewer, get_schedule);
}

} // namespace ftm
