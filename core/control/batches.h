// Graphs of one example, for many: what the batching rules of control flow share.
#pragma once

#include <functional>

#include "core/transform/batching.h"

namespace mixgrad {

// The graph with composed functions expanded, as batching rules need it.
Ref<Graph> expanded(Context& context, const Graph& graph, const std::vector<TensorSpec>& inputs);
// Whether it draws random numbers: then examples are run one after the other, as a loop would draw them.
bool is_random(Context& context, const Graph& expanded);
// The same of a graph in which composed functions stand as they were called.
bool draws_numbers(Context& context, const Graph& graph);

// Of one example.
TensorSpec example_of(const MaybeBatched& t);
std::vector<TensorSpec> examples_of(const std::vector<MaybeBatched>& tensors);
std::vector<TensorSpec> specs_of_batched(const std::vector<MaybeBatched>& tensors);
Tensor with_examples(Context& context, const MaybeBatched& t, int64_t size);
// One number for each example, with as many axes behind it as one of them has in `like`, which holds examples.
Tensor beside_examples(Context& context, const Tensor& numbers, const Tensor& like);
// A list argument of a call.
std::vector<MaybeBatched> batched_list(const BatchedArgument& argument);
ValueList tensors_of_batched(const std::vector<MaybeBatched>& tensors);

using BatchedBody = std::function<std::vector<Tensor>(Context& context, const std::vector<MaybeBatched>& inputs)>;
// The trace of `body`, for inputs of which these hold examples.
Ref<Graph> batched_graph(Context& context, const std::vector<MaybeBatched>& inputs, const BatchedBody& body);
// What a graph of one example gives for all of them, each result with its axis of examples; and the graph that does it.
std::vector<Tensor> run_for_all(Context& context, const Graph& one, const std::vector<MaybeBatched>& inputs,
                                int64_t size);
Ref<Graph> graph_for_all(Context& context, const Graph& one, const std::vector<MaybeBatched>& inputs, int64_t size);

}  // namespace mixgrad
