// The functions of control flow as graphs, and what a run of them needs.
#pragma once

#include "core/dispatch/dispatch.h"
#include "core/graph/graph.h"

namespace mixgrad {

// Traces a function that is an argument of control flow. A trace around it depends on what this one read.
Ref<Graph> trace_part(Context& context, const Value& function, const std::vector<TensorSpec>& inputs);
std::vector<TensorSpec> output_specs(const Graph& graph);

// "float32 [2, 3]".
std::string spec_text(const TensorSpec& spec);
// A typed error unless each spec is the one expected; `accepted` says whose those are.
void check_same(const std::vector<TensorSpec>& given, const std::vector<TensorSpec>& expected,
                const std::string& message, const char* argument, const char* function);
// A shape or dtype error unless it is one boolean.
void check_is_one_boolean(const TensorSpec& spec, const std::string& what, const char* argument, const char* function);

const Graph& graph_of(const Value& value);
// What the graph gives for these tensors; an error that none fits speaks of the argument `tensors`.
std::vector<TensorSpec> results_of(const Graph& graph, const std::vector<TensorSpec>& tensors);
std::vector<TensorSpec> specs_of_list(const ValueList& list);
// A shape error unless these int64 numbers stand at that place of the list: where random numbers begin, how many steps.
void check_numbers(const std::vector<TensorSpec>& list, size_t place, const Shape& shape);
// Where the random numbers of one graph begin: seed and block.
inline const TensorSpec kPosition{DType::kInt64, Shape{2}};
// Those that a graph takes: all but its position, which stands last if it replays.
ValueList taken(const ValueList& list, bool replays);
// Of these, with the check that it stands there.
std::vector<TensorSpec> specs_of_taken(const ValueList& list, bool replays);
// One more axis in front; a shape error if there is no room.
TensorSpec stacked(const TensorSpec& spec, int64_t size);

// A tracer in the context, or a traced tensor among the arguments or in a list among them.
bool is_in_trace(const Context& context, std::span<const Value> arguments);
bool read_boolean(const Tensor& tensor);
int64_t read_integer(const Tensor& tensor);
Tensor zeros(Context& context, const TensorSpec& spec);

// Where the random stream stood before each step, so that a step can be run again with the same numbers.
class StreamPositions {
 public:
  explicit StreamPositions(int64_t steps);  // room for so many; zeros where none is noted
  explicit StreamPositions(const Tensor& kept);
  void note(int64_t step, const RandomStream& stream);
  Ref<Context> at(int64_t step, const Context& context) const;  // with a stream that stands there
  Tensor tensor(Context& context, bool as_one) const;           // int64 [steps, 2], or [2] of a single step

 private:
  std::vector<int64_t> numbers_;  // two for each step
};

}  // namespace mixgrad
