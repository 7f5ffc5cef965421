#include "shared/json/bodies.hpp"

#include "shared/json/body_reader.hpp"

#include "shared/util/names.hpp"

#include <algorithm>

namespace ftm {

namespace {

constexpr uint32_t most_around = 8;
constexpr uint32_t most_neighbours = 100;
constexpr size_t most_explained = 1000;
constexpr uint32_t most_rows = 8192;

bool is_version(std::string_view x) {
  return x.size() >= 6 && x.size() <= 64
         && x.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

criterion read_criterion(const json& x, const std::string& at,
                         std::vector<bad_field>& problems) {
  criterion y;
  body_reader r{x, at + ".", problems};
  std::string word;
  if (x.is_object())
    r.require("field", "the name of a column");
  r.get("field", y.field);
  if (r.get("operator", word)) {
    if (auto op = from_string<comparison>(word))
      y.op = *op;
    else
      r.bad(at + ".operator", word, "\"\", <, <=, >, >= or ==");
  }
  if (r.get("sort", word)) {
    if (auto sort = sorting_from(word))
      y.sort = *sort;
    else
      r.bad(at + ".sort", word, "\"\", asc or desc");
  }
  if (y.op != comparison::none)
    r.require("value", "a number to compare with");
  r.get("value", y.value);
  r.finish();
  return y;
}

void pareto_is_right(const std::vector<std::string>& x,
                     std::vector<bad_field>& problems) {
  if (x.size() == 1 || x.size() > 3)
    problems.push_back({"pareto", std::to_string(x.size()) + " fields",
                        "two or three fields"});
}

} // namespace

json to_json(const bad_field& x) {
  return {{"field", text(x.field)},
          {"found", text(x.found)},
          {"expected", text(x.expected)}};
}

body<start_body> parse_start(std::string_view x) {
  body<start_body> y;
  body_reader r{x, y.problems};
  r.get("force", y.value.force);
  r.finish();
  return y;
}

body<launch_body> parse_launch(std::string_view x) {
  body<launch_body> y;
  body_reader r{x, y.problems};
  if (r.get("launch", y.value.launch) && !y.value.launch.empty()
      && !is_id(y.value.launch))
    r.bad("launch", y.value.launch, "the id of a launch");
  r.finish();
  return y;
}

body<run_request> parse_run(std::string_view x) {
  body<run_request> y;
  body_reader r{x, y.problems};
  // To a run_request none means all: a list that became empty never does.
  if (r.get_enums("steps", y.value.steps) && y.value.steps.empty())
    r.bad("steps", json::array(),
          "at least one step; without steps the whole cycle runs");
  r.get("dry_run", y.value.dry_run);
  r.finish();
  return y;
}

body<switches> parse_switches(std::string_view x) {
  body<switches> y;
  body_reader r{x, y.problems};
  std::vector<step_kind> steps;
  if (r.get_enums("steps", steps))
    y.value.steps = std::move(steps);
  bool scheduled = false;
  if (r.get("scheduled", scheduled))
    y.value.scheduled = scheduled;
  if (r.finish() && !y.value.steps && !y.value.scheduled)
    y.problems.push_back({"", "nothing to switch", "steps or scheduled"});
  return y;
}

body<question> parse_question(std::string_view x) {
  body<question> y;
  auto& q = y.value;
  body_reader r{x, y.problems};
  r.get("file", q.source.file);
  r.get("launch", q.source.launch);
  std::vector<criterion> criteria;
  if (r.each("criteria", "an array of criteria",
             [&](const json& c, const std::string& at) {
               criteria.push_back(read_criterion(c, at, y.problems));
             }))
    q.criteria = std::move(criteria);
  r.get("tradeless", q.tradeless);
  r.get("skip", q.skip, uint64_t{1} << 53);
  r.get("limit", q.limit, most_rows);
  r.get("explain", q.explain, most_explained);
  r.get("pareto", q.pareto);
  pareto_is_right(q.pareto, y.problems);
  r.get("around", q.around, most_around);
  r.get("study", q.study, most_around);
  if (r.get("neighbours", q.neighbours, most_neighbours) && q.neighbours == 0)
    r.bad("neighbours", 0, "a number from 1 to 100");
  r.finish();
  return y;
}

body<file_body> parse_file(std::string_view x) {
  body<file_body> y;
  body_reader r{x, y.problems};
  r.require("file", "the name of a result file");
  if (r.get("file", y.value.file)
      && (y.value.file.empty() || y.value.file.find('/') != std::string::npos))
    r.bad("file", y.value.file, "the name of a result file");
  r.finish();
  return y;
}

body<rollback_body> parse_rollback(std::string_view x) {
  constexpr const char* expected = "a version: 6 to 64 hexadecimal digits";
  body<rollback_body> y;
  body_reader r{x, y.problems};
  r.require("to", expected);
  if (r.get("to", y.value.to) && !is_version(y.value.to))
    r.bad("to", y.value.to, expected);
  r.finish();
  return y;
}

body<config_change> parse_validate(std::string_view x) {
  body<config_change> y;
  body_reader r{x, y.problems};
  r.require("yaml", "the text of a config.yaml");
  std::string yaml;
  if (r.get("yaml", yaml))
    y.value.yaml = std::move(yaml);
  r.finish();
  return y;
}

body<config_change> parse_reload(std::string_view x) {
  body<config_change> y;
  body_reader{x, y.problems}.finish();
  y.value.apply = true;
  return y;
}

} // namespace ftm
