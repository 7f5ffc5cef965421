#include "deploy/ftmanager/check_command.hpp"
#include "deploy/ftmanager/client_commands.hpp"
#include "deploy/ftmanager/epochs_command.hpp"
#include "deploy/ftmanager/evaluate_command.hpp"
#include "deploy/ftmanager/init_command.hpp"
#include "deploy/ftmanager/part_spawner.hpp"
#include "deploy/ftmanager/serve.hpp"
#include "shared/util/text.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <malloc.h>

namespace {

using namespace ftm;

void add_suite_options(CLI::App& app, serve_options& x) {
  app.add_option("--config", x.config, "config.yaml")->capture_default_str();
  app.add_option("--state-dir", x.state_dir,
                 "run folders, databases, token (default: ftmanager-state "
                 "beside config.yaml)");
  app.add_option("--host", x.host, "address to listen at (default: config's)");
  app.add_option("--port", x.port, "port (default: config's, 8080)");
}

void add_client_options(CLI::App& app, client_options& x) {
  app.add_option("--config", x.config, "config.yaml of the running manager")
      ->capture_default_str();
  app.add_option("--state-dir", x.state_dir,
                 "where its token is (default: ftmanager-state beside "
                 "config.yaml)");
  app.add_option("--url", x.url,
                 "where it listens (default: what it wrote "
                 "down in its state folder)")
      ->check(CLI::Validator{
          [](const std::string& url) {
            return url.starts_with("http://") || url.starts_with("https://")
                       ? std::string{}
                       : "\"" + url + "\" is no address: http://HOST:PORT";
          },
          "http://HOST:PORT", "address"});
  app.add_flag("--json", x.json, "JSON for programs");
}

void add_strategy(CLI::App& app, std::string& strategy) {
  app.add_option("STRATEGY", strategy, "its name in config.yaml")->required();
}

void add_process(CLI::App& app, std::string& strategy, std::string& kind,
                 const char* kinds = "trade, download_data, backtest, hyperopt "
                                     "or hyperopt_show") {
  add_strategy(app, strategy);
  app.add_option("KIND", kind, kinds)->required();
}

CLI::App* add_epochs(CLI::App& app, epochs_options& x) {
  auto* y = app.add_subcommand(
      "epochs", "Write the epochs of a .fthypt file as a table, CSV or JSON "
                "lines");
  y->add_option("FILE", x.file, "a .fthypt file")->required();
  y->add_option("--format", x.format,
                "csv, jsonl or table (default: table on a terminal, else csv)");
  y->add_option("--columns", x.columns,
                "such as line,sharpe,params.buy_rsi; params.* is all of them");
  y->add_option("--filter", x.filter,
                "such as \"trades>=3;max_drawdown<=2\"; both must hold");
  y->add_option("--sort", x.sort,
                "such as \"-sharpe,trades\"; - is the largest first");
  y->add_option("--limit", x.limit, "rows at most (default: all)");
  y->add_option("--output", x.output,
                "a file that is replaced; - is standard output");
  y->footer("Needs no running manager. Numbers are exact in csv and jsonl, a "
            "table rounds them.\nExit codes: 0 done, 1 cannot be written, 2 "
            "bad arguments or file, 3 no epoch is left.");
  return y;
}

/// glibc keeps what one large answer needed for ever: after questions about a
/// million epochs it held 200 MB. Large pieces go back at once, and the others
/// are not spread over an arena for each thread.
void return_memory() {
  ::mallopt(M_MMAP_THRESHOLD, 4 << 20);
  ::mallopt(M_ARENA_MAX, 2);
}

/// Tells of a first word that is no command, or of none; CLI11 would only say
/// that one is missing.
bool is_no_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2) {
    std::cerr << app.help();
    return true;
  }
  std::string word = argv[1];
  std::vector<std::string> names{"-h", "--help", "--version"};
  for (auto* x : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(x->get_name());
  if (std::find(names.begin(), names.end(), word) != names.end())
    return false;
  auto near = nearest(word, names);
  std::cerr << "ftmanager: "
            << (word.starts_with('-') ? "a command comes first, not \""
                                      : "there is no command \"")
            << to_valid_utf8(word) << '"'
            << (near.empty() ? "" : "; perhaps \"" + near + '"') << ".\n\n"
            << app.help();
  return true;
}

