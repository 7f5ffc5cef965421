#pragma once

#include "shared/json/values.hpp"
#include "shared/protocol/epochs.hpp"
#include "shared/protocol/runs.hpp"
#include "shared/protocol/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Request bodies. Bad fields are told all at once (the first 20); "" is `{}`.
namespace ftm {

/// One entry of a problem document's `errors`.
struct bad_field {
  std::string field; ///< "criteria[1].value"; "" = the body as a whole
  std::string found;
  std::string expected;
  bool operator==(const bad_field&) const = default;
};

/// `{field, found, expected}`.
json to_json(const bad_field& x);

template <class T>
struct body {
  T value{};
  std::vector<bad_field> problems; ///< if there are any, `value` is not to be
                                   ///< used
  explicit operator bool() const {
    return problems.empty();
  }
};

/// `{"force": false}`.
struct start_body {
  bool force = false;
};
body<start_body> parse_start(std::string_view x);

/// `{"launch": "…"}` of stop and reload; "" = the newest.
struct launch_body {
  std::string launch;
};
body<launch_body> parse_launch(std::string_view x);

/// `{"steps": […]?, "dry_run": false}`; sets these fields of a run_request.
body<run_request> parse_run(std::string_view x);

/// `{"steps": […]?, "scheduled": true?}`, at least one of them.
body<switches> parse_switches(std::string_view x);

/// `{"file", "launch", "criteria", "tradeless", "skip", "limit", "explain",
/// "pareto", "around", "study", "neighbours"}`, all optional. The strategy is
/// the path's.
body<question> parse_question(std::string_view x);

/// `{"file": "…"}` of extract, required.
struct file_body {
  std::string file;
};
body<file_body> parse_file(std::string_view x);

/// `{"to": version}` of rollback, required: 64 hexadecimal digits, or more than
/// 5 of them that begin one.
struct rollback_body {
  std::string to;
};
body<rollback_body> parse_rollback(std::string_view x);

/// `{"yaml": "…"}` of config/validate, required.
body<config_change> parse_validate(std::string_view x);

/// `{}` of config/reload: the file is read again.
body<config_change> parse_reload(std::string_view x);

/// `filter=trades>=3;max_drawdown<=2` and `sort=-profit_total_pct` of a query,
/// as criteria; the first sort key counts most.
body<std::vector<criterion>> parse_filter_and_sort(std::string_view filter,
                                                   std::string_view sort);

} // namespace ftm
