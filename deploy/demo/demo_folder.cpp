#include "deploy/demo/demo_folder.hpp"
#include "deploy/demo/demo_rest.hpp"
#include "deploy/demo/demo_texts.hpp"

#include <fstream>

namespace ftm {

namespace fs = std::filesystem;

namespace {

void write_new(const fs::path& file, std::string_view text) {
  if (fs::exists(file))
    return;
  fs::create_directories(file.parent_path());
  std::ofstream out{file, std::ios::binary};
  out << text;
  out.close();
  if (!out)
    throw fs::filesystem_error{"cannot write", file,
                               std::make_error_code(std::errc::io_error)};
}

/// A config with a password, for its owner only.
void write_config(const fs::path& file, std::string_view text,
                  std::set<uint16_t>& ports) {
  if (fs::exists(file))
    return;
  write_new(file, demo::with_rest(text, ports));
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
}

void link_simulator(const fs::path& freqtrade, const fs::path& simulator) {
  auto link = freqtrade / ".venv/bin/freqtrade";
  fs::create_directories(link.parent_path());
  if (fs::is_symlink(link) && fs::read_symlink(link) != simulator)
    fs::remove(link);
  if (!fs::exists(fs::symlink_status(link)))
    fs::create_symlink(simulator, link);
}

} // namespace

std::error_code write_demo(const fs::path& folder,
                           const fs::path& sim_executable) {
  try {
    auto simulator = fs::absolute(sim_executable);
    if (!fs::exists(simulator))
      return std::make_error_code(std::errc::no_such_file_or_directory);
    auto desk = folder / "freqtrade-spot";
    auto lab = folder / "freqtrade-lab";
    for (auto& x : {desk, lab}) {
      link_simulator(x, simulator);
      write_new(x / "ftm-sim.json", demo::pace);
    }
    write_new(desk / "user_data/strategies/DipHunter.py", demo::dip_hunter);
    write_new(desk / "user_data/strategies/TideRider.py", demo::tide_rider);
    write_new(lab / "user_data/strategies/NightOwl.py", demo::night_owl);
    std::set<uint16_t> ports;
    write_config(desk / "config.json", demo::spot_config, ports);
    write_config(desk / "config-tide.json", demo::tide_config, ports);
    write_config(lab / "config.json", demo::lab_config, ports);
    write_new(folder / "config.yaml", demo::manager_config);
  } catch (const fs::filesystem_error& e) {
    return e.code();
  }
  return {};
}

} // namespace ftm
