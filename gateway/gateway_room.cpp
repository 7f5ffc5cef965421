#include "gateway/gateway_room.hpp"

#include "gateway/auth/token_file.hpp"
#include "gateway/rest/router.hpp"
#include "shared/json/facts.hpp"
#include "shared/util/file_limit.hpp"
#include "shared/util/hash.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

std::optional<std::string> unsafe_settings(const config::web_settings& x) {
  if (!x.tls_certificate.empty() || !x.tls_key.empty())
    return "web.tls_certificate and web.tls_key are not supported by this "
           "version: let a proxy end TLS, and set web.behind_proxy: true.";
  if (is_loopback(x.host))
    return std::nullopt;
  if (!x.login)
    return "web.login: false is possible only where nobody else can connect: "
           "set web.host to 127.0.0.1, or web.login to true.";
  if (!x.behind_proxy)
    return "web.host " + x.host
           + " would send the token through the network unencrypted. Keep "
             "127.0.0.1 and use a tunnel (ssh -L), or put a proxy that speaks "
             "TLS in front and set web.behind_proxy: true.";
  return std::nullopt;
}

gateway_room::gateway_room(pointer self, gateway_options options,
                           orchestrator_actor orchestrator,
                           supervisor_actor supervisor, monitor_actor monitors,
                           broadcaster_actor broadcaster)
    : self_(self), options_(std::move(options)),
      broadcaster_(std::move(broadcaster)),
      inbox_(std::make_shared<inbox>(gateway_actor{self})),
      orchestrator_(std::move(orchestrator)),
      supervisor_(std::move(supervisor)), monitors_(std::move(monitors)) {}

gateway_room::~gateway_room() {
  inbox_->close();
  for (auto& x : open_)
    if (auto y = x.lock())
      y->answer(reply_of({503, "The gateway is being stopped.", {}, {}}));
  // The door first: nothing new reaches the listener, whose closing waits for
  // what it is still doing.
  if (door_)
    door_->stop();
  if (listener_)
    listener_->close();
}

std::optional<std::string> gateway_room::start() {
  if (auto why = unsafe_settings(options_.web))
    return why;
  std::string why;
  auto token = load_or_make_token(options_.state_dir, why);
  if (!token)
    return why;
  if (auto x = open(*token))
    return x;
  follow();
  auto name = options_.web.host;
  if (name == "0.0.0.0" || name == "::")
    name = "localhost";
  if (name.find(':') != std::string::npos)
    name = "[" + name + "]";
  gateway_address y;
  y.port = door_->port();
  y.url = "http://" + name + ":" + std::to_string(y.port);
  y.link = y.url + "/" + (options_.web.login ? "#token=" + *token : "");
  spdlog::info("gateway: listens at {}", y.url);
  if (options_.on_ready)
    options_.on_ready(y);
  return std::nullopt;
}

std::optional<std::string> gateway_room::open(const std::string& token) {
  keeper_ = std::make_unique<gatekeeper>(token, options_.web.login,
                                         options_.state_dir / "ended-sessions");
  auto secret = random_hex(32);
  bridge_ = std::make_shared<door_bridge>(now_, inbox_, *this);
  try {
    listener_ = std::make_unique<rest_listener>(
        std::make_shared<const router>(make_router()), secret,
        [this, in = inbox_](const route& r, exchange_ptr x) {
          in->post([this, &r, x = std::move(x)] { answer(r, x); });
        });
    if (auto why = gate_.guard(listener_->port()); !why.empty())
      spdlog::warn("gateway: other users of this machine can reach the private "
                   "REST port: {}",
                   why);
    door_options o;
    o.host = options_.web.host;
    o.port = options_.web.port;
    o.upstream_port = listener_->port();
    o.upstream_source = gate_.source_port();
    o.upstream_secret = secret;
    // A relayed request needs three descriptors: two here, one of the listener.
    o.most_connections = std::min<size_t>(o.most_connections, file_limit() / 4);
    o.most_strangers = o.most_connections / 4;
    o.hosts = {options_.web.host, options_.web.allowed_hosts};
    o.behind_proxy = options_.web.behind_proxy;
    door_ = std::make_unique<front_door>(std::move(o), *keeper_, bridge_);
  } catch (const std::exception& e) {
    return e.what();
  }
  context_.emplace(rest_context{self_, orchestrator_, supervisor_, monitors_,
                                *now_, *keeper_, door_->port(), options_.demo});
  return std::nullopt;
}

