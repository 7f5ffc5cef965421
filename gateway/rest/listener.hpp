#pragma once

#include "gateway/rest/exchange.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

namespace ftm {

class router;
struct route;

/// The private listener (cpprestsdk) behind the front door: on a random port of
/// 127.0.0.1, for those who know the secret only, since any user of the machine
/// could connect. Its threads find the route and hand the exchange on; they
/// wait for nothing.
class rest_listener {
public:
  using sink = std::function<void(const route&, exchange_ptr)>;

  /// Opens. Throws std::runtime_error if no port can be had.
  rest_listener(std::shared_ptr<const router> routes, std::string secret,
                sink s);
  ~rest_listener();
  rest_listener(const rest_listener&) = delete;
  rest_listener& operator=(const rest_listener&) = delete;

  uint16_t port() const;

  /// Returns when no request is being handled any longer: answer them first.
  void close();

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace ftm
