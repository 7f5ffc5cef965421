#include "deploy/ftmanager/init_command.hpp"

#include "shared/config/init.hpp"
#include "shared/util/file.hpp"

#include <filesystem>
#include <iostream>

namespace ftm {

namespace fs = std::filesystem;

namespace {

int failed(const std::string& sentence) {
  std::cerr << "ftmanager init: " << sentence << "\n";
  return 1;
}

} // namespace

int init_command(const init_options& options) {
  std::error_code code;
  if (!fs::is_directory(options.folder, code))
    return failed("no such folder: " + options.folder);
  bool to_stdout = options.output == "-";
  if (!to_stdout && !options.force
      && fs::symlink_status(options.output, code).type()
             != fs::file_type::not_found)
    return failed(options.output
                  + " exists; --force replaces it, --output names another");
  auto found = config::look_through(options.folder);
  if (to_stdout) {
    std::cout << config::make_config(found, fs::absolute("config.yaml"));
    return 0;
  }
  auto target = fs::absolute(options.output);
  // 0600: people put passwords of databases into extra_args.
  if (auto error =
          write_file_durably(target, config::make_config(found, target), 0600))
    return failed("cannot write " + target.string() + ": " + error.message());
  std::cout << "Wrote " << options.output << ": " << found.strategies.size()
            << " strategies, " << found.configs.size() << " configs, "
            << (found.venv.empty()
                    ? std::string{"no freqtrade executable (set venv_path)"}
                    : "freqtrade in " + found.venv)
            << ".\nNext: ftmanager check --config " << options.output << "\n";
  return 0;
}

} // namespace ftm
