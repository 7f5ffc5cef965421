#include "gateway/rest/line_before.hpp"
#include "gateway/rest/resources.hpp"
#include "gateway/rest/router.hpp"
#include "shared/json/processes.hpp"
#include "shared/util/redact.hpp"

#include <algorithm>
#include <charconv>

namespace ftm {

namespace {

constexpr uint32_t page = 256 * 1024;
constexpr size_t most_matches = 1000;
/// Bytes that one search looks through; `scanned_to` tells where to go on.
constexpr uint64_t longest_scan = 32 * 1024 * 1024;
/// A line that is longer is searched in pieces.
constexpr size_t longest_line = 512 * 1024;

char lower(char x) {
  return x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x;
}

std::string lower_case(std::string x) {
  std::transform(x.begin(), x.end(), x.begin(), lower);
  return x;
}

/// People search without minding capitals; `what` is in lower case. Only of
/// ASCII: other letters are found as they are written.
bool holds(std::string_view line, std::string_view what) {
  return std::search(line.begin(), line.end(), what.begin(), what.end(),
                     [](char a, char b) { return lower(a) == b; })
         != line.end();
}

int64_t offset_in(const rest_request& x) {
  auto found = x.asked("offset");
  int64_t y = 0;
  auto end = found.data() + found.size();
  if (auto [p, e] = std::from_chars(found.data(), end, y);
      !found.empty() && (e != std::errc{} || p != end))
    throw problem{400,
                  "The query says something that cannot be understood.",
                  {{"offset", to_valid_utf8(found),
                    "a whole number of bytes; negative counts from the end"}},
                  {}};
  return y;
}

/// Secrets go out redacted, so a reply may be shorter than its bytes: clients
/// go on from X-Next-Offset.
void get_bytes(rest_context& c, const exchange_ptr& x, output_range q) {
  auto& r = x->request;
  q.limit = static_cast<uint32_t>(number_in(r, "limit", page, 1, page));
  if (number_in(r, "follow", 0, 0, 1) == 1)
    q.wait = patience::read_wait;
  auto answer = [x](const output_chunk& y, const std::string& before) {
    rest_reply z;
    z.body = redact_after(before, y.bytes, !y.ended);
    z.type = "text/plain; charset=utf-8";
    z.headers = {{"X-Launch", y.launch},
                 {"X-Offset", std::to_string(y.offset)},
                 {"X-Next-Offset", std::to_string(y.offset + y.bytes.size())},
                 {"X-Ended", y.ended ? "1" : "0"}};
    x->answer(std::move(z));
  };
  auto id = q.id;
  c.self->request(c.supervisor, patience::read, atom::read_v, std::move(q))
      .then(
          [x, c, id, answer](const output_chunk& y) {
            line_before(
                c.self, c.supervisor, id, y,
                [y, answer](const std::string& before) { answer(y, before); },
                fails(x));
          },
          fails(x));
}

/// Looks through the output page by page.
struct search : std::enable_shared_from_this<search> {
  search(rest_context& context, const exchange_ptr& x, output_range q)
      : c(context), asker(x), what(lower_case(x->request.asked("search"))),
        limit(number_in(x->request, "limit", 200, 1, most_matches)),
        range(std::move(q)) {
    range.limit = page;
  }

  void go_on() {
    c.self->request(c.supervisor, patience::read, atom::read_v, range)
        .then(
            [self = shared_from_this()](const output_chunk& y) {
              if (self->scanned > 0)
                return self->take(y);
              line_before(
                  self->c.self, self->c.supervisor, self->range.id, y,
                  [self, y](std::string x) {
                    self->before = std::move(x);
                    self->take(y);
                  },
                  fails(self->asker));
            },
            fails(asker));
  }

  void take(const output_chunk& y) {
    found.launch = range.launch = y.launch;
    auto next = y.offset + y.bytes.size();
    if (rest.empty() || y.offset != static_cast<uint64_t>(range.offset))
      rest_at = y.offset;
    if (scanned == 0)
      first = y.offset;
    rest += y.bytes;
    scanned += y.bytes.size();
    auto last = y.bytes.empty();
    lines(last || rest.size() > longest_line);
    if (last || found.matches.size() >= limit || scanned >= longest_scan) {
      found.complete = last && found.matches.size() < limit;
      found.scanned_to = rest_at;
      return asker->answer(ok(to_json(found)));
    }
    range.offset = static_cast<int64_t>(next);
    go_on();
  }

  void lines(bool all) {
    size_t at = 0;
    while (at < rest.size() && found.matches.size() < limit) {
      auto end = rest.find('\n', at);
      if (end == std::string::npos && !all)
        break;
      auto stop = std::min(end, rest.size());
      auto line = std::string_view{rest}.substr(at, stop - at);
      // What is redacted cannot be searched for either.
      if (holds(line, what))
        if (auto shown = redact_after(before, line, end == std::string::npos);
            holds(shown, what))
          found.matches.push_back({rest_at + at, shown.substr(0, 4096), {}});
      before = end == std::string::npos
                   ? std::string{context_of(before + std::string{line})}
                   : std::string{};
      at = std::min(stop + 1, rest.size());
    }
    rest.erase(0, at);
    rest_at += at;
  }

  rest_context c;
  exchange_ptr asker;
  std::string what;
  size_t limit;
  output_range range;
  std::string before; ///< of the line in which `rest` begins
  std::string rest;   ///< not yet searched
  uint64_t rest_at = 0, scanned = 0, first = 0;
  output_matches found;
};

void get_output(rest_context& c, const exchange_ptr& x) {
  output_range q;
  q.id = process_in(c, x->request);
  q.launch = x->request.asked("launch");
  q.offset = offset_in(x->request);
  if (x->request.asked("search").empty())
    return get_bytes(c, x, std::move(q));
  std::make_shared<search>(c, x, std::move(q))->go_on();
}

} // namespace

void add_output(router& x) {
  x.add("GET", "strategies/{s}/processes/{kind}/output", role::viewer,
        get_output);
}

} // namespace ftm
