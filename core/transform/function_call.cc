#include "core/transform/function_call.h"

#include "core/dispatch/callable.h"

namespace mixgrad {

std::vector<Tensor> tensors_of(const ValueList& list) {
  std::vector<Tensor> out;
  for (const Value& v : list) {
    if (v.is(Kind::kList)) {
      for (const Tensor& t : tensors_of(v.as_list())) out.push_back(t);
    } else if (v.is_tensor()) {
      out.push_back(v.as_tensor());
    } else {
      throw Error(ErrorCode::kType, "a traced function must return tensors").given(kind_name(v.kind()));
    }
  }
  return out;
}
std::vector<Tensor> tensors_of(const Value& list) { return tensors_of(list.as_list()); }

void check_one_result(const Graph& graph) {
  if (graph.outputs.size() == 1) return;
  throw Error(ErrorCode::kType, "the function must return one tensor")
      .on("fn")
      .given(std::to_string(graph.outputs.size()) + " tensors");
}

Tensor only_one(const std::vector<Tensor>& results) {
  if (results.size() == 1) return results[0];
  throw Error(ErrorCode::kType, "the function returned more or less than one tensor")
      .given(std::to_string(results.size()))
      .accepted("1")
      .hint("call_all gives them as a list");
}

Ref<Graph> trace_function(Context& context, const Value& function, const std::vector<TensorSpec>& inputs,
                          bool keep_composed) {
  return trace(context, inputs, keep_composed, [&](Context& inside, const std::vector<Tensor>& traced) {
    return tensors_of(call_function_as_caller(inside, function, ValueList(traced.begin(), traced.end())));
  });
}

}  // namespace mixgrad
