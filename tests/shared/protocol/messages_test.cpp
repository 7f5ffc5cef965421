#include "shared/protocol/actors.hpp"
#include "tests/shared/protocol/filled.hpp"
#include "tests/support/deterministic_system.hpp"

#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>
#include <caf/deep_to_string.hpp>

#include <algorithm>
#include <set>

namespace ftm {

namespace {

template <class... Ts>
struct types {};

/// Every message of the protocol. One that is missing here fails a test below.
using all_messages =
    types<config_after, config_change, config_report, config_text,
          configured_strategies, decision_query, epoch_page, epoch_query,
          epoch_range, epoch_record, fact_page, facts_after, files_query,
          launches_query, log_line, output_chunk, output_matches, output_range,
          output_search, params_query, part_status, process_control,
          process_request, process_spec, process_status, question, ranking,
          run_control, run_request, run_status, runs_query, stats_history,
          stats_query, strategy_status, switches, std::vector<params_version>,
          std::vector<process_status>, std::vector<result_file>,
          std::vector<run_status>>;

template <class... Ts>
void insert_ids(std::set<caf::type_id_t>& y, types<Ts...>) {
  (y.insert(caf::type_id<Ts>::value), ...);
}

template <size_t... Is>
std::vector<std::string> names_in_block(std::index_sequence<Is...>) {
  return {caf::type_name_by_id<caf::id_block::ftm::begin + Is>::value...};
}

using namespace std::chrono_literals;

class messages : public test::deterministic_system {
protected:
  template <class T>
  std::vector<char> bytes_of(const T& x) {
    std::vector<char> y;
    caf::binary_serializer write{sys_, y};
    auto e = write(x);
    EXPECT_FALSE(e) << sys_.render(e);
    return y;
  }

  template <class T>
  T round_trip(const T& x) {
    auto bytes = bytes_of(x);
    T y;
    caf::binary_deserializer read{sys_, bytes};
    auto e = read(y);
    EXPECT_FALSE(e) << sys_.render(e);
    EXPECT_EQ(read.remaining(), 0u);
    EXPECT_EQ(bytes_of(y), bytes) << caf::deep_to_string(x);
    return y;
  }

  template <class T>
  void comes_back(const T& x) {
    EXPECT_EQ(round_trip(x), x) << caf::deep_to_string(x);
  }

  /// As it travels between processes: inside of a caf::message.
  template <class T>
  void travels(const T& x) {
    auto out = caf::make_message(x);
    auto bytes = bytes_of(out);
    caf::message in;
    caf::binary_deserializer read{sys_, bytes};
    auto e = read(in);
    ASSERT_FALSE(e) << sys_.render(e);
    ASSERT_TRUE(in.match_elements<T>());
    EXPECT_EQ(bytes_of(in.get_as<T>(0)), bytes_of(x));
  }

  template <class... Ts>
  void all_travel_empty(types<Ts...>) {
    (travels(Ts{}), ...);
  }
};

/// Notes where the fields lie that a type's inspect names.
struct field_finder {
  using result_type = void;
  static constexpr bool reads_state = true;
  static constexpr bool writes_state = false;

  struct field {
    size_t from, size, alignment;
  };
  const char* begin;
  std::vector<field> fields{};

  template <class... Ts>
  void operator()(Ts&&... xs) {
    (note(xs), ...);
  }

  template <class T>
  void note(T& x) {
    if constexpr (!caf::meta::is_annotation<std::decay_t<T>>::value)
      fields.push_back(
          {static_cast<size_t>(reinterpret_cast<const char*>(&x) - begin),
           sizeof(T), alignof(T)});
  }
};

/// Whether nothing but padding lies between the fields.
template <class T>
void every_field_is_inspected() {
  T x{};
  field_finder f{reinterpret_cast<const char*>(&x)};
  inspect(f, x);
  f.fields.push_back({sizeof(T), 0, alignof(T)});
  std::sort(f.fields.begin(), f.fields.end(),
            [](auto& a, auto& b) { return a.from < b.from; });
  size_t end = 0;
  for (auto& field : f.fields) {
    EXPECT_LT(field.from - end, field.alignment)
        << caf::type_name<T>::value << " has a field at byte " << end
        << " that its inspect does not name";
    end = field.from + field.size;
  }
}

template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};

template <class... Ts>
void every_field_of_all_is_inspected(types<Ts...>) {
  auto one = []<class T>(types<T>) {
    if constexpr (!is_vector<T>::value)
      every_field_is_inspected<T>();
  };
  (one(types<Ts>{}), ...);
}

} // namespace

TEST_F(messages, none_is_forgotten_here) {
  constexpr auto begin = caf::id_block::ftm::begin;
  constexpr auto end = caf::id_block::ftm::end;
  auto names = names_in_block(std::make_index_sequence<end - begin>{});
  std::set<caf::type_id_t> tested;
  insert_ids(tested, all_messages{});
  for (auto id = begin; id < end; ++id)
    EXPECT_TRUE(tested.contains(id)) << names[id - begin];
  EXPECT_EQ(tested.size(), static_cast<size_t>(end - begin));
}

TEST_F(messages, all_travel_empty) {
  all_travel_empty(all_messages{});
}

TEST_F(messages, every_field_is_inspected) {
  every_field_of_all_is_inspected(all_messages{});
}