/// What is wrong with a command line, and where to read on.
std::string bad_arguments_text(const CLI::App* app, const CLI::Error& e) {
  std::string why = e.what();
  auto used = app->get_subcommands();
  auto name = app->get_name() + (used.empty() ? "" : " " + used[0]->get_name());
  if (!used.empty() && why.starts_with(used[0]->get_name() + ": "))
    why = why.substr(used[0]->get_name().size() + 2);
  return name + ": " + why + "\nSee " + name + " --help.\n";
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"FreqTrade Manager: keeps freqtrade bots alive and re-optimises "
               "them every day",
               "ftmanager"};
  app.set_version_flag("--version", "ftmanager " FTM_VERSION);
  app.require_subcommand(1);
  app.failure_message(bad_arguments_text);
  app.footer("Exit codes: 0 done, 1 refused, 2 bad arguments, 3 what was asked "
             "for failed,\n4 no manager answers. COMMAND --help tells more.");

  serve_options serving;
  auto* serve_app = app.add_subcommand("serve", "Run the manager");
  add_suite_options(*serve_app, serving);
  serve_app->add_flag("--isolate", serving.isolate,
                      "each actor in a process of its own");
  serve_app->add_flag("--demo", serving.demo,
                      "three strategies on a simulated freqtrade");
  serve_app
      ->add_option("--demo-folder", serving.demo_folder,
                   "where the demo's files are written")
      ->capture_default_str();

  serve_options acting;
  std::string part;
  std::string part_strategy;
  auto* actor_app = app.add_subcommand(
      "actor", "Run one actor, for the warden or a service manager");
  add_suite_options(*actor_app, acting);
  actor_app
      ->add_option("PART", part,
                   "supervisor, orchestrator, scheduler, broadcaster, gateway "
                   "or monitor")
      ->required();
  actor_app->add_option("--strategy", part_strategy, "of a monitor");
  actor_app->add_flag("--keep-config", acting.keep_config,
                      "the orchestrator goes on with the config it had");
  actor_app->add_flag("--demo", acting.demo)->group("");
  bool gated = false;
  actor_app->add_flag("--gated", gated)->group("");

  check_options checking;
  auto* check_app =
      app.add_subcommand("check", "Check config.yaml and what it names");
  check_app->add_option("--config", checking.config, "config.yaml")
      ->capture_default_str();
  check_app->add_flag("--json", checking.json, "JSON for programs");

  init_options initial;
  auto* init_app = app.add_subcommand(
      "init", "Write a commented config.yaml from a freqtrade folder");
  init_app->add_option("FOLDER", initial.folder, "freqtrade's folder")
      ->required();
  init_app
      ->add_option("--output", initial.output,
                   "where it is written; - is standard output")
      ->capture_default_str();
  init_app->add_flag("--force", initial.force, "replace what is there");

  evaluate_options evaluating;
  auto* evaluate_app = app.add_subcommand(
      "evaluate", "Choose an epoch of a .fthypt file by criteria");
  evaluate_app->add_option("FILE", evaluating.file, "a .fthypt file")
      ->required();
  evaluate_app
      ->add_option("--criteria", evaluating.criteria,
                   "such as \"max_drawdown <= 2; profit_total_pct >= 0 desc\"")
      ->required();
  evaluate_app->add_flag("--json", evaluating.json, "JSON for programs");

  epochs_options exporting;
  auto* epochs_app = add_epochs(app, exporting);

  client_options client;
  std::string strategy;
  std::string kind;
  bool force = false;
  bool follow = false;
  auto* status_app =
      app.add_subcommand("status", "Show all strategies and processes");
  add_client_options(*status_app, client);
  auto* start_app =
      app.add_subcommand("start", "Start a process; returns at once");
  add_client_options(*start_app, client);
  // hyperopt_show is a step of the cycle: it writes the params file.
  add_process(*start_app, strategy, kind,
              "trade, download_data, backtest or hyperopt");
  start_app->add_flag("--force", force,
                      "although a process does the same that this manager has "
                      "not started");
  auto* stop_app =
      app.add_subcommand("stop", "Stop a process and wait until it is gone");
  add_client_options(*stop_app, client);
  add_process(*stop_app, strategy, kind);
  auto* reload_app = app.add_subcommand(
      "reload", "Let a running trade load its config and params anew");
  add_client_options(*reload_app, client);
  add_strategy(*reload_app, strategy);
  auto* run_app = app.add_subcommand("run", "Start a strategy's cycle");
  add_client_options(*run_app, client);
  add_strategy(*run_app, strategy);
  run_app->add_flag("--follow", follow, "show its steps until it ends");
  auto* logs_app = app.add_subcommand(
      "logs", "Print the output of a process's newest launch");
  add_client_options(*logs_app, client);
  add_process(*logs_app, strategy, kind);
  logs_app->add_flag("-f,--follow", follow, "go on until it ends");

  return_memory();
  if (is_no_command(app, argc, argv))
    return 2;
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2; // --help and --version are no errors
  }

  try {
    if (*serve_app)
      return serve(serving);
    if (*actor_app && gated && !pass_gate())
      return 0;
    if (*actor_app)
      return run_part(resolve(acting), part, part_strategy);
    if (*check_app)
      return check_command(checking);
    if (*init_app)
      return init_command(initial);
    if (*evaluate_app)
      return evaluate_command(evaluating);
    if (*epochs_app)
      return epochs_command(exporting);
    if (*status_app)
      return status_command(client);
    if (*start_app)
      return start_command(client, strategy, kind, force);
    if (*stop_app)
      return stop_command(client, strategy, kind);
    if (*reload_app)
      return reload_command(client, strategy);
    if (*run_app)
      return run_command(client, strategy, follow);
    return logs_command(client, strategy, kind, follow);
  } catch (const std::exception& e) {
    std::cerr << "ftmanager: " << e.what() << '\n';
    return 1;
  }
}
