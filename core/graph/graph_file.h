// What the writer and the reader of saved graphs agree on.
#pragma once

#include "core/graph/graph.h"
#include "core/io/safetensors.h"

namespace mixgrad {

inline constexpr const char* kGraphFormat = "mixgrad graph";
inline constexpr int kGraphFormatVersion = 1;

// What load_graph does with the file once it is read.
Ref<Graph> graph_of(const SafeTensors& file, const std::string& path);

}  // namespace mixgrad