TEST_F(messages, filled_ones_come_back_field_by_field) {
  comes_back(test::filled_part());
  comes_back(test::filled_line());
  comes_back(test::filled_process());
  comes_back(test::filled_run());
  comes_back(test::filled_strategy());
  comes_back(test::filled_spec());
  comes_back(test::filled_stats());
  comes_back(test::filled_bot());
  comes_back(process_status{});
  comes_back(run_status{});
}

TEST_F(messages, filled_ones_travel) {
  travels(test::filled_page());
  travels(test::filled_history());
  travels(test::filled_matches());
  travels(test::filled_question());
  travels(test::filled_ranking());
  travels(test::filled_spec());
  travels(epoch_page{"f",
                     1,
                     2,
                     3,
                     1,
                     std::string("\0\xff\x7f\x01", 4),
                     {{"c", {"x", "y"}}},
                     {"c"}});
  travels(epoch_record{"f", test::filled_row(), "{}"});
  travels(epoch_range{{"A", "f", "L"}, 1, 2, 3, {"objective"}, 4ms});
  travels(epoch_query{{"A", "f", "L"}, 1});
  travels(config_change{"yaml", true, "me"});
  travels(config_report{1, true, {{false, 2, "k", "f", "e"}}});
  travels(config_text{1, "/p", "yaml", "{}"});
  travels(config_after{1, 2ms});
  travels(configured_strategies{{"A", "B"}});
  travels(decision_query{"R"});
  travels(facts_after{{1, 2}, "A", 3ms});
  travels(files_query{"A"});
  travels(launches_query{{"A", process_kind::trade}, "L", 1});
  travels(output_range{{"A", process_kind::trade}, "L", -5, 6, 7ms});
  travels(output_chunk{"L", 1, std::string("\0\xff", 2), true});
  travels(output_search{{"A", process_kind::trade}, "L", "text", -5, 6});
  travels(params_query{"A", "v", 1});
  travels(stats_query{{"A", process_kind::trade}});
  travels(process_control{{}, "L", process_action::release, "me", "R"});
  travels(process_control{{}, "L", process_action::reload, "me", "", "R.1"});
  travels(process_request{{}, "L", "me", true});
  travels(run_control{"R", run_action::reject, "me"});
  travels(run_request{"R",
                      "A",
                      run_trigger::api,
                      "me",
                      {step_kind::extract},
                      params_source{"f", 1, "v"},
                      true});
  travels(runs_query{"A", "R", "B", 1});
  travels(switches{"A", std::vector{step_kind::backtest}, false, "me"});
  travels(std::vector<params_version>{
      {"v", timestamp{1s}, true, "R", {"f", 1, "v"}, "{}"}, {}});
  travels(std::vector<process_status>{test::filled_process(), {}});
  travels(
      std::vector<result_file>{{"f", 1, 2, timestamp{3s}, 4, "L", "R"}, {}});
  travels(std::vector<run_status>{test::filled_run(), {}});
}

TEST_F(messages, every_fact_comes_back_with_its_bits) {
  auto x = test::filled_page();
  auto y = round_trip(x);
  ASSERT_EQ(y.facts.size(), x.facts.size());
  std::set<std::string> kinds;
  for (size_t i = 0; i < x.facts.size(); ++i) {
    EXPECT_EQ(y.facts[i].at, x.facts[i].at);
    EXPECT_TRUE(y.facts[i].body == x.facts[i].body);
    kinds.insert(key_of(x.facts[i].body).substr(0, 4));
  }
  EXPECT_EQ(kinds.size(), 9u) << "one of each kind";
  EXPECT_EQ(y.upto, x.upto);
  EXPECT_TRUE(y.whole);
}

TEST_F(messages, doubles_that_are_not_finite_do_no_harm) {
  for (double x : {std::nan(""), double{INFINITY}, -double{INFINITY}, -0.0,
                   5e-324, 1.7976931348623157e308}) {
    epoch_row row;
    row.objective = x;
    hyperopt_status status;
    status.winner = row;
    EXPECT_TRUE(round_trip(fact_page{{}, false, {{{}, status}}}).facts[0].body
                == fact_body{status});
  }
}

TEST_F(messages, what_is_cut_off_is_an_error_and_no_crash) {
  auto bytes = bytes_of(test::filled_page());
  for (size_t n = 0; n < bytes.size(); ++n) {
    fact_page y;
    auto cut = bytes;
    cut.resize(n);
    caf::binary_deserializer read{sys_, cut};
    EXPECT_TRUE(read(y)) << n;
  }
}

TEST_F(messages, an_enum_that_a_newer_peer_knows_has_a_name_anyway) {
  EXPECT_STREQ(to_string(static_cast<process_state>(200)), "?");
  EXPECT_STREQ(to_string(static_cast<step_kind>(8)), "?");
  EXPECT_STREQ(to_string(static_cast<part_state>(6)), "?");
  EXPECT_STREQ(to_string(static_cast<ec>(99)), "?");
}

TEST_F(messages, an_absent_value_stays_absent) {
  switches x;
  x.steps.emplace(); // none on, which is not the same as not said
  auto y = round_trip(x);
  EXPECT_TRUE(y.steps && y.steps->empty());
  EXPECT_FALSE(y.scheduled);
}

} // namespace ftm
