// Counting at a graph's borders: inside it counts from 0, callers see indices as their language counts them.
#include "core/dispatch/dispatch.h"
#include "core/graph/graph.h"

namespace mixgrad {

namespace {
Tensor shifted(Context& context, const Tensor& t, const IndexBorder& border, int64_t by) {
  return op<"index_shift">(context, t, Value(by), border.sentinel ? Value(*border.sentinel) : Value::null());
}
}  // namespace

std::vector<Tensor> Graph::call(Context& context, const std::vector<Tensor>& given) const {
  check_inputs(given);
  int64_t first = context.caller_first();
  std::vector<Tensor> tensors = given;
  for (size_t i = 0; first != 0 && i < input_borders.size(); ++i) {
    if (input_borders[i].carries) tensors[i] = shifted(context, tensors[i], input_borders[i], -first);
  }
  std::vector<Tensor> results = run_graph(context, *this, tensors);
  for (size_t i = 0; first != 0 && i < output_borders.size(); ++i) {
    if (output_borders[i].carries) results[i] = shifted(context, results[i], output_borders[i], first);
  }
  return results;
}

}  // namespace mixgrad
