#pragma once

#include "tests/actors/supervisor/harness.hpp"

namespace ftm::test {

class supervision_of_real_processes : public ::testing::Test {
protected:
  temporary_folder folder_;
  fs::path state_ = folder_.path() / "state";

  fs::path file(const char* name) const {
    return folder_.path() / name;
  }
  std::string path(const char* name) const {
    return file(name).string();
  }
  run_slot slot(const process_spec& x) const {
    return {state_, x.id};
  }
};

using supervised = supervision_of_real_processes;

} // namespace ftm::test