// -- REST ---------------------------------------------------------------------

void gateway_room::answer(const route& r, const exchange_ptr& x) {
  open_.remove_if([](auto& y) { return y.expired(); });
  open_.push_back(x);
  try {
    if (!fresh_ && now_->at().epoch == 0 && r.needed != role::nobody)
      throw problem{503, "The broadcaster has not answered yet.", {}, {}};
    r.handler(*context_, x);
  } catch (const problem& p) {
    x->answer(reply_of(p));
  } catch (const std::exception& e) {
    spdlog::error("gateway: {} {} failed: {}", x->request.method,
                  x->request.path, e.what());
    x->answer(
        reply_of({500, "The gateway has a bug; its log says more.", {}, {}}));
  }
}

// -- time ---------------------------------------------------------------------

void gateway_room::later(milliseconds wait, std::function<void()> f) {
  due_.emplace(self_->clock().now() + wait, std::move(f));
  self_->delayed_send(self_, wait, atom::tick_v);
}

void gateway_room::tick() {
  inbox_->work_off();
  auto now = self_->clock().now();
  while (!due_.empty() && due_.begin()->first <= now) {
    auto f = std::move(due_.begin()->second);
    due_.erase(due_.begin());
    f();
  }
}

// -- the broadcaster ----------------------------------------------------------

void gateway_room::follow() {
  facts_after q;
  q.after = now_->at();
  q.wait = parked_wait;
  self_->request(broadcaster_, parked_timeout, atom::read_v, std::move(q))
      .then([this](const fact_page& x) { take(x); },
            [this](const caf::error& e) { lost(e); });
}

void gateway_room::lost(const caf::error& e) {
  if (fresh_ || !bridge_)
    spdlog::warn("gateway: the broadcaster does not answer: {}",
                 problem_of(e).detail);
  fresh_ = false;
  update_readiness();
  later(backoff_, [this] { follow(); });
  backoff_ = std::min(2 * backoff_, milliseconds{2000});
}

void gateway_room::take(const fact_page& x) {
  backoff_ = milliseconds{50};
  auto was_fresh = std::exchange(fresh_, true);
  auto events = now_->apply(x);
  if (!events) {
    for (auto lines : {false, true})
      if (auto* topic = lines ? "log" : "state"; watched_.contains(topic))
        door_->publish(topic, now_->snapshot(lines));
  } else {
    for (auto& y : *events)
      if (auto* topic = y.line ? "log" : "state"; watched_.contains(topic))
        door_->publish(topic, y.frame);
  }
  auto about_parts = [](const fact& f) {
    return caf::holds_alternative<part_status>(f.body);
  };
  if (!events || !was_fresh
      || std::any_of(x.facts.begin(), x.facts.end(), about_parts))
    update_readiness();
  nudge_followers(x);
  follow();
}

/// The suite is as ready as its worst part.
void gateway_room::update_readiness() {
  auto ok = fresh_;
  auto parts = json::array();
  for (auto* p : now_->all<part_status>()) {
    parts.push_back(to_json(*p));
    ok = ok
         && (p->state == part_state::ready || p->state == part_state::degraded);
  }
  json y{{"ready", ok}, {"parts", parts}};
  if (!fresh_)
    y["detail"] = "The broadcaster does not answer.";
  bridge_->set_readiness(fresh_, ok, make_payload(dump(y)));
}

} // namespace ftm
