// A graph: the calls of a trace, over numbered values. It counts from 0 and holds for any shapes unless the host read one.
#pragma once

#include <string>
#include <vector>

#include "core/context/infer.h"
#include "core/schema/class.h"

namespace mixgrad {

// What stands in an argument's place: a plain value, a value of the graph, or a list of either.
struct Operand {
  enum class Kind { kPlain, kValue, kList } kind = Kind::kPlain;
  Value plain;
  int value = -1;
  std::vector<Operand> list;
};

struct GraphNode {
  const Function* function = nullptr;
  std::vector<Operand> arguments;
  std::vector<int> outputs;   // numbers of values
  bool list_output = false;   // the function gives one list of tensors
};

struct GraphState {
  int value = -1;  // its value at the start
  Tensor tensor;   // captured by reference
  std::string name;
};
struct GraphWrite {
  int state = -1;  // which state
  int value = -1;  // its value at the end
};

class Graph final : public Object {
 public:
  const Class& cls() const override;
  std::vector<TensorSpec> values;
  std::vector<int> inputs;
  std::vector<GraphState> states;
  std::vector<GraphNode> nodes;
  std::vector<int> outputs;
  std::vector<GraphWrite> writes;
  bool shapes_read = false;  // holds for the traced shapes only

  // Values that no later node reads, by node: they are released there. Derived once.
  const std::vector<std::vector<int>>& last_uses() const;

 private:
  mutable std::vector<std::vector<int>> last_uses_;
};

// Runs a graph through the dispatcher: eagerly, recorded for gradients, or inside another trace, as the context says.
// States are committed at the end, all or none.
std::vector<Tensor> run_graph(Context& context, const Graph& graph, const std::vector<Tensor>& inputs);

// Text form: JSON for the structure and safetensors for states, in one file of tensors with the structure as metadata.
void save_graph(const Graph& graph, const std::string& path);
Ref<Graph> load_graph(const std::string& path);

}  // namespace mixgrad
