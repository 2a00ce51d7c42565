// What the writer and the reader of saved graphs agree on.
#pragma once

#include <nlohmann/json.hpp>

#include "core/graph/graph.h"
#include "core/io/safetensors.h"

namespace mixgrad {

inline constexpr const char* kGraphFormat = "mixgrad graph";
inline constexpr int kGraphFormatVersion = 1;

// The structure without the tensors of its states: of a file, and of a graph that is an argument inside another.
nlohmann::ordered_json structure_of(const Graph& graph);
// A graph inside another, which has no state of its own; `depth` of them are around it.
Ref<Graph> inner_graph(const nlohmann::json& source, const std::string& where, int depth);

// What load_graph does with the file once it is read.
Ref<Graph> graph_of(const SafeTensors& file, const std::string& path);

}  // namespace mixgrad
