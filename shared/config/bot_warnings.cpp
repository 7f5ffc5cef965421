#include "shared/config/bot_warnings.hpp"

namespace ftm::config {

namespace {

bool is_wildcard(const std::string& address) {
  return address == "0.0.0.0" || address == "::";
}

bool same_port(const bot_facts& a, const bot_facts& b) {
  return a.has_api && b.has_api && a.port == b.port
         && (a.address == b.address || is_wildcard(a.address)
             || is_wildcard(b.address));
}

std::string seconds_text(double x) {
  auto y = std::to_string(x);
  y.erase(y.find_last_not_of('0') + 1);
  if (y.ends_with('.'))
    y.pop_back();
  return y + " s";
}

void compare(const checked_bot& a, const checked_bot& b,
             std::vector<bot_warning>& out) {
  auto tell = [&](const std::string& key, const std::string& what,
                  std::string expected) {
    out.push_back({b.index, key,
                   what + ", which is also that of the strategy " + a.name,
                   std::move(expected)});
  };
  auto& f = a.facts;
  auto& g = b.facts;
  if (!g.database.empty() && f.database == g.database)
    tell(b.database_key, "the database " + g.db_url,
         "one for each bot: say db_url in its config, or --db-url in "
         "trade_extra_args");
  if (same_port(f, g))
    tell(b.config_key, "the port " + g.port + " of the bot's API",
         "one for each bot: the second one would hang at its start");
  if (!g.key_digest.empty() && f.exchange == g.exchange
      && f.key_digest == g.key_digest)
    tell(b.config_key, "the key of the exchange " + g.exchange,
         "a key of a sub-account for each bot: with one account each trades "
         "with the other's balance");
  if (a.folder == b.folder && a.strategy == b.strategy)
    tell("strategy_name", "the class " + b.strategy + " in " + b.folder,
         "one strategy for each class and folder: they share its params, and "
         "the trade of one keeps that of the other from starting");
}

} // namespace

std::vector<bot_warning> clashes(const std::vector<checked_bot>& bots) {
  std::vector<bot_warning> y;
  for (size_t i = 0; i < bots.size(); ++i) {
    // Of many that share one thing, each is told of once.
    std::vector<bot_warning> own;
    for (size_t j = 0; j < i; ++j) {
      std::vector<bot_warning> more;
      compare(bots[j], bots[i], more);
      for (auto& w : more) {
        auto known = false;
        for (auto& o : own)
          known = known || o.expected == w.expected;
        if (!known)
          own.push_back(std::move(w));
      }
    }
    y.insert(y.end(), own.begin(), own.end());
  }
  return y;
}

std::vector<bot_warning> warnings_of(const checked_bot& x,
                                     const health_settings& health) {
  std::vector<bot_warning> y;
  auto tell = [&](const std::string& key, std::string found,
                  std::string expected) {
    y.push_back({x.index, key, std::move(found), std::move(expected)});
  };
  auto& f = x.facts;
  if (f.everybody_reaches_api)
    tell(x.config_key,
         "the bot's API on " + f.address + ", where others can reach it",
         "listen_ip_address 127.0.0.1: a proxy can encrypt what comes from "
         "elsewhere");
  if (f.has_api && f.weak_password)
    tell(x.config_key, "an API of the bot whose password is easy to guess",
         "a random one of 8 characters or more in api_server.password");
  if (f.has_api && f.example_secret)
    tell(x.config_key, "an API of the bot whose jwt_secret_key is an example's",
         "a random text: with a known one anybody can make a login");
  if (f.initial_state == "stopped")
    tell(x.config_key,
         "initial_state stopped (freqtrade's default), so that trade comes up "
         "and does not trade",
         "initial_state: running, unless a person shall begin trading each "
         "time");
  auto hung = static_cast<double>(health.hung_after.count());
  if (hung > 0 && !(f.has_api && health.rest) && f.heartbeat_s >= hung)
    tell(x.config_key,
         "internals.heartbeat_interval of " + seconds_text(f.heartbeat_s),
         "less than health.hung_after (" + seconds_text(hung)
             + "), since the bot would be taken for hung");
  if (hung > 0 && !(f.has_api && health.rest) && f.heartbeat_s <= 0)
    tell(x.config_key,
         "internals.heartbeat_interval of 0, and no API that is asked",
         "one of them, such as heartbeat_interval 60, or health.hung_after: 0: "
         "nobody could tell that the bot hangs");
  return y;
}

} // namespace ftm::config
