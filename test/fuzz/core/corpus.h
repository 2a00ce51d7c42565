// The arguments of the conformance cases, by function: calls that are known to be good (or bad in one way) to start
// from.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "test/conformance/core/tensors.h"

namespace mixgrad::fuzz {

using conformance::Json;

class Corpus {
 public:
  explicit Corpus(std::filesystem::path folder) : folder_(std::move(folder)) {}
  // Of `conv2d`, `Linear.new` or `Module.call`; none where every case needs something that an earlier step made.
  const std::vector<Json>& arguments_of(const std::string& function);
  // Does any case of it say that what comes out depends on how tensors lie in memory?
  bool depends_on_layout(const std::string& function);

 private:
  void load(const std::string& function);
  void read(const std::filesystem::path& file);
  void collect(const Json& value);
  void add(const std::string& function, const Json& arguments);

  std::filesystem::path folder_;
  std::map<std::string, std::vector<Json>> calls_;
  std::set<std::string> seen_, depend_on_layout_;
};

}  // namespace mixgrad::fuzz
