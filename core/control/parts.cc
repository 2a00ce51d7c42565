#include "core/control/parts.h"

#include <algorithm>

#include "core/autograd/node.h"
#include "core/graph/infer_node.h"
#include "core/kernels/library.h"
#include "core/transform/function_call.h"

namespace mixgrad {

Ref<Graph> trace_part(Context& context, const Value& function, const std::vector<TensorSpec>& inputs) {
  Ref<Context> quiet = context.with_recording(false);
  Ref<Graph> graph = trace_function(*quiet, function, inputs, true);
  if (context.tracer) {
    if (graph->shapes_read) context.tracer->read_shape();
    for (const Dependency& d : graph->dependencies) context.tracer->depend(*d.object, d.read);
  }
  return graph;
}

std::vector<TensorSpec> output_specs(const Graph& graph) {
  std::vector<TensorSpec> out;
  for (int v : graph.outputs) out.push_back(graph.values[v]);
  return out;
}

std::string spec_text(const TensorSpec& spec) { return std::string(dtype_name(spec.dtype)) + " " + spec.shape.text(); }

void check_same(const std::vector<TensorSpec>& given, const std::vector<TensorSpec>& expected,
                const std::string& message, const char* argument, const char* function) {
  if (given.size() != expected.size()) {
    throw Error(ErrorCode::kType, message)
        .in(function)
        .on(argument)
        .given(std::to_string(given.size()) + (given.size() == 1 ? " tensor" : " tensors"))
        .accepted(std::to_string(expected.size()));
  }
  for (size_t i = 0; i < given.size(); ++i) {
    bool same_shape = given[i].shape == expected[i].shape;
    if (same_shape && given[i].dtype == expected[i].dtype) continue;
    throw Error(same_shape ? ErrorCode::kDType : ErrorCode::kShape, message)
        .in(function)
        .on(argument)
        .given(spec_text(given[i]) + " at position " + number_mark(static_cast<int64_t>(i)))
        .accepted(spec_text(expected[i]));
  }
}

void check_is_one_boolean(const TensorSpec& spec, const std::string& what, const char* argument, const char* function) {
  bool one = spec.shape.elements() == 1;
  if (one && spec.dtype == DType::kBool) return;
  throw Error(one ? ErrorCode::kDType : ErrorCode::kShape, what + " must be one boolean")
      .in(function)
      .on(argument)
      .given(spec_text(spec))
      .accepted("bool with one element");
}

const Graph& graph_of(const Value& value) {
  const Graph& graph = *static_cast<Graph*>(value.as_object());
  if (graph.states.empty()) return graph;
  throw Error(ErrorCode::kValue, "a graph of control flow may have no state of its own")
      .given(std::to_string(graph.states.size()) + " states")
      .hint("give it what it needs as inputs");
}

std::vector<TensorSpec> results_of(const Graph& graph, const std::vector<TensorSpec>& tensors) {
  try {
    return infer_graph(graph, tensors);
  } catch (const Error& e) {
    if (!e.function().empty()) throw;
    throw Error(e.code(), e.message()).on("tensors").given(e.given()).accepted(e.accepted());
  }
}

std::vector<TensorSpec> specs_of_list(const ValueList& list) {
  std::vector<TensorSpec> out;
  for (const Value& v : list) {
    const TensorImpl& t = *v.tensor_impl();
    out.emplace_back(t.dtype, t.shape, t.device);
  }
  return out;
}

void check_numbers(const std::vector<TensorSpec>& list, size_t place, const Shape& shape) {
  bool there = place < list.size();
  if (there && list[place].dtype == DType::kInt64 && list[place].shape == shape) return;
  throw Error(ErrorCode::kShape, "where random numbers begin, or how many steps there are, must stand in the list")
      .on("tensors")
      .given(there ? spec_text(list[place]) : "no tensor")
      .accepted("int64 " + shape.text());
}

ValueList taken(const ValueList& list, bool replays) { return {list.begin(), list.end() - (replays ? 1 : 0)}; }

std::vector<TensorSpec> specs_of_taken(const ValueList& list, bool replays) {
  std::vector<TensorSpec> specs = specs_of_list(list);
  if (!replays) return specs;
  check_numbers(specs, specs.empty() ? 0 : specs.size() - 1, kPosition.shape);
  specs.pop_back();
  return specs;
}

TensorSpec stacked(const TensorSpec& spec, int64_t size) {
  if (spec.shape.rank() == kMaxRank) {
    throw Error(ErrorCode::kShape, "the results of the steps can not be stacked: there would be too many axes")
        .given(spec_text(spec));
  }
  TensorSpec out = spec;
  out.shape.insert(0, size);
  return out;
}

bool is_in_trace(const Context& context, std::span<const Value> arguments) {
  return context.tracer || std::any_of(arguments.begin(), arguments.end(), [&](const Value& v) {
           if (v.is(Kind::kList)) return is_in_trace(context, v.as_list());
           return v.is_tensor() && v.as_tensor().is_traced();
         });
}

namespace {
template <class T>
T read_one(const Tensor& t, DType dtype) {
  Tensor own = Tensor::empty(dtype, Shape{});
  copy_elements(t.window(Shape{}, Strides{}, t.impl()->offset), own);
  return *own.data<T>();
}
}  // namespace

bool read_boolean(const Tensor& t) { return read_one<bool>(t, DType::kBool); }
int64_t read_integer(const Tensor& t) { return read_one<int64_t>(t, DType::kInt64); }

Tensor zeros(Context& context, const TensorSpec& spec) {
  return op<"full">(context, Value(spec.shape), Value(0.0), Value(spec.dtype), Value::device(spec.device));
}

StreamPositions::StreamPositions(int64_t steps) : numbers_(static_cast<size_t>(2 * steps)) {}
StreamPositions::StreamPositions(const Tensor& kept) : numbers_(static_cast<size_t>(kept.elements())) {
  Tensor own = Tensor::empty(DType::kInt64, kept.shape());
  copy_elements(kept, own);
  std::copy_n(own.data<int64_t>(), numbers_.size(), numbers_.begin());
}

void StreamPositions::note(int64_t step, const RandomStream& stream) {
  uint64_t seed, block;
  stream.state(&seed, &block);
  auto place = static_cast<size_t>(2 * step);
  numbers_.resize(std::max(numbers_.size(), place + 2));
  numbers_[place] = static_cast<int64_t>(seed);
  numbers_[place + 1] = static_cast<int64_t>(block);
}

Ref<Context> StreamPositions::at(int64_t step, const Context& context) const {
  const int64_t* place = numbers_.data() + 2 * step;
  Ref<Context> out = context.child();
  out->generator = make_ref<RandomStream>();
  out->generator->set_state(static_cast<uint64_t>(place[0]), static_cast<uint64_t>(place[1]));
  return out;
}

Tensor StreamPositions::tensor(Context& context, bool as_one) const {
  auto steps = static_cast<int64_t>(numbers_.size() / 2);
  Tensor out = Tensor::empty(DType::kInt64, as_one ? Shape{2} : Shape{steps, 2});
  std::copy(numbers_.begin(), numbers_.end(), out.data<int64_t>());
  return context.device.is_cpu() ? out : op<"to_device">(context, out, Value::device(context.device));
}

}  // namespace mixgrad
