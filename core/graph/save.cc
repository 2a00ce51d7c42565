// A graph as a file: one safetensors file whose tensors are the states, with the structure as JSON in the metadata.
#include <algorithm>

#include "core/graph/graph_file.h"
#include "core/graph/operand_json.h"
#include "core/io/safetensors.h"
#include "core/tensor/readable.h"

namespace mixgrad {

using nlohmann::ordered_json;

namespace {

ordered_json node_json(const GraphNode& node) {
  const Function& f = *node.function;
  ordered_json arguments = ordered_json::array();
  for (size_t i = 0; i < node.arguments.size(); ++i) {
    try {
      arguments.push_back(operand_to_json(node.arguments[i], f.arguments[i].type));
    } catch (Error& e) {
      e.given(f.name + ", argument " + f.arguments[i].name);
      throw;
    }
  }
  ordered_json out{{"function", f.name}, {"version", f.version}, {"arguments", arguments}, {"outputs", node.outputs}};
  if (node.list_output) out["list"] = true;
  if (node.constant) out["constant"] = true;
  return out;
}

ordered_json border_json(int value, size_t i, const std::vector<IndexBorder>& borders) {
  ordered_json out{{"value", value}};
  if (i >= borders.size() || !borders[i].carries) return out;
  out["indices"] = true;
  if (borders[i].sentinel) out["sentinel"] = *borders[i].sentinel;
  return out;
}

// A copy of its own for each state would not see what is written to the other.
void check_states(const Graph& graph) {
  for (const GraphWrite& w : graph.writes) {
    const Tensor& written = graph.states[w.state].tensor;
    bool shared = std::any_of(graph.states.begin(), graph.states.end(), [&](const GraphState& s) {
      return !s.tensor.same(written) && s.tensor.impl()->storage == written.impl()->storage;
    });
    if (shared)
      throw Error(ErrorCode::kValue, "a graph that writes to one of several views of the same memory can not be saved");
  }
}

}  // namespace

ordered_json structure_of(const Graph& graph) {
  ordered_json out = ordered_json::object();
  for (const char* key : {"values", "inputs", "states", "nodes", "outputs", "writes"}) out[key] = ordered_json::array();
  for (const TensorSpec& spec : graph.values) {
    out["values"].push_back(
        {{"dtype", dtype_name(spec.dtype)}, {"shape", std::vector<int64_t>(spec.shape.begin(), spec.shape.end())}});
  }
  for (size_t i = 0; i < graph.inputs.size(); ++i)
    out["inputs"].push_back(border_json(graph.inputs[i], i, graph.input_borders));
  for (size_t i = 0; i < graph.outputs.size(); ++i)
    out["outputs"].push_back(border_json(graph.outputs[i], i, graph.output_borders));
  for (const GraphState& s : graph.states) out["states"].push_back({{"value", s.value}, {"name", s.name}});
  for (const GraphNode& node : graph.nodes) out["nodes"].push_back(node_json(node));
  for (const GraphWrite& w : graph.writes) out["writes"].push_back({{"state", w.state}, {"value", w.value}});
  out["shapes_read"] = graph.shapes_read;
  return out;
}

void save_graph(const Graph& graph, const std::string& path) {
  for (const GraphState& s : graph.states) check_readable(s.tensor, "self");
  check_states(graph);
  ordered_json out = structure_of(graph);
  SafeTensors file;
  for (const GraphState& s : graph.states) file.tensors.emplace_back(s.name, s.tensor);
  file.metadata = {
      {"format", kGraphFormat}, {"format_version", std::to_string(kGraphFormatVersion)}, {"graph", out.dump()}};
  write_safetensors(path, file);
}

}  // namespace mixgrad
