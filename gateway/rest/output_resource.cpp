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
constexpr uint32_t most_matches = 1000;

/// A match's line is cut at so many bytes.
constexpr size_t longest_match = 4096;

char lower(char x) {
  return x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x;
}

/// As the supervisor searches: letters A to Z match both cases.
bool holds(std::string_view line, std::string_view what) {
  return std::search(line.begin(), line.end(), what.begin(), what.end(),
                     [](char a, char b) { return lower(a) == lower(b); })
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
  auto asked = q.offset;
  if (number_in(r, "follow", 0, 0, 1) == 1)
    q.wait = patience::read_wait;
  auto answer = [x, asked](const output_chunk& y, const std::string& before) {
    rest_reply z;
    z.body = redact_after(before, y.bytes, !y.ended);
    z.type = "text/plain; charset=utf-8";
    z.headers = {{"X-Launch", y.launch},
                 {"X-Offset", std::to_string(y.offset)},
                 {"X-Next-Offset", std::to_string(y.offset + y.bytes.size())},
                 {"X-Ended", y.ended ? "1" : "0"}};
    // Older bytes were given up for the disk's sake: said, not passed over.
    if (asked >= 0 && y.offset > static_cast<uint64_t>(asked))
      z.headers.emplace_back("X-Gone-Before", std::to_string(y.offset));
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

/// What leaves of a match is redacted as a part of its line. If that takes its
/// text away, it has not been found.
void redact_matches(output_matches& x, const std::string& what) {
  std::erase_if(x.matches, [&](output_match& m) {
    auto cut = m.line.size() >= longest_match;
    auto has_no_end = m.offset + m.line.size() >= x.scanned_to;
    m.line = redact_after(m.before, m.line, cut || has_no_end);
    return !holds(m.line, what);
  });
}

void search(rest_context& c, const exchange_ptr& x, output_range q) {
  output_search s;
  s.id = std::move(q.id);
  s.launch = std::move(q.launch);
  s.text = x->request.asked("search");
  s.offset = q.offset;
  s.limit = static_cast<uint32_t>(
      number_in(x->request, "limit", s.limit, 1, most_matches));
  auto text = s.text;
  c.self->request(c.supervisor, patience::read, atom::get_v, std::move(s))
      .then(
          [x, text](output_matches& y) {
            redact_matches(y, text);
            x->answer(ok(to_json(y)));
          },
          fails(x));
}

void get_output(rest_context& c, const exchange_ptr& x) {
  output_range q;
  q.id = process_in(c, x->request);
  q.launch = x->request.asked("launch");
  q.offset = offset_in(x->request);
  if (x->request.asked("search").empty())
    return get_bytes(c, x, std::move(q));
  search(c, x, std::move(q));
}

} // namespace

void add_output(router& x) {
  x.add("GET", "strategies/{s}/processes/{kind}/output", role::viewer,
        get_output);
}

} // namespace ftm
