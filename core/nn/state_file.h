// The state of a model in files and in bytes: written whole, and read only if all of it fits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/io/safetensors.h"
#include "core/nn/module.h"

namespace mixgrad {

// Finds each of `state` under prefix + name in a file's tensors and checks dtype and shape; what the file has under the
// prefix and `state` has not is an error too. Nothing is written. `whose` is what messages call it: "the model";
// `argument` is the one that the file came from.
std::vector<Tensor> match_state(const SafeTensors& file, const std::string& path, const std::string& prefix,
                                const Module::NamedTensors& state, const std::string& whose,
                                const char* argument = "path");
// Copies values of the same dtypes and shapes into the state's own memory. Checks first that all of it may be written.
void assign_state(const Module::NamedTensors& state, const std::vector<Tensor>& values);

void save_module(Context& context, Module& module, const std::string& path);
void load_module(Module& module, const std::string& path);
// The same without a file: the bytes are the file's.
std::string save_module_bytes(Context& context, Module& module);
void load_module_bytes(Module& module, std::string_view data);

// Moves parameters and buffers to a device and changes those that are floating to a dtype, in the tensors that
// everybody holds.
void convert_module(Module& module, std::optional<Device> device, std::optional<DType> dtype);

}  // namespace mixgrad
