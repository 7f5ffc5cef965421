#include "gateway/client/rest_client.hpp"
#include "gateway/rest/listener.hpp"
#include "gateway/rest/router.hpp"
#include "tests/gateway/suite.hpp"

#include <cmath>

namespace ftm::test {
namespace {

class rest : public gateway_suite {
protected:
  rest() {
    tell(a_process("A", process_kind::trade, process_state::ready, "L1"));
    start_gateway(any_port());
  }
  /// Until the gateway knows it.
  void wait_for(const std::string& path, const std::string& what) {
    for (int i = 0; i < 20'000; ++i)
      if (call("GET", path).body.find(what) != std::string::npos)
        return;
    ADD_FAILURE() << path << " never said " << what;
  }
};

TEST_F(rest, mistake_4_a_nan_epoch_does_not_hide_the_state) {
  hyperopt_status x;
  x.strategy = "A";
  x.winner = an_epoch(7);
  x.winner->objective = std::nan("");
  x.favourite = an_epoch(8);
  x.favourite->profit_total_pct = -INFINITY;
  tell(x);
  wait_for("/api/v1/state", "\"hyperopt\":[{");
  auto y = call("GET", "/api/v1/state");
  EXPECT_EQ(y.status, 200);
  ASSERT_FALSE(y.doc().is_discarded()) << y.body;
  auto winner = y.doc()["data"]["hyperopt"][0]["winner"];
  EXPECT_TRUE(winner["objective"].is_null());
  EXPECT_EQ(winner["nonfinite"]["objective"], "NaN");
}

TEST_F(rest, tells_the_history_of_what_a_process_used) {
  change([](owners& x) {
    x.history.interval = milliseconds{2000};
    x.history.points.resize(2);
    x.history.points[1].cpu_pct = 12.5;
  });
  auto x = call("GET", "/api/v1/strategies/A/processes/trade/stats").doc();
  EXPECT_EQ(x["launch"], "A's");
  EXPECT_EQ(x["interval_ms"], 2000);
  EXPECT_EQ(x["points"].size(), 2u);
  EXPECT_EQ(x["points"][1]["cpu_pct"], 12.5);
  EXPECT_EQ(call("GET", "/api/v1/strategies/A/processes/xyz/stats").status,
            404);
}

TEST_F(rest, lists_strategies_and_their_processes) {
  EXPECT_EQ(call("GET", "/api/v1/strategies").doc()["items"][0]["strategy"],
            "A");
  auto x = call("GET", "/api/v1/strategies/A").doc();
  EXPECT_EQ(x["processes"].size(), 5u);
  EXPECT_EQ(x["processes"][0]["state"], "ready");
  EXPECT_EQ(x["processes"][1]["state"], "idle");
  EXPECT_TRUE(x["run"].is_null());
  auto p = call("GET", "/api/v1/strategies/A/processes/trade").doc();
  EXPECT_EQ(p["launches"].size(), 1u);
}

TEST_F(rest, a_name_that_is_not_known_is_404_and_the_near_one_is_told) {
  tell(a_strategy("Momentum"));
  wait_for("/api/v1/strategies", "Momentum");
  auto x = call("GET", "/api/v1/strategies/Momentun");
  EXPECT_EQ(x.status, 404);
  EXPECT_EQ(x.headers["content-type"], "application/problem+json");
  EXPECT_NE(x.doc()["detail"].get<std::string>().find("Momentum"),
            std::string::npos);
  EXPECT_EQ(call("GET", "/api/v1/strategies/A/processes/xyz").status, 404);
  EXPECT_EQ(call("GET", "/api/v1/nothing").status, 404);
  EXPECT_EQ(call("GET", "/api/v1/runs/R9").status, 404);
  EXPECT_EQ(call("GET", "/api/v1/strategies/A/epochs/0").status, 404);
}

TEST_F(rest, verbs_and_types_that_do_not_fit_are_told) {
  auto x = call("DELETE", "/api/v1/strategies/A");
  EXPECT_EQ(x.status, 405);
  EXPECT_EQ(x.headers["allow"], "GET");
  auto y = knock(http_text("POST", "/api/v1/strategies/A/runs",
                           key()
                               + "Content-Type: text/plain\r\n"
                                 "Content-Length: 2\r\n")
                 + "{}");
  EXPECT_EQ(y.status, 415);
}

TEST_F(rest, bad_bodies_are_told_field_by_field) {
  auto runs = "/api/v1/strategies/A/runs";
  for (auto* body : {"{", "[]", "7", R"({"steps":["hyperop"]})",
                     R"({"steps":7})", R"({"dry":true})"}) {
    auto x = call("POST", runs, body);
    EXPECT_EQ(x.status, 400) << body;
    EXPECT_GE(x.doc()["errors"].size(), 1u) << x.body;
  }
  auto x = call("POST", "/api/v1/strategies/A/processes/trade/start",
                R"({"force":1,"farce":true})");
  EXPECT_EQ(x.status, 400);
  EXPECT_EQ(x.doc()["errors"].size(), 2u) << x.body;
  EXPECT_EQ(call("GET", "/api/v1/log?limit=x").status, 400);
  EXPECT_EQ(call("GET", "/api/v1/log?level=%zz").status, 400);
  EXPECT_EQ(call("GET", "/api/v1/strategies/A/epochs?filter=x").status, 400);
}

TEST_F(rest, a_start_is_answered_at_once_and_says_where_to_look) {
  auto x = call("POST", "/api/v1/strategies/A/processes/backtest/start", "{}",
                "Idempotency-Key: my-key\r\n");
  EXPECT_EQ(x.status, 202) << x.body;
  EXPECT_EQ(x.headers["location"], "/api/v1/strategies/A/processes/backtest");
  EXPECT_EQ(x.doc()["launch"], "my-key");
  call("POST", "/api/v1/strategies/A/processes/backtest/start");
  call("POST", "/api/v1/strategies/A/processes/backtest/start", "",
       "Idempotency-Key: no id / at all\r\n");
  std::lock_guard guard{owners_->mutex};
  ASSERT_EQ(owners_->starts.size(), 3u);
  EXPECT_EQ(owners_->starts[0].launch, "my-key");
  EXPECT_TRUE(owners_->starts[1].launch.starts_with("A."));
  EXPECT_TRUE(owners_->starts[2].launch.starts_with("key-"));
  EXPECT_EQ(owners_->starts[0].by, "token");
}

TEST_F(rest, another_launch_or_run_in_the_way_is_409_and_named) {
  change([](owners& x) { x.other = "L0"; });
  auto x = call("POST", "/api/v1/strategies/A/processes/trade/start");
  EXPECT_EQ(x.status, 409);
  EXPECT_EQ(x.doc()["launch"], "L0");
  auto y = call("POST", "/api/v1/strategies/A/runs", "{}");
  EXPECT_EQ(y.status, 409);
  EXPECT_EQ(y.doc()["run"]["id"], "L0");
}

TEST_F(rest, stop_names_the_newest_launch_unless_one_is_named) {
  EXPECT_EQ(call("POST", "/api/v1/strategies/A/processes/trade/stop").status,
            202);
  EXPECT_EQ(call("POST", "/api/v1/strategies/A/processes/trade/stop",
                 R"({"launch":"L7"})")
                .status,
            202);
  EXPECT_EQ(call("POST", "/api/v1/strategies/A/processes/hyperopt/stop").status,
            409);
  auto all = call("POST", "/api/v1/trading/stop");
  EXPECT_EQ(all.doc()["items"].size(), 1u) << all.body;
  std::lock_guard guard{owners_->mutex};
  ASSERT_EQ(owners_->controls.size(), 3u);
  EXPECT_EQ(owners_->controls[0].launch, "L1");
  EXPECT_EQ(owners_->controls[1].launch, "L7");
}

TEST_F(rest, owners_errors_keep_their_meaning) {
  EXPECT_EQ(call("POST", "/api/v1/runs/R1/cancel").status, 409);
  EXPECT_EQ(call("POST", "/api/v1/runs/R2/cancel").status, 404);
  EXPECT_EQ(call("GET", "/api/v1/strategies/A/processes/trade/output").status,
            404);
}

TEST_F(rest, epochs_come_as_rows_columns_and_judged) {
  change([](owners& x) {
    for (uint64_t line = 1; line <= 5; ++line)
      x.epochs.push_back(an_epoch(line));
    x.epochs[1].objective = std::nan("");
  });
  auto path = std::string{"/api/v1/strategies/A/epochs"};
  auto x = call("GET", path + "?limit=2").doc();
  EXPECT_EQ(x["items"].size(), 2u);
  EXPECT_TRUE(x["items"][1]["objective"].is_null());
  auto y = call("GET",
                path + "?limit=9&cursor=" + x["next_cursor"].get<std::string>())
               .doc();
  EXPECT_EQ(y["items"].size(), 3u);
  EXPECT_EQ(y["items"][0]["line"], 3);
  EXPECT_TRUE(y["next_cursor"].is_null());
  auto z = call("GET", path + "?format=columns&columns=line,objective").doc();
  EXPECT_EQ(z["rows"], 5);
  EXPECT_EQ(z["columns"]["line"][4], 5);
  EXPECT_TRUE(z["columns"]["objective"][1].is_null());
  auto judged = call("GET", path + "?sort=-objective&filter=trades%3E%3D3");
  EXPECT_EQ(judged.doc()["items"].size(), 5u) << judged.body;
  EXPECT_EQ(call("GET", path + "/2/explain").doc()["sentence"], "because");
  EXPECT_EQ(call("GET", path + "/2").doc()["epoch"]["params"]["a"], 1);
  EXPECT_EQ(call("GET", path + "/9").status, 404);
  std::lock_guard guard{owners_->mutex};
  ASSERT_GE(owners_->questions.size(), 2u);
  EXPECT_EQ(owners_->questions[0].criteria->size(), 2u);
  EXPECT_TRUE(owners_->questions[0].tradeless);
}

TEST_F(rest, mistake_13_extraction_names_the_file_and_the_line) {
  auto path = std::string{"/api/v1/strategies/A/epochs/7/extract"};
  EXPECT_EQ(call("POST", path).status, 400);
  auto x = call("POST", path, R"({"file":"b.fthypt"})");
  EXPECT_EQ(x.status, 202) << x.body;
  std::lock_guard guard{owners_->mutex};
  ASSERT_EQ(owners_->runs.size(), 1u);
  EXPECT_EQ(owners_->runs[0].steps, std::vector{step_kind::extract});
  EXPECT_EQ(owners_->runs[0].params->file, "b.fthypt");
  EXPECT_EQ(owners_->runs[0].params->line, 7u);
}

TEST_F(rest, a_persons_browser_starts_by_hand_and_a_tool_by_api) {
  auto path = std::string{"/api/v1/strategies/A/runs"};
  auto in = call("POST", "/api/v1/session", R"({"token":")" + token() + "\"}");
  ASSERT_EQ(in.status, 204) << in.body;
  auto cookie = in.headers["set-cookie"];
  auto by_browser = knock(http_text(
      "POST", path, "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n",
      "{}"));
  EXPECT_EQ(by_browser.status, 202) << by_browser.body;
  EXPECT_EQ(call("POST", path, "{}").status, 202);
  std::lock_guard guard{owners_->mutex};
  ASSERT_EQ(owners_->runs.size(), 2u);
  EXPECT_EQ(owners_->runs[0].trigger, run_trigger::manual);
  EXPECT_EQ(owners_->runs[1].trigger, run_trigger::api);
}

TEST_F(rest, the_log_is_paged_from_the_newest) {
  for (int i = 1; i <= 5; ++i)
    tell(log_line{i % 2 ? log_level::info : log_level::error, "p", "",
                  "line " + std::to_string(i)});
  wait_for("/api/v1/log", "line 5");
  auto x = call("GET", "/api/v1/log?limit=2").doc();
  EXPECT_EQ(x["items"][0]["text"], "line 5");
  auto y = call("GET", "/api/v1/log?limit=9&cursor="
                           + x["next_cursor"].get<std::string>())
               .doc();
  EXPECT_EQ(y["items"].size(), 3u);
  EXPECT_EQ(y["items"][0]["text"], "line 3");
  EXPECT_EQ(call("GET", "/api/v1/log?level=error").doc()["items"].size(), 2u);
}

TEST_F(rest, config_is_validated_and_reloaded) {
  EXPECT_EQ(call("POST", "/api/v1/config/validate", R"({"yaml":"a: 1"})")
                .doc()["accepted"],
            true);
  EXPECT_EQ(call("POST", "/api/v1/config/reload", "{}").status, 200);
  std::lock_guard guard{owners_->mutex};
  ASSERT_EQ(owners_->changes.size(), 2u);
  EXPECT_FALSE(owners_->changes[0].apply);
  EXPECT_TRUE(owners_->changes[1].apply);
}

TEST_F(rest, who_only_looks_may_not_act) {
  auto routes = make_router();
  auto ask = [&](role who) {
    rest_request x;
    x.method = "POST";
    x.path = "/trading/stop";
    x.who.what = who;
    try {
      routes.find(x);
      return 200;
    } catch (const problem& p) {
      return p.status;
    }
  };
  EXPECT_EQ(ask(role::nobody), 401);
  EXPECT_EQ(ask(role::viewer), 403);
  EXPECT_EQ(ask(role::operator_), 200);
}

TEST(problem, tells_programs_whether_a_start_may_be_forced) {
  auto document = [](ec x) {
    return json::parse(reply_of(problem_of(make_error(x, "Why."))).body);
  };
  auto x = document(ec::foreign_process);
  EXPECT_EQ(x["status"], 409);
  EXPECT_EQ(x["code"], "foreign_process");
  EXPECT_EQ(x["detail"], "Why.");
  EXPECT_EQ(document(ec::conflict)["status"], 409);
  EXPECT_EQ(document(ec::conflict)["code"], "conflict");
}

TEST(rest_listener, believes_only_who_knows_the_secret) {
  rest_listener x{std::make_shared<const router>(make_router()), "secret",
                  [](const route&, const exchange_ptr& y) {
                    y->answer(ok({{"role", to_string(y->request.who.what)}}));
                  }};
  auto ask = [&](const std::string& headers) {
    wire w{x.port()};
    w.send(http_text("GET", "/api/v1/session",
                     "X-Ftm-Role: viewer\r\n" + headers));
    return read_answer(w);
  };
  EXPECT_EQ(ask("").status, 403);
  EXPECT_EQ(ask("X-Ftm-Door: guess\r\n").status, 403);
  EXPECT_EQ(ask("X-Ftm-Door: secret\r\n").doc()["role"], "viewer");
}

TEST_F(rest, headers_that_the_door_sets_are_not_taken_from_clients) {
  EXPECT_EQ(knock(http_text("GET", "/api/v1/strategies",
                            "X-Ftm-Role: admin\r\nX-Ftm-Name: x\r\n"))
                .status,
            401);
}

TEST_F(rest, the_clients_of_the_command_line_get_through) {
  rest_client x{address_.url, folder_};
  EXPECT_EQ(x.get("/strategies").body["items"].size(), 1u);
  auto y = x.get("/strategies/B");
  EXPECT_EQ(y.status, 404);
  EXPECT_NE(y.problem, "");
  EXPECT_EQ(x.patch("/strategies/A/workflow", {{"scheduled", false}}).status,
            200);
  change([](owners& o) {
    o.launch = "L1";
    o.output = "some text";
    o.ended = true;
  });
  std::string seen;
  EXPECT_TRUE(x.output("A", "trade", "", 0, true, [&](auto& text) {
    seen += text;
    return true;
  }));
  EXPECT_EQ(seen, "some text");
  std::string op;
  EXPECT_FALSE(x.follow(json::array({"state"}), [&](const json& m) {
    op = m["op"];
    return false;
  }));
  EXPECT_EQ(op, "snapshot");
  rest_client wrong{address_.url, std::string{"00"}};
  EXPECT_NE(wrong.get("/state").problem.find("token"), std::string::npos);
}

TEST(rest_client, says_how_to_start_a_manager_that_is_not_there) {
  rest_client x{"http://127.0.0.1:1", std::string{}};
  auto y = x.get("/state");
  EXPECT_EQ(y.status, 0);
  EXPECT_NE(y.problem.find("ftmanager serve"), std::string::npos);
  EXPECT_TRUE(x.follow(json::array({"state"}), [](auto&) { return true; }));
}

} // namespace
} // namespace ftm::test
