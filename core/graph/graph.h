// A graph: the calls of a trace, over numbered values. It counts from 0 and holds for any shapes unless the host read
// one.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
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
  std::vector<int> outputs;  // numbers of values
  bool list_output = false;  // the function gives one list of tensors
  bool constant = false;     // called inside no_grad: no gradient flows through it when the graph runs
  Device device;             // of the context that it was called in
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
// An input or output that holds indices or class numbers: inside it counts from 0, callers see their own counting.
struct IndexBorder {
  bool carries = false;
  std::optional<int64_t> sentinel;
};

// What a trace read of an object that is not a tensor: the graph holds for that answer.
struct Dependency {
  Ref<Object> object;
  int64_t (*read)(const Object&);
  int64_t answer;
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
  std::vector<IndexBorder> input_borders, output_borders;  // as many as inputs and outputs, or none
  std::vector<Dependency> dependencies;                    // not saved
  bool shapes_read = false;                                // holds for the traced shapes only

  // Values that no later node reads, by node: they are released there. Derived once.
  const std::vector<std::vector<int>>& last_uses() const;
  // A typed error unless it holds for these inputs: their number, dtypes, ranks, and shapes if one was read.
  void check_inputs(const std::vector<Tensor>& given) const;
  // Whether what its trace read of objects is still so: a module's training mode.
  bool holds() const;
  // For a caller, who counts in its own way: indices at the borders are shifted.
  std::vector<Tensor> call(Context& context, const std::vector<Tensor>& given) const;

 private:
  friend std::vector<Tensor> run_graph(Context&, const Graph&, const std::vector<Tensor>&);
  mutable std::once_flag last_uses_once_;
  mutable std::vector<std::vector<int>> last_uses_;
  mutable std::atomic<bool> writing_{false};
};

// Runs a graph through the dispatcher: eagerly, recorded for gradients, or inside another trace, as the context says.
// States are committed at the end, all or none.
std::vector<Tensor> run_graph(Context& context, const Graph& graph, const std::vector<Tensor>& inputs);

// One safetensors file: the states are its tensors, the structure is JSON in its metadata.
void save_graph(const Graph& graph, const std::string& path);
// Read without trust: every number, name and shape is checked, by the functions' own rules too. Nothing is run.
Ref<Graph> load_graph(const std::string& path);

}  // namespace mixgrad
