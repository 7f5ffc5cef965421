#include "shared/util/cron.hpp"

#include "shared/util/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace ftm {

namespace {

struct field {
  const char* what;
  unsigned first, last;
  std::vector<std::string_view> words; ///< the first one means `words_from`
  unsigned words_from = 0;
};

const std::array<field, 5>& fields() {
  static const std::array<field, 5> y{
      field{"minute", 0, 59, {}},
      field{"hour", 0, 23, {}},
      field{"day of month", 1, 31, {}},
      field{"month",
            1,
            12,
            {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
             "oct", "nov", "dec"},
            1},
      field{"day of week",
            0,
            7,
            {"sun", "mon", "tue", "wed", "thu", "fri", "sat"},
            0},
  };
  return y;
}

std::string lower(std::string_view x) {
  std::string y{x};
  std::transform(y.begin(), y.end(), y.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return y;
}

std::vector<std::string_view> split(std::string_view x, char by) {
  std::vector<std::string_view> y;
  for (;;) {
    auto i = x.find(by);
    y.push_back(x.substr(0, i));
    if (i == std::string_view::npos)
      return y;
    x.remove_prefix(i + 1);
  }
}

std::optional<unsigned> number(std::string_view x) {
  unsigned y = 0;
  auto [end, error] = std::from_chars(x.data(), x.data() + x.size(), y);
  if (error != std::errc{} || end != x.data() + x.size())
    return {};
  return y;
}

std::optional<unsigned> value(const field& f, std::string_view x,
                              std::string& error) {
  if (auto y = number(x)) {
    if (*y >= f.first && *y <= f.last)
      return y;
    error = std::string{f.what} + " " + std::string{x} + " is not within "
            + std::to_string(f.first) + "-" + std::to_string(f.last);
    return {};
  }
  auto word = std::find(f.words.begin(), f.words.end(), lower(x));
  if (word != f.words.end())
    return f.words_from + static_cast<unsigned>(word - f.words.begin());
  error = "\"" + std::string{x} + "\" is no " + f.what;
  return {};
}

/// One item of a list: "*", "3", "mon-fri", each perhaps with "/step".
template <size_t N>
bool add_item(const field& f, std::string_view item, std::bitset<N>& out,
              std::string& error) {
  auto slash = item.find('/');
  auto range = item.substr(0, slash);
  unsigned step = 1;
  if (slash != std::string_view::npos) {
    auto x = number(item.substr(slash + 1));
    if (!x || *x == 0) {
      error = "\"" + std::string{item.substr(slash + 1)}
              + "\" is no step in the field " + f.what;
      return false;
    }
    step = *x;
  }
  auto first = f.first;
  auto last = f.last;
  auto dash = range.find('-');
  if (range != "*") {
    auto a = value(f, range.substr(0, dash), error);
    if (!a)
      return false;
    first = *a;
    if (dash != std::string_view::npos) {
      auto end = range.substr(dash + 1);
      auto b = value(f, end, error);
      if (!b)
        return false;
      last = *b;
      if (last == 0 && f.last == 7 && lower(end) == "sun")
        last = 7;
    } else if (slash == std::string_view::npos) {
      last = first;
    }
    if (last < first) {
      error = "the range \"" + std::string{range} + "\" of the field " + f.what
              + " ends before it begins";
      return false;
    }
  }
  for (uint64_t i = first; i <= last; i += step)
    out.set(i);
  return true;
}

template <size_t N>
bool read_field(const field& f, std::string_view text, std::bitset<N>& out,
                std::string& error) {
  auto items = split(text, ',');
  return std::all_of(items.begin(), items.end(),
                     [&](auto item) { return add_item(f, item, out, error); });
}

constexpr std::array<unsigned, 13> longest{0,  31, 29, 31, 30, 31, 30,
                                           31, 31, 30, 31, 30, 31};

bool ever_matches(const cron_rule& x) {
  if (!x.any_day && !x.any_weekday)
    return true; // some weekday comes every week
  for (unsigned m = 1; m <= 12; ++m)
    for (unsigned d = 1; x.months[m] && d <= longest[m]; ++d)
      if (x.days[d])
        return true;
  return false;
}

std::string_view nickname(std::string_view x) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7>
      known{{{"@yearly", "0 0 1 1 *"},
             {"@annually", "0 0 1 1 *"},
             {"@monthly", "0 0 1 * *"},
             {"@weekly", "0 0 * * 0"},
             {"@daily", "0 0 * * *"},
             {"@midnight", "0 0 * * *"},
             {"@hourly", "0 * * * *"}}};
  for (auto& [name, fields] : known)
    if (name == x)
      return fields;
  return {};
}

} // namespace

bool cron_rule::matches(unsigned month, unsigned day, unsigned weekday) const {
  if (!months[month])
    return false;
  if (!any_day && !any_weekday)
    return days[day] || weekdays[weekday];
  return days[day] && weekdays[weekday];
}

std::optional<cron_rule> parse_cron(std::string_view x, std::string& error) {
  auto text = lower(trim(x));
  if (text.starts_with("@")) {
    auto meaning = nickname(text);
    if (meaning.empty()) {
      error = "\"" + text
              + "\" is none of @yearly, @annually, @monthly, @weekly, @daily, "
                "@midnight, @hourly";
      return {};
    }
    text = meaning;
  }
  std::vector<std::string_view> parts;
  for (std::string_view rest = text; !(rest = trim(rest)).empty();) {
    auto end = rest.find_first_of(" \t\r\n\f\v");
    parts.push_back(rest.substr(0, end));
    rest.remove_prefix(parts.back().size());
  }
  if (parts.size() != 5) {
    error = std::to_string(parts.size())
            + " fields instead of 5 (minute, hour, day of month, month, day "
              "of week)";
    return {};
  }
  cron_rule y;
  auto& f = fields();
  std::bitset<8> weekdays;
  if (!read_field(f[0], parts[0], y.minutes, error)
      || !read_field(f[1], parts[1], y.hours, error)
      || !read_field(f[2], parts[2], y.days, error)
      || !read_field(f[3], parts[3], y.months, error)
      || !read_field(f[4], parts[4], weekdays, error))
    return {};
  for (unsigned i = 0; i < 8; ++i)
    if (weekdays[i])
      y.weekdays.set(i % 7);
  y.any_day = parts[2].starts_with("*");
  y.any_weekday = parts[4].starts_with("*");
  if (!ever_matches(y)) {
    error = "no such day exists in any year";
    return {};
  }
  return y;
}

} // namespace ftm
