#include "gateway/rest/context.hpp"

#include "gateway/rest/router.hpp"
#include "shared/json/enums.hpp"
#include "shared/json/processes.hpp"
#include "shared/protocol/ledger.hpp"
#include "shared/util/hash.hpp"
#include "shared/util/names.hpp"
#include "shared/util/text.hpp"

#include <charconv>

namespace ftm {

const strategy_status& strategy_in(const rest_context& c,
                                   const rest_request& x) {
  auto& name = x.name("s");
  if (auto* y = c.now.find<strategy_status>("strategy/" + name))
    return *y;
  std::vector<std::string> known;
  for (auto* s : c.now.all<strategy_status>())
    known.push_back(s->strategy);
  auto detail = "There is no strategy \"" + name + "\".";
  if (auto near = nearest(name, known); !near.empty())
    detail += " Did you mean \"" + near + "\"?";
  throw problem{404, detail, {}, {}};
}

process_id process_in(const rest_context& c, const rest_request& x) {
  auto& kind = x.name("kind");
  auto y = from_string<process_kind>(kind);
  if (!y)
    throw problem{404,
                  "There is no process \"" + kind + "\": expected "
                      + "trade, download_data, backtest, hyperopt or "
                        "hyperopt_show.",
                  {},
                  {}};
  process_id id{x.name("s"), *y};
  // What config no longer names is still shown and can be stopped.
  if (status_of(c, id).launch.empty())
    strategy_in(c, x);
  return id;
}

process_status status_of(const rest_context& c, const process_id& x) {
  process_status y;
  y.id = x;
  if (auto* p = c.now.find<process_status>(key_of(fact_body{y})))
    return *p;
  return y;
}

json shape_of(const rest_context& c, const process_status& x) {
  process_stats stats;
  bot_status bot;
  stats.id = bot.id = x.id;
  return to_json(x, c.now.find<process_stats>(key_of(fact_body{stats})),
                 c.now.find<bot_status>(key_of(fact_body{bot})));
}

uint64_t number_in(const rest_request& x, const std::string& key,
                   uint64_t usual, uint64_t least, uint64_t most) {
  auto found = x.asked(key);
  if (found.empty())
    return usual;
  uint64_t y = 0;
  auto [p, e] = std::from_chars(found.data(), found.data() + found.size(), y);
  if (e != std::errc{} || p != found.data() + found.size() || y < least
      || y > most)
    throw problem{400,
                  "The query says something that cannot be understood.",
                  {{key, to_valid_utf8(found),
                    "a whole number from " + std::to_string(least) + " to "
                        + std::to_string(most)}},
                  {}};
  return y;
}

std::string new_id(const rest_request& x, const std::string& strategy,
                   size_t longest) {
  auto& key = x.idempotency_key;
  if (key.empty())
    return name_in_ids(strategy) + "." + random_hex(8);
  if (is_id(key, longest))
    return key;
  return "key-" + sha256_hex(key).substr(0, 40);
}

run_trigger trigger_of(const rest_request& x) {
  return x.session.empty() ? run_trigger::api : run_trigger::manual;
}

bool same_launch(const std::string& launch, const std::string& first) {
  return launch == first || launch.starts_with(first + ".r");
}

std::string location_of(const process_id& x) {
  return "/strategies/" + url_encode(x.strategy) + "/processes/"
         + to_string(x.kind);
}

} // namespace ftm
