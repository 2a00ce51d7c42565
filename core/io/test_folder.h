// For the tests of core/io: a folder of their own, and errors by code and words.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/runtime/error.h"

namespace mixgrad {

class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "mixgrad-test-XXXXXX").string();
    if (!mkdtemp(name.data())) std::abort();
    path_ = name;
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  int files() const {
    int n = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(path_)) ++n;
    return n;
  }

 private:
  std::string path_;
};

template <class Call>
void expect_error(ErrorCode code, Call call, const std::string& words, int line) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_STREQ(error_code_name(error.code()), error_code_name(code)) << "line " << line << ": " << error.what();
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << "line " << line << ": " << error.what();
    return;
  }
  ADD_FAILURE() << "line " << line << ": no error";
}
#define EXPECT_ERROR(code, call, words) expect_error(code, [&] { (void)(call); }, words, __LINE__)

}  // namespace mixgrad
