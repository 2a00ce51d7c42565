// Random calls of a function, from its schema alone or from a case's arguments: good ones, and ones with faults.
#pragma once

#include <string>
#include <vector>

#include "test/conformance/core/run.h"
#include "test/fuzz/core/corpus.h"
#include "test/fuzz/core/shapes.h"
#include "test/fuzz/core/tensors.h"

namespace mixgrad::fuzz {

struct Call {
  const Function* function = nullptr;
  std::vector<Value> arguments;  // of a method, with its object in front
};
std::string text_of(const Call& call);

class Maker {
 public:
  Maker(Random& random, conformance::Run& run, Corpus& corpus, std::string folder)
      : random_(random), run_(run), corpus_(corpus), folder_(std::move(folder)) {}

  Call make(const Function& function);
  // Of a property's type, for instance.
  Value value(const Type& type) { return value(type, nullptr); }

 private:
  std::vector<Value> from_schema(const Function& function);
  bool from_case(const Function& function, std::vector<Value>& out);
  void vary(const Function& function, std::vector<Value>& arguments);
  void spoil(const Function& function, std::vector<Value>& arguments);

  Value value(const Type& type, const Argument* argument);
  Value input(const Argument& argument);
  Tensor tensor(const Argument& argument);
  DType dtype_of(const Argument& argument);
  Value varied(const Value& value, DType floating);
  int64_t integer(int64_t low, int64_t high);
  double real(const Range* range);
  Value number(const Range* range);
  Value axis();
  Value shape(int most);
  Value list(const Type& type, const Argument* argument);
  Value enumerator(const Type& type);
  Value path();
  std::string text();
  std::string bytes();
  Value subscript();
  Value slice();
  Value callable();
  Value object(const std::string& cls);
  Value made(const Function& maker);
  Value wrong();

  Random& random_;
  conformance::Run& run_;
  Corpus& corpus_;
  std::string folder_;

  // Of the call that is being made.
  const Function* function_ = nullptr;
  int wild_ = 0;  // how often in a hundred a number is one that nobody would give
  int depth_ = 0;
  bool few_ = false;  // counts stay small: the work is as long as they say
  Shape leading_, first_;
  Sizes sizes_;
  DType floating_ = DType::kFloat32;
  std::map<std::string, DType> variables_;
};

}  // namespace mixgrad::fuzz
