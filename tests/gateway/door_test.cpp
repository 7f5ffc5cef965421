#include "tests/gateway/suite.hpp"

namespace ftm::test {
namespace {

class door : public gateway_suite {
protected:
  door() {
    start_gateway(any_port());
  }
};

TEST_F(door, is_alive_and_says_how_the_parts_are) {
  EXPECT_EQ(knock(http_text("GET", "/livez")).status, 200);
  auto x = knock(http_text("GET", "/readyz"));
  EXPECT_EQ(x.status, 200) << x.body;
  EXPECT_EQ(x.doc()["ready"], true);
}

TEST_F(door, mistake_16_nobody_gets_in_without_the_token) {
  EXPECT_EQ(knock(http_text("GET", "/api/v1/state")).status, 401);
  EXPECT_EQ(knock(http_text("GET", "/api/v1/strategies")).status, 401);
  EXPECT_EQ(knock(http_text("GET", "/api/v1/strategies",
                            "Authorization: Bearer 00\r\n"))
                .status,
            401);
  EXPECT_EQ(socket_client(address_.port, "").upgrade, 401);
  EXPECT_EQ(call("GET", "/api/v1/state").status, 200);
  EXPECT_EQ(call("GET", "/api/v1/strategies").status, 200);
  EXPECT_EQ(socket().upgrade, 101);
}

TEST_F(door, the_token_is_traded_for_a_session) {
  auto body = json{{"token", token()}}.dump();
  auto x = knock(http_text("POST", "/api/v1/session", "", body));
  ASSERT_EQ(x.status, 204) << x.body;
  auto cookie = x.headers["set-cookie"];
  EXPECT_NE(cookie.find("HttpOnly"), std::string::npos);
  EXPECT_NE(cookie.find("SameSite=Strict"), std::string::npos);
  auto header = "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n";
  auto who = knock(http_text("GET", "/api/v1/session", header));
  EXPECT_EQ(who.doc()["role"], "admin") << who.body;
  EXPECT_EQ(socket_client(address_.port, header).upgrade, 101);
  EXPECT_EQ(knock(http_text("DELETE", "/api/v1/session", header)).status, 204);
  EXPECT_EQ(knock(http_text("GET", "/api/v1/session", header)).status, 401);
}

TEST_F(door, a_session_outlives_the_gateway_unless_it_was_ended) {
  auto log_in = [&] {
    auto body = json{{"token", token()}}.dump();
    auto x = knock(http_text("POST", "/api/v1/session", "", body));
    auto cookie = x.headers["set-cookie"];
    return "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n";
  };
  auto open = log_in(), ended = log_in();
  EXPECT_EQ(knock(http_text("DELETE", "/api/v1/session", ended)).status, 204);
  auto web = any_port();
  web.port = address_.port;
  stop_gateway();
  start_gateway(web);
  EXPECT_EQ(knock(http_text("GET", "/api/v1/session", open)).status, 200);
  EXPECT_EQ(knock(http_text("GET", "/api/v1/session", ended)).status, 401);
}

TEST_F(door, bodies_nested_deep_are_refused_without_login_too) {
  for (std::string text : {std::string(500'000, '['), std::string(500'000, '{'),
                           R"({"token":)" + std::string(500'000, '[')
                               + std::string(500'000, ']') + "}"}) {
    auto x = knock(http_text("POST", "/api/v1/session", "", text));
    EXPECT_EQ(x.status, 400);
    EXPECT_LT(x.body.size(), 2000u) << x.body.substr(0, 300);
  }
  EXPECT_EQ(call("GET", "/api/v1/state").status, 200) << "still here";
}

TEST_F(door, a_body_full_of_mistakes_is_answered_in_short) {
  std::string text = "{";
  for (int i = 0; i < 20'000; ++i)
    text += '"' + std::string(30, 'x') + std::to_string(i) + "\":[[[1]]],";
  text += "\"y\":\"" + std::string(1000, 'z') + "\"}";
  auto x = call("POST", "/api/v1/strategies/A/evaluate", text);
  EXPECT_EQ(x.status, 400);
  EXPECT_EQ(x.doc()["errors"].size(), 20u);
  EXPECT_EQ(x.doc()["errors"][0]["found"], "an array");
  EXPECT_LT(x.body.size(), 20'000u);
}

TEST_F(door, wrong_logins_slow_down) {
  auto body = json{{"token", "wrong"}}.dump();
  std::vector<int> seen;
  for (int i = 0; i < 6; ++i)
    seen.push_back(
        knock(http_text("POST", "/api/v1/session", "", body)).status);
  EXPECT_EQ(seen.front(), 401);
  EXPECT_EQ(seen.back(), 429);
  auto x = knock(
      http_text("GET", "/api/v1/state", "Authorization: Bearer wrong\r\n"));
  EXPECT_EQ(x.status, 429);
  EXPECT_NE(x.headers["retry-after"], "");
  // All programs of this machine share an address: the right token passes.
  EXPECT_EQ(call("GET", "/api/v1/state").status, 200);
  body = json{{"token", token()}}.dump();
  EXPECT_EQ(knock(http_text("POST", "/api/v1/session", "", body)).status, 204);
}

TEST_F(door, mistake_16_other_hosts_and_origins_are_refused) {
  EXPECT_EQ(call("GET", "/api/v1/state", "", "Host: evil.example\r\n").status,
            403);
  auto port = std::to_string(address_.port);
  auto host = "Host: localhost:" + port + "\r\n";
  EXPECT_EQ(call("POST", "/api/v1/trading/stop", "",
                 host + "Origin: https://evil.example\r\n")
                .status,
            403);
  EXPECT_EQ(call("POST", "/api/v1/trading/stop", "",
                 host + "Origin: http://localhost:1\r\n")
                .status,
            403);
  EXPECT_EQ(call("POST", "/api/v1/trading/stop", "",
                 host + "Origin: http://localhost:" + port + "\r\n")
                .status,
            202);
  EXPECT_EQ(
      socket_client(address_.port, key() + "Origin: https://evil.example\r\n")
          .upgrade,
      403);
}

TEST_F(door, limits_headers_and_bodies) {
  EXPECT_EQ(
      call("GET", "/", "", "X: " + std::string(20'000, 'x') + "\r\n").status,
      431);
  auto big = http_text("POST", "/api/v1/trading/stop",
                       key() + "Content-Length: 1048577\r\n");
  EXPECT_EQ(knock(big).status, 413);
  auto chunked = http_text("POST", "/api/v1/trading/stop",
                           key() + "Transfer-Encoding: chunked\r\n")
                 + "110000\r\n" + std::string(0x110000, 'x') + "\r\n0\r\n\r\n";
  EXPECT_EQ(knock(chunked).status, 413);
}

TEST_F(door, refuses_what_two_servers_could_read_in_two_ways) {
  auto post = [&](const std::string& headers, const std::string& rest) {
    return knock(http_text("POST", "/api/v1/trading/stop", key() + headers)
                 + rest)
        .status;
  };
  EXPECT_EQ(
      post("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
      400);
  EXPECT_EQ(post("Content-Length: 2\r\nContent-Length: 3\r\n", "{} "), 400);
  EXPECT_EQ(post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 400);
  EXPECT_EQ(post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400);
  EXPECT_EQ(post("Transfer-Encoding: chunked\r\n", "-2\r\n{}\r\n0\r\n\r\n"),
            400);
  EXPECT_EQ(post("Host: localhost\r\nHost: localhost\r\n", ""), 400);
  EXPECT_EQ(post("X : 1\r\n", ""), 400);
  EXPECT_EQ(knock(http_text("GET", "http://localhost/")).status, 400);
  EXPECT_EQ(knock(http_text("GET", "/a/../api/v1/state")).status, 400);
  EXPECT_EQ(knock("GET / HTTP/1.1\r\n\r\n").status, 400);
  EXPECT_EQ(knock("nonsense\r\n\r\n").status, 400);
  EXPECT_EQ(call("GET", "/api/v1/state").status, 200) << "still here";
}

TEST_F(door, passes_on_only_the_methods_that_rest_has) {
  for (auto* method : {"TRACE", "OPTIONS", "PUT", "CONNECT", "FROB", "get"}) {
    for (auto* target : {"/api/v1/session", "/api/v1/state", "/"}) {
      auto x = knock(http_text(method, target));
      EXPECT_EQ(x.status, 405) << method << ' ' << target;
      EXPECT_EQ(x.headers["allow"], "GET, HEAD, POST, PATCH, DELETE");
      EXPECT_EQ(x.body.find("X-Ftm"), std::string::npos) << x.body;
    }
  }
}

TEST_F(door, takes_chunked_bodies_that_are_sound) {
  auto x = knock(http_text("POST", "/api/v1/trading/stop",
                           key()
                               + "Content-Type: application/json\r\n"
                                 "Transfer-Encoding: chunked\r\n")
                 + "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n");
  EXPECT_EQ(x.status, 202) << x.body;
}

TEST_F(door, answers_pipelined_requests_in_order) {
  wire w{address_.port};
  w.send(http_text("GET", "/api/v1/strategies", key())
         + http_text("GET", "/livez") + http_text("GET", "/api/v1/log", key()));
  EXPECT_EQ(read_answer(w).doc()["items"].size(), 1u);
  EXPECT_EQ(read_answer(w).body, "alive\n");
  EXPECT_EQ(read_answer(w).doc()["items"].size(), 0u);
}

TEST_F(door, serves_a_page_with_headers_that_guard_it) {
  auto x = knock(http_text("GET", "/"));
  EXPECT_EQ(x.status, 200);
  EXPECT_NE(x.body.find("<html"), std::string::npos);
  EXPECT_NE(x.headers["content-security-policy"].find("default-src 'self'"),
            std::string::npos);
  EXPECT_EQ(x.headers["x-content-type-options"], "nosniff");
  EXPECT_EQ(knock(http_text("GET", "/nothing.js")).status, 404);
  auto head = knock(http_text("HEAD", "/"), true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers["content-length"], std::to_string(x.body.size()));
}

TEST_F(door, the_state_has_an_etag) {
  auto x = call("GET", "/api/v1/state");
  auto etag = x.headers["etag"];
  ASSERT_NE(etag, "");
  EXPECT_EQ(call("GET", "/api/v1/state", "", "If-None-Match: " + etag + "\r\n")
                .status,
            304);
}

TEST_F(door, without_the_broadcaster_it_is_not_ready_and_hides_nothing) {
  change([](owners& x) { x.silent = true; });
  tell(a_strategy("B")); // ends the parked read
  int status = 200;
  for (int i = 0; i < 5000 && status == 200; ++i)
    status = knock(http_text("GET", "/readyz")).status;
  EXPECT_EQ(status, 503);
  EXPECT_EQ(call("GET", "/api/v1/state").status, 503);
}

class door_that_stays_shut : public gateway_suite {};

TEST_F(door_that_stays_shut, a_busy_port_is_named_with_a_way_out) {
  start_gateway(any_port());
  auto web = any_port();
  web.port = address_.port;
  auto first = std::exchange(gateway_, nullptr);
  start_gateway(web);
  EXPECT_NE(failure_.find(std::to_string(web.port)), std::string::npos)
      << failure_;
  EXPECT_NE(failure_.find("--port"), std::string::npos);
  gateway_ = first;
}

TEST_F(door_that_stays_shut, login_off_is_for_loopback_only) {
  auto web = any_port();
  web.host = "0.0.0.0";
  web.login = false;
  start_gateway(web);
  EXPECT_NE(failure_.find("web.login"), std::string::npos) << failure_;
}

TEST_F(door_that_stays_shut, an_open_bind_needs_a_proxy_that_encrypts) {
  auto web = any_port();
  web.host = "0.0.0.0";
  start_gateway(web);
  EXPECT_NE(failure_.find("behind_proxy"), std::string::npos) << failure_;
}

TEST_F(door_that_stays_shut, login_off_lets_the_own_machine_in) {
  auto web = any_port();
  web.login = false;
  start_gateway(web);
  EXPECT_EQ(knock(http_text("GET", "/api/v1/strategies")).status, 200);
}

} // namespace
} // namespace ftm::test
