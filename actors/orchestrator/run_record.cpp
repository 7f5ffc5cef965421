#include "actors/orchestrator/run_record.hpp"

#include "actors/orchestrator/journal.hpp"

#include <nlohmann/json.hpp>

namespace ftm {

namespace {

using nlohmann::json;

} // namespace

std::string encode_memory(const run_memory& x) {
  json y{{"revision", x.revision},
         {"trade_ran", x.trade_ran},
         {"trade_launch", x.trade_launch},
         {"worker_state", x.worker_state},
         {"hold", x.hold},
         {"restore_attempts", x.restore_attempts},
         {"restore_launch", x.restore_launch},
         {"params_file", x.params_file},
         {"params_before", x.params_before},
         {"params_after", x.params_after},
         {"files_before", x.files_before},
         {"file", x.file},
         {"inode", x.inode},
         {"bytes", x.bytes},
         {"line", x.line},
         {"new_bests", x.new_bests},
         {"new_best_launch", x.new_best_launch}};
  if (x.params)
    y["params"] = {{"file", x.params->file},
                   {"line", x.params->line},
                   {"version", x.params->version}};
  if (x.params_touched)
    y["params_touched"] = to_ns(*x.params_touched);
  if (x.loaded_before)
    y["loaded_before"] = to_ns(*x.loaded_before);
  return y.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<run_memory> decode_memory(const std::string& text) {
  auto x = json::parse(text, nullptr, false);
  if (!x.is_object())
    return {};
  run_memory y;
  try {
    y.revision = x.value("revision", y.revision);
    y.trade_ran = x.value("trade_ran", y.trade_ran);
    y.trade_launch = x.value("trade_launch", y.trade_launch);
    y.worker_state = x.value("worker_state", y.worker_state);
    y.hold = x.value("hold", y.hold);
    y.restore_attempts = x.value("restore_attempts", y.restore_attempts);
    y.restore_launch = x.value("restore_launch", y.restore_launch);
    y.params_file = x.value("params_file", y.params_file);
    y.params_before = x.value("params_before", y.params_before);
    y.params_after = x.value("params_after", y.params_after);
    y.files_before = x.value("files_before", y.files_before);
    y.file = x.value("file", y.file);
    y.inode = x.value("inode", y.inode);
    y.bytes = x.value("bytes", y.bytes);
    y.line = x.value("line", y.line);
    y.new_bests = x.value("new_bests", y.new_bests);
    y.new_best_launch = x.value("new_best_launch", y.new_best_launch);
    if (auto i = x.find("params"); i != x.end())
      y.params =
          params_source{i->value("file", ""), i->value("line", uint64_t{0}),
                        i->value("version", "")};
    if (auto i = x.find("params_touched"); i != x.end())
      y.params_touched = from_ns(i->get<int64_t>());
    if (auto i = x.find("loaded_before"); i != x.end())
      y.loaded_before = from_ns(i->get<int64_t>());
  } catch (const json::exception&) {
    return {};
  }
  return y;
}

} // namespace ftm
