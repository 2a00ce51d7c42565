// The same call in other ways: in another memory layout, as a graph, for many examples, with its gradients.
#pragma once

#include <array>

#include "test/conformance/core/compare.h"
#include "test/fuzz/core/judge.h"

namespace mixgrad::fuzz {

inline constexpr const char* kWays[] = {"in another layout", "as a graph", "under vmap", "with gradients"};
// How often each way was tried.
using Tried = std::array<int64_t, std::size(kWays)>;

// The arguments of a call, with tensors of its own whenever they are asked for.
class Arguments {
 public:
  explicit Arguments(const Call& call);
  bool are_plain() const { return plain_; }  // no objects or functions, which remember
  std::vector<Tensor> tensors(conformance::Layout layout) const;
  std::vector<Value> with(const std::vector<Tensor>& tensors) const;

 private:
  std::vector<Value> given_;
  std::vector<Tensor> flat_;
  bool plain_ = true;
};

// Tries one way, if there is one. `before`: the arguments as they were before the call that ended so. Throws a Failure
// where the ways do not agree.
void check_agreement(Random& random, const Function& function, const Arguments& before, const Ending& ending,
                     const conformance::Tolerances& tolerances, Tried& tried);

}  // namespace mixgrad::fuzz
