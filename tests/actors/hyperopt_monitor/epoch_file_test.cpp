#include "actors/hyperopt_monitor/epoch_file.hpp"

#include "actors/hyperopt_monitor/file_facts.hpp"
#include "actors/hyperopt_monitor/record.hpp"
#include "tests/actors/hyperopt_monitor/scratch.hpp"

#include "shared/util/file.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fcntl.h>

namespace ftm {
namespace {

using test::epoch_line;
using test::scratch;

constexpr size_t all = size_t{1} << 30;

TEST(epoch_file, mistake_3_a_half_line_is_taken_when_it_is_whole) {
  scratch x;
  auto line = epoch_line(1, 5.0);
  epoch_file file{x.add("a.fthypt", line.substr(0, 50))};
  file.step(all);
  EXPECT_EQ(file.epochs().size(), 0u);
  EXPECT_EQ(file.half_line(), 50u);
  x.append("a.fthypt", line.substr(50));
  EXPECT_FALSE(file.step(all).changed) << "no newline yet";
  x.append("a.fthypt", "\n" + epoch_line(2, 6.0).substr(0, 3));
  EXPECT_TRUE(file.step(all).changed);
  ASSERT_EQ(file.epochs().size(), 1u);
  x.append("a.fthypt", epoch_line(2, 6.0).substr(3) + "\n");
  file.step(all);
  ASSERT_EQ(file.epochs().size(), 2u);
  EXPECT_EQ(file.epochs().row(1).epoch, 2u);
  EXPECT_EQ(file.text(1), epoch_line(2, 6.0));
  EXPECT_EQ(file.rejected_lines(), 0u);
}

TEST(epoch_file, parameters_are_read_later_for_what_passed_already) {
  scratch x;
  std::string text;
  for (int i = 1; i <= 5; ++i)
    text += epoch_line(i, 1, std::string(20'000, 'x')) + "\n";
  epoch_file file{x.add("a.fthypt", text)};
  file.step(all);
  EXPECT_EQ(file.epochs().params.rows(), 0u);
  file.want_params();
  EXPECT_FALSE(file.has_params());
  EXPECT_TRUE(file.step(all).changed);
  ASSERT_TRUE(file.has_params());
  x.append("a.fthypt", epoch_line(6, 1) + "\n");
  file.step(all);
  ASSERT_TRUE(file.has_params());
  for (size_t i = 0; i < 6; ++i)
    EXPECT_EQ(file.epochs().params.value(0, i), static_cast<double>(i + 1));
  file.drop_params();
  EXPECT_EQ(file.epochs().params.memory(), 0u);
  file.want_params();
  file.step(all);
  EXPECT_EQ(file.epochs().params.value(0, 5), 6);
}

TEST(epoch_file, parameters_are_read_in_small_steps_too) {
  scratch x;
  std::string text;
  for (int i = 1; i <= 50; ++i)
    text += epoch_line(i, 1) + "\n";
  epoch_file file{x.add("a.fthypt", text)};
  file.step(all);
  file.want_params();
  size_t steps = 0;
  for (auto more = true; more; ++steps)
    more = file.step(100'000).more;
  EXPECT_GT(steps, 3u);
  EXPECT_TRUE(file.has_params());
  EXPECT_EQ(file.epochs().params.value(0, 49), 50);
}

TEST(epoch_file, parameters_longer_than_the_usual_read_are_whole) {
  scratch x;
  auto line = epoch_line(1, 1);
  auto at = line.find("\"x\"");
  line.insert(at, "\"long\":\"" + std::string(70'000, 'y') + "\",");
  epoch_file file{x.add("a.fthypt", line + "\n" + epoch_line(2, 1) + "\n")};
  file.step(all);
  file.want_params();
  file.step(all);
  const auto& params = file.epochs().params;
  ASSERT_EQ(params.rows(), 2u);
  EXPECT_EQ(params.value(*params.find("x"), 0), 1);
  EXPECT_EQ(params.texts(*params.find("long")).front().size(), 70'000u);
}

TEST(epoch_file, parameters_of_a_file_that_shrank_begin_again) {
  scratch x;
  epoch_file file{
      x.add("a.fthypt", epoch_line(1, 1) + "\n" + epoch_line(2, 2) + "\n")};
  file.want_params();
  file.step(all);
  EXPECT_EQ(file.epochs().params.rows(), 2u);
  x.rewrite("a.fthypt", epoch_line(7, 1) + "\n");
  file.step(all);
  ASSERT_EQ(file.epochs().params.rows(), 1u);
  EXPECT_EQ(file.epochs().params.value(0, 0), 7);
}

TEST(epoch_file, of_an_ended_file_the_last_line_needs_no_newline) {
  scratch x;
  epoch_file file{
      x.add("a.fthypt", epoch_line(1, 1) + "\n" + epoch_line(2, 2))};
  file.want_params();
  file.step(all);
  EXPECT_EQ(file.epochs().size(), 1u);
  EXPECT_TRUE(file.take_rest());
  EXPECT_FALSE(file.take_rest());
  ASSERT_EQ(file.epochs().size(), 2u);
  EXPECT_EQ(file.text(1), epoch_line(2, 2));
  EXPECT_TRUE(file.has_params());
  x.append("a.fthypt", "\n" + epoch_line(3, 3) + "\n");
  file.step(all);
  ASSERT_EQ(file.epochs().size(), 3u)
      << "the newline that came late is no line";
  EXPECT_EQ(file.epochs().line(2), 3u);
  EXPECT_EQ(file.text(2), epoch_line(3, 3));
  EXPECT_EQ(file.rejected_lines(), 0u);
}

TEST(epoch_file, half_a_line_is_never_the_rest_of_an_ended_file) {
  scratch x;
  auto line = epoch_line(1, 1);
  epoch_file file{x.add("a.fthypt", line.substr(0, line.size() - 1))};
  file.step(all);
  EXPECT_FALSE(file.take_rest());
  x.append("a.fthypt", "}\n");
  file.step(all);
  EXPECT_EQ(file.epochs().size(), 1u);
}

TEST(epoch_file, counts_garbage_and_goes_on) {
  scratch x;
  epoch_file file{x.add("a.fthypt", epoch_line(1, 1) + "\nnonsense\n\n"
                                        + epoch_line(2, 2) + "\n")};
  file.step(all);
  EXPECT_EQ(file.epochs().size(), 2u);
  EXPECT_EQ(file.rejected_lines(), 2u);
  EXPECT_EQ(file.first_rejected(), 2u);
  EXPECT_EQ(file.epochs().line(1), 4u) << "a line is a position in the file";
}

TEST(epoch_file, a_truncated_file_begins_again) {
  scratch x;
  auto path =
      x.add("a.fthypt", epoch_line(1, 1) + "\n" + epoch_line(2, 2) + "\n");
  epoch_file file{path};
  file.step(all);
  auto before = file.generation();
  x.rewrite("a.fthypt", epoch_line(9, 1) + "\n");
  EXPECT_TRUE(file.step(all).changed);
  EXPECT_NE(file.generation(), before);
  ASSERT_EQ(file.epochs().size(), 1u);
  EXPECT_EQ(file.epochs().row(0).epoch, 9u);
  EXPECT_EQ(file.epochs().row(0).line, 1u);
}

TEST(epoch_file, a_replaced_file_begins_again) {
  scratch x;
  auto path = x.add("a.fthypt", epoch_line(1, 1) + "\n");
  epoch_file file{path};
  file.step(all);
  auto before = file.generation();
  auto other = x.add("b", epoch_line(7, 1) + "\n" + epoch_line(8, 1) + "\n");
  std::filesystem::rename(other, path);
  file.step(all);
  EXPECT_NE(file.generation(), before);
  EXPECT_EQ(file.epochs().size(), 2u);
}

TEST(epoch_file, another_process_finds_the_same_generation) {
  scratch x;
  auto path = x.add("a.fthypt", epoch_line(1, 1) + "\n");
  epoch_file one{path};
  one.step(all);
  x.append("a.fthypt", epoch_line(2, 1) + "\n");
  epoch_file two{path};
  two.step(all);
  EXPECT_EQ(one.generation(), two.generation());
  EXPECT_GT(one.generation(), 0u);
  EXPECT_LT(one.generation(), 1ULL << 53);
}

TEST(epoch_file, reads_lines_longer_than_its_block) {
  scratch x;
  auto text = epoch_line(1, 1, std::string(5'000, 'x')) + "\n"
              + epoch_line(2, 2) + "\n"
              + epoch_line(3, 3, std::string(20'000, 'y')) + "\n";
  auto path = x.add("a.fthypt", text);
  for (size_t block : {64, 1'000, 100'000}) {
    epoch_file file{path, {.upto = {}, .hash = true, .block = block}};
    size_t steps = 0;
    while (file.step(500).more)
      ASSERT_LT(++steps, 1'000u);
    EXPECT_EQ(file.epochs().size(), 3u) << block;
    EXPECT_EQ(file.sha256(), sha256_hex(text));
  }
}

TEST(epoch_file, judges_no_byte_beyond_its_limit) {
  scratch x;
  auto first = epoch_line(1, 1) + "\n";
  auto path = x.add("a.fthypt", first + epoch_line(2, 2) + "\n");
  epoch_file file{path, {.upto = first.size(), .hash = true}};
  EXPECT_FALSE(file.step(all).more);
  EXPECT_EQ(file.epochs().size(), 1u);
  EXPECT_EQ(file.bytes_read(), first.size());
  EXPECT_EQ(file.sha256(), sha256_hex(first));
}

TEST(epoch_file, a_file_that_has_ended_ends_with_a_line) {
  scratch x;
  auto text = epoch_line(1, 1) + "\n" + epoch_line(2, 2);
  auto path = x.add("a.fthypt", text);
  for (epoch_file::options o : {epoch_file::options{.upto = text.size()},
                                epoch_file::options{.ended = true}}) {
    epoch_file file{path, o};
    file.step(all);
    ASSERT_EQ(file.epochs().size(), 2u);
    EXPECT_EQ(file.epochs().line(1), 2u);
    EXPECT_EQ(file.text(1), epoch_line(2, 2));
    EXPECT_EQ(file.half_line(), 0u);
    EXPECT_EQ(file.rejected_lines(), 0u);
  }
  epoch_file cut{path, {.upto = text.size() - 9}};
  cut.step(all);
  EXPECT_EQ(cut.epochs().size(), 1u);
  EXPECT_EQ(cut.rejected_lines(), 1u) << "half an epoch is none, but told";
  epoch_file live{path};
  live.step(all);
  EXPECT_EQ(live.epochs().size(), 1u) << "its newline may still come";
  EXPECT_EQ(live.rejected_lines(), 0u);
}

TEST(epoch_file, keeps_nothing_of_a_line_without_end) {
  scratch x;
  auto path =
      x.add("a.fthypt", epoch_line(1, 1) + "\n" + std::string(5'000, 'x'));
  epoch_file::options o{.block = 256, .longest_line = 1'000};
  epoch_file file{path, o};
  file.step(all);
  EXPECT_EQ(file.half_line(), 0u) << "given back";
  EXPECT_EQ(file.rejected_lines(), 0u) << "it goes on";
  x.append("a.fthypt",
           std::string(5'000, 'y') + "\n" + epoch_line(3, 3) + "\n");
  file.step(all);
  EXPECT_EQ(file.rejected_lines(), 1u);
  EXPECT_EQ(file.first_rejected(), 2u);
  ASSERT_EQ(file.epochs().size(), 2u);
  EXPECT_EQ(file.epochs().line(1), 3u);
  EXPECT_EQ(file.text(1), epoch_line(3, 3));
  x.append("a.fthypt", std::string(5'000, 'z'));
  o.ended = true;
  epoch_file whole{path, o};
  whole.step(all);
  EXPECT_EQ(whole.epochs().size(), 2u);
  EXPECT_EQ(whole.rejected_lines(), 2u);
}

TEST(epoch_file, an_epoch_that_is_no_json_has_all_lines_read_in_full) {
  scratch x;
  auto numpy = epoch_line(1, 9);
  numpy.replace(numpy.find("\"params_details\":{}"), 19,
                "\"params_details\":np.float64(1.5)");
  std::string text;
  for (const auto& line : {numpy, epoch_line(2, 5), numpy})
    text += line + "\n";
  epoch_file file{x.add("a.fthypt", text), {.upto = text.size(), .hash = true}};
  file.step(all);
  ASSERT_EQ(file.epochs().size(), 3u) << "nobody looked there";
  auto before = file.generation();
  EXPECT_TRUE(file.confirm(1));
  EXPECT_FALSE(file.confirm(0));
  EXPECT_NE(file.generation(), before);
  file.step(all);
  ASSERT_EQ(file.epochs().size(), 1u);
  EXPECT_EQ(file.epochs().line(0), 2u);
  EXPECT_EQ(file.rejected_lines(), 2u);
  EXPECT_TRUE(file.confirm(0));
  EXPECT_EQ(file.sha256(), sha256_hex(text));
}

TEST(epoch_file, a_missing_file_is_an_error_and_no_end) {
  scratch x;
  epoch_file file{x.path() / "none.fthypt"};
  EXPECT_EQ(file.step(all).error, std::errc::no_such_file_or_directory);
  x.add("none.fthypt", epoch_line(1, 1) + "\n");
  EXPECT_FALSE(file.step(all).error);
  EXPECT_EQ(file.epochs().size(), 1u);
}

TEST(record_json, mistake_4_non_finite_numbers_become_null_with_a_note) {
  auto y = record_json(
      R"({"loss":NaN,"params_dict":{"a":1,"b":"NaN"},"params_details":{"s":)"
      R"({"x":2}},"results_metrics":{"trades":[{"note":"]}\" Infinity",)"
      R"("p":NaN}],"sortino":-Infinity,"list":[1,Infinity]}})");
  ASSERT_TRUE(y);
  auto json = nlohmann::json::parse(*y);
  EXPECT_TRUE(json["loss"].is_null());
  EXPECT_EQ(json["params_dict"]["b"], "NaN");
  EXPECT_EQ(json["params_details"]["s"]["x"], 2);
  EXPECT_FALSE(json["results_metrics"].contains("trades"));
  EXPECT_EQ(json["nonfinite"],
            (nlohmann::json{{"loss", "NaN"},
                            {"results_metrics.sortino", "-Infinity"},
                            {"results_metrics.list.1", "Infinity"}}));
}

TEST(record_json, keeps_the_rest_of_a_recorded_line) {
  auto text =
      read_file(std::filesystem::path{FTM_FIXTURES}
                / "fthypt/v2024.9_LongStrat_6epochs_bytes_exact.fthypt");
  ASSERT_TRUE(text);
  auto line = text->substr(0, text->find('\n'));
  auto y = record_json(line);
  ASSERT_TRUE(y);
  EXPECT_LT(y->size(), 30'000u);
  auto ours = nlohmann::json::parse(*y);
  auto whole = nlohmann::json::parse(line);
  whole["results_metrics"].erase("trades");
  EXPECT_EQ(ours, whole);
  EXPECT_EQ(record_json("{\"loss\":"), std::nullopt);
}

TEST(record_json, survives_any_depth) {
  constexpr size_t depth = 200'000;
  auto deep = std::string(depth, '[') + std::string(depth, ']');
  EXPECT_EQ(record_json("{\"loss\":1,\"x\":" + deep + "}"), std::nullopt);
  EXPECT_EQ(record_json("{\"loss\":1,\"x\":" + std::string(depth, '[')),
            std::nullopt);
}

} // namespace
} // namespace ftm
