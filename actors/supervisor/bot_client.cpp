#include "actors/supervisor/bot_client.hpp"

#include <utility>

namespace ftm {

namespace {

constexpr int64_t answer_ms = 5000; ///< a busy bot may take a second or two

} // namespace

bot_client::bot_client(process_spec spec, bot_client_hooks hooks)
    : spec_(std::move(spec)), hooks_(std::move(hooks)),
      access_(access_of(spec_)), poll_(spec_.bot_poll) {}

bot_client::~bot_client() {
  end_call();
}

void bot_client::end_call() {
  if (call_)
    hooks_.forget(call_->fd());
  call_.reset();
  deadline_ = -1;
  ordering_ = false;
}

int64_t bot_client::due() const {
  if (call_)
    return deadline_;
  if (!access_.login)
    return -1;
  return order_ == order::open ? 0 : poll_.due();
}

bot_status bot_client::status() const {
  auto y = poll_.status();
  if (!access_.error.empty())
    y.error = access_.error;
  return y;
}

void bot_client::begin_anew(int64_t now) {
  end_call();
  access_ = access_of(spec_);
  poll_.ask_anew(now);
}

void bot_client::on_config_loading(int64_t now) {
  if (!ordering_)
    return begin_anew(now);
  // It obeys before it has answered: asked once more it would load once more.
  if (order_ == order::open)
    order_ = order::taken;
  stale_ = true;
}

void bot_client::forget_reload() {
  order_ = order::none;
  poll_.hurry_no_more();
}

void bot_client::order_reload(int64_t now) {
  begin_anew(now);
  poll_.hurry(now);
  order_ = order::open;
  order_error_.clear();
  if (!access_.login)
    no_answer(access_.error, now);
}

void bot_client::no_answer(const std::string& why, int64_t now) {
  auto obeyed = ordering_ && order_ != order::open;
  end_call();
  stale_ = true; // its login or its port may have been changed
  if (obeyed)
    return poll_.ask_anew(now);
  if (order_ == order::open) {
    order_ = order::failed;
    order_error_ = why;
  }
  poll_.failed(why, now);
}

void bot_client::ask(const std::string& method, const std::string& path,
                     int64_t now) {
  auto error = hooks_.stranger(*access_.login, -1);
  strange_ = !error.empty();
  if (strange_)
    return no_answer(error, now);
  call_ = bot_call::begin(
      *access_.login, method, path,
      [this](int socket) { return hooks_.stranger(*access_.login, socket); },
      error);
  if (!call_)
    return no_answer(error, now);
  deadline_ = now + answer_ms;
  hooks_.watch(call_->fd());
}

void bot_client::on_time(int64_t now) {
  if (call_ && now >= deadline_)
    no_answer("its REST at " + access_.login->place()
                  + " does not answer within "
                  + std::to_string(answer_ms / 1000) + " s",
              now);
  if (call_ || due() < 0 || now < due())
    return;
  if (std::exchange(stale_, false)) {
    access_ = access_of(spec_);
    if (!access_.login)
      return order_ == order::open ? no_answer(access_.error, now) : void();
  }
  if (order_ == order::open) {
    ask("POST", "reload_config", now);
    ordering_ = call_ != nullptr;
  } else if (auto question = poll_.next(now)) {
    ask("GET", to_string(*question), now);
  }
}

void bot_client::on_readable(int64_t now) {
  if (!call_)
    return;
  auto x = call_->step();
  strange_ = call_->met_stranger();
  if (x == bot_call::progress::more) {
    hooks_.watch(call_->fd());
    return;
  }
  if (x == bot_call::progress::failed)
    return no_answer(std::string{call_->error()}, now);
  auto status = call_->response().status();
  auto body = call_->response().body();
  auto ordered = ordering_;
  end_call();
  if (!ordered) {
    poll_.answered(status, body, now);
    stale_ = !poll_.reached();
  } else if (status == 200 || order_ != order::open) {
    if (order_ == order::open)
      order_ = order::taken;
    poll_.ask_anew(now);
  } else {
    no_answer("its REST answers reload_config with HTTP status "
                  + std::to_string(status),
              now);
  }
}

} // namespace ftm
