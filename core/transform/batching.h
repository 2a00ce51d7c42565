// How a call is made for many examples at once: what a batching rule sees. Batched tensors have the examples along axis
// 0.
#pragma once

#include <vector>

#include "core/dispatch/dispatch.h"
#include "core/graph/graph.h"

namespace mixgrad {

// A tensor that is the same for all examples, or one that has an axis of examples in front.
struct MaybeBatched {
  Tensor tensor;
  bool batched = false;
};

// An argument of a call: a plain value, a tensor, or a list of either.
struct BatchedArgument {
  Value plain;
  std::optional<MaybeBatched> tensor;
  std::vector<BatchedArgument> list;
  bool is_list = false;

  bool any_batched() const;
};

class Batching {
 public:
  Batching(Context& c, const Function& f, int64_t n, std::vector<BatchedArgument> arguments,
           std::vector<TensorSpec> outputs, bool list_output)
      : context(c),
        function(f),
        size(n),
        arguments_(std::move(arguments)),
        outputs_(std::move(outputs)),
        list_output_(list_output) {}

  Context& context;
  const Function& function;
  const int64_t size;  // how many examples

  bool has(int i) const { return arguments_[i].tensor.has_value(); }
  bool batched(int i) const { return arguments_[i].any_batched(); }
  const Value& plain(int i) const { return arguments_[i].plain; }
  const BatchedArgument& argument(int i) const { return arguments_[i]; }
  const MaybeBatched& given(int i) const { return *arguments_[i].tensor; }
  // With its axis of examples, if it has one.
  const Tensor& tensor(int i) const { return arguments_[i].tensor->tensor; }
  int rank(int i) const { return tensor(i).rank() - (batched(i) ? 1 : 0); }  // of one example
  const Shape& example_shape(int output = 0) const { return outputs_[output].shape; }
  DType example_dtype(int output = 0) const { return outputs_[output].dtype; }

  // The tensor with an axis of examples: repeated along one if it has none.
  Tensor lifted(int i) const { return lifted(*arguments_[i].tensor); }
  Tensor lifted(const MaybeBatched& t) const;
  // A batched tensor gets axes of size 1 behind the examples, until one example has `rank` of them; others stay.
  Tensor aligned(int i, int rank) const { return aligned(*arguments_[i].tensor, rank); }
  Tensor aligned(const MaybeBatched& t, int rank) const;

  void result(Tensor t) { results_.push_back(std::move(t)); }
  const std::vector<Tensor>& results() const { return results_; }

  // Derived rules.
  void derive();       // the one that the schema names
  void once();         // nothing differs between the examples: one call serves all
  void elementwise();  // broadcasting puts examples in front
  void lift() { lift_all_but(-1); }
  void lift_all_but(int shared);  // the input `shared` stays as it is; axes move by one, shapes get the examples in
                                  // front: what the attributes' types say
  void each();                    // one call for each example, the results stacked

 private:
  void call(const ValueList& arguments);
  Value lifted_attribute(int i) const;
  Value example(const BatchedArgument& a, int64_t at) const;
  void whole_reduction();

  std::vector<BatchedArgument> arguments_;
  std::vector<TensorSpec> outputs_;
  bool list_output_;
  std::vector<Tensor> results_;
};

// Runs a graph that was traced for one example. `inputs` that are batched have examples along axis 0.
std::vector<MaybeBatched> run_batched(Context& context, const Graph& graph, const std::vector<MaybeBatched>& inputs,
                                      int64_t size);

}  // namespace mixgrad
