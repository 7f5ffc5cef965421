#include "gateway/front_door/http_rules.hpp"
#include "gateway/front_door/static_files.hpp"
#include "gateway/front_door/ws_ops.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

TEST(http_rules, knows_the_methods_that_rest_has) {
  for (auto* x : {"GET", "HEAD", "POST", "PATCH", "DELETE"})
    EXPECT_TRUE(known_method(x)) << x;
  for (auto* x : {"TRACE", "OPTIONS", "CONNECT", "PUT", "get", "GETX", ""})
    EXPECT_FALSE(known_method(x)) << x;
}

TEST(http_rules, finds_a_cookie_by_its_whole_name) {
  EXPECT_EQ(cookie_value("a=1; ftm_session_8080=abc; b=2", "ftm_session_8080"),
            "abc");
  EXPECT_FALSE(cookie_value("xftm=1; ftm_session_80801=1", "ftm_session_8080"));
  EXPECT_FALSE(cookie_value("", "a"));
}

TEST(http_rules, reads_bearer_credentials) {
  EXPECT_EQ(bearer_of("Bearer abc"), "abc");
  EXPECT_EQ(bearer_of("bearer  abc "), "abc");
  EXPECT_FALSE(bearer_of("Basic abc"));
  EXPECT_FALSE(bearer_of(""));
}

TEST(http_rules, compares_etags_weakly_and_in_lists) {
  EXPECT_TRUE(etag_matches("\"a\"", "\"a\""));
  EXPECT_TRUE(etag_matches("\"b\", W/\"a\"", "\"a\""));
  EXPECT_TRUE(etag_matches("*", "\"a\""));
  EXPECT_FALSE(etag_matches("\"ab\"", "\"a\""));
  EXPECT_FALSE(etag_matches("", "\"a\""));
}

TEST(http_rules, knows_who_takes_gzip) {
  EXPECT_TRUE(takes_gzip("gzip, deflate, br"));
  EXPECT_TRUE(takes_gzip("br;q=1.0, GZIP;q=0.5"));
  EXPECT_FALSE(takes_gzip("gzip;q=0"));
  EXPECT_FALSE(takes_gzip("gzip;q=0.0, br"));
  EXPECT_FALSE(takes_gzip(""));
}

TEST(http_rules, refuses_targets_that_two_servers_could_read_in_two_ways) {
  for (auto* x : {"/", "/api/v1/state?x=1&y=%20", "/a.b/c..d", "/%41"})
    EXPECT_TRUE(clean_target(x)) << x;
  for (auto* x :
       {"", "api", "//evil", "http://evil/", "*", "/a b", "/a#b", "/a\\b",
        "/../x", "/a/..", "/%2e%2E/x", "/.%2e/", "/./x", "/\xC3\xA4", "/a\r\n"})
    EXPECT_FALSE(clean_target(x)) << x;
}

TEST(static_files, pages_get_the_index_and_files_that_are_not_there_404) {
  const asset files[] = {{"/index.html", "aa", "<html>", ""},
                         {"/assets/x-1.js", "bb", "code", "zip"}};
  asset_list all{files, 2};
  EXPECT_EQ(static_file(all, "/strategies/A", true, "").body, "<html>");
  EXPECT_EQ(static_file(all, "/strategies/A", true, "").cache, "no-cache");
  EXPECT_EQ(static_file(all, "/nothing.js", true, "").status, 404);
  auto js = static_file(all, "/assets/x-1.js", true, "");
  EXPECT_EQ(js.body, "zip");
  EXPECT_TRUE(js.gzip);
  EXPECT_NE(js.cache.find("immutable"), std::string_view::npos);
  EXPECT_EQ(static_file(all, "/assets/x-1.js", false, "").body, "code");
  EXPECT_EQ(static_file(all, "/assets/x-1.js", true, js.etag).status, 304);
  EXPECT_EQ(static_file(all, "/assets/x-1.js", false, js.etag).status, 200);
}

TEST(static_files, without_a_dashboard_a_page_says_so) {
  auto x = static_file({}, "/", true, "");
  EXPECT_EQ(x.status, 200);
  EXPECT_NE(x.body.find("without its dashboard"), std::string_view::npos);
}

TEST(ws_ops, reads_subscriptions) {
  auto x = parse_ws_op(
      R"({"op":"subscribe","id":7,"topics":[{"name":"state","epoch":"0a",)"
      R"("offset":12},{"name":"output:A:B:trade"},"log"]})");
  EXPECT_EQ(x.problem, "");
  EXPECT_EQ(x.verb, ws_verb::subscribe);
  EXPECT_EQ(x.id, "7");
  ASSERT_EQ(x.topics.size(), 3u);
  EXPECT_EQ(x.topics[0].offset, 12u);
  EXPECT_EQ(x.topics[1].name, "output:A:B:trade");
  EXPECT_FALSE(x.topics[2].offset);
}

TEST(ws_ops, says_what_is_wrong) {
  for (auto* x : {"", "[]", "{", "{\"op\":\"x\"}", "{\"op\":\"subscribe\"}",
                  R"({"op":"subscribe","topics":[]})",
                  R"({"op":"subscribe","topics":[{"name":"nothing"}]})",
                  R"({"op":"subscribe","topics":[{"name":"output:A"}]})",
                  R"({"op":"subscribe","topics":[{"name":"log","offset":-1}]})",
                  R"({"op":"subscribe","topics":[{"name":"log","ofset":1}]})",
                  R"({"op":"subscribe","topics":[7]})"})
    EXPECT_NE(parse_ws_op(x).problem, "") << x;
}

} // namespace
} // namespace ftm
