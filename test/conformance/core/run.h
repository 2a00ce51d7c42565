// Where a case runs: a context with a seed, the case's own host, and what was wrong with it.
#pragma once

#include <stdexcept>

#include "core/context/context.h"
#include "test/conformance/core/evaluate.h"

namespace mixgrad::conformance {

struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Run {
  Ref<Context> holder = make_ref<Context>();
  Ref<Evaluator> evaluator;
  Context& context = *holder;
  explicit Run(const std::string& files) : evaluator(make_ref<Evaluator>(files)) {
    context.host = evaluator;
    context.device = places().made;
    context.generator->set_seed(0);
  }
};

// The arguments of a case, whose tensors can be replaced by others.
struct BoundCase : Run {
  std::vector<Tensor> own;   // in the order in which they were made
  std::vector<Value> given;  // where they stand
  explicit BoundCase(const std::string& files) : Run(files) { evaluator->made = &own; }
  BoundCase(const BoundCase&) = delete;
  BoundCase& operator=(const BoundCase&) = delete;
  std::vector<Value> with(const std::vector<Tensor>& tensors) const;
};

}  // namespace mixgrad::conformance
