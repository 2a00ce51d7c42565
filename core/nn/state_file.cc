#include "core/nn/state_file.h"

#include <unordered_set>

#include "core/autograd/node.h"
#include "core/io/text.h"
#include "core/kernels/library.h"
#include "core/nn/exclusive.h"

namespace mixgrad {

namespace {

constexpr size_t kNamesShown = 4;

std::string shown(const std::vector<std::string>& names) {
  std::string out;
  for (size_t i = 0; i < names.size() && i < kNamesShown; ++i) out += (i ? ", " : "") + printable(names[i]);
  if (names.size() > kNamesShown) out += " and " + std::to_string(names.size() - kNamesShown) + " more";
  return out;
}

void check_names(const SafeTensors& file, const std::string& path, const std::string& prefix,
                 const Module::NamedTensors& state, const std::string& whose, const char* argument) {
  std::unordered_set<std::string> known;
  std::vector<std::string> missing, unknown;
  for (auto& [name, tensor] : state) {
    known.insert(prefix + name);
    if (!file.find(prefix + name)) missing.push_back(prefix + name);
  }
  for (auto& [name, tensor] : file.tensors) {
    if (name.rfind(prefix, 0) == 0 && !known.contains(name)) unknown.push_back(name);
  }
  if (missing.empty() && unknown.empty()) return;
  std::string found;
  if (!missing.empty()) found = path + " lacks " + shown(missing);
  if (!unknown.empty()) found += (found.empty() ? path + " has " : ", and has ") + shown(unknown);
  throw Error(ErrorCode::kNotFound, "the names there are not those of " + whose)
      .on(argument)
      .given(found)
      .accepted("the same names");
}

}  // namespace

std::vector<Tensor> match_state(const SafeTensors& file, const std::string& path, const std::string& prefix,
                                const Module::NamedTensors& state, const std::string& whose, const char* argument) {
  check_names(file, path, prefix, state, whose, argument);
  std::vector<Tensor> values;
  for (auto& [name, tensor] : state) {
    const Tensor& value = *file.find(prefix + name);
    if (!(value.shape() == tensor.shape())) {
      throw Error(ErrorCode::kShape, prefix + name + " has another shape in " + path)
          .on(argument)
          .given(value.shape().text())
          .accepted(tensor.shape().text());
    }
    if (value.dtype() != tensor.dtype()) {
      throw Error(ErrorCode::kDType, prefix + name + " has another element type in " + path)
          .on(argument)
          .given(dtype_name(value.dtype()))
          .accepted(dtype_name(tensor.dtype()))
          .hint("give the model the dtype of the file with to, and its own again after loading");
    }
    values.push_back(value);
  }
  return values;
}

void assign_state(const Module::NamedTensors& state, const std::vector<Tensor>& values) {
  for (auto& [name, tensor] : state) {
    if (tensor.impl()->storage->read_only()) {
      throw Error(ErrorCode::kReadOnly, name + " may not be written: its memory belongs to somebody else");
    }
  }
  for (size_t i = 0; i < values.size(); ++i) {
    copy_elements(values[i], state[i].second);
    state[i].second.impl()->storage->bump_version();
  }
}

namespace {

SafeTensors state_of(Module& module) { return {module.named_state(), {{"format", "mixgrad.module"}}}; }

void fill(Module& module, const SafeTensors& file, const std::string& name, const char* argument) {
  TreeLock lock(module);
  Module::NamedTensors state = module.named_state();
  assign_state(state, match_state(file, name, "", state, "the model", argument));
}

}  // namespace

void save_module(Context& context, Module& module, const std::string& path) {
  TreeLock lock(context, module);
  write_safetensors(path, state_of(module));
}

void load_module(Module& module, const std::string& path) {
  TreeClaim claim(module, "loaded");
  fill(module, read_safetensors(path), path, "path");
}

namespace {
constexpr uint64_t kMostBytes = UINT32_MAX;  // of a value of the C ABI

void check_bytes(uint64_t bytes) {
  if (bytes <= kMostBytes) return;
  throw Error(ErrorCode::kValue, "the state is too large for one piece of memory")
      .given(std::to_string(bytes) + " bytes")
      .accepted("at most " + std::to_string(kMostBytes) + " bytes")
      .hint("save it to a file");
}
}  // namespace

std::string save_module_bytes(Context& context, Module& module) {
  TreeLock lock(context, module);
  SafeTensors state = state_of(module);
  uint64_t bytes = 0;
  for (const auto& [name, tensor] : state.tensors)
    bytes += static_cast<uint64_t>(tensor.elements()) * item_bytes(tensor.dtype());
  check_bytes(bytes);  // before memory of that size is asked for
  std::string data = safetensors_bytes(state);
  check_bytes(data.size());
  return data;
}

void load_module_bytes(Module& module, std::string_view data) {
  TreeClaim claim(module, "loaded");
  try {
    fill(module, parse_safetensors(data, "data"), "data", "data");
  } catch (Error& e) {
    if (e.code() == ErrorCode::kFormat) e.on("data");
    throw;
  }
}

void convert_module(Module& module, std::optional<Device> device, std::optional<DType> dtype) {
  TreeClaim claim(module, "converted");
  TreeLock lock(module);
  Module::NamedTensors state = module.named_state();
  std::vector<Tensor> converted;  // all memory first, so that a failure changes nothing
  for (auto& [name, tensor] : state) {
    DType to = dtype && is_floating(tensor.dtype()) ? *dtype : tensor.dtype();
    Device place = device.value_or(tensor.device());
    bool changes = to != tensor.dtype() || !(place == tensor.device());
    converted.push_back(changes ? Tensor::empty(to, tensor.shape(), place) : Tensor());
    if (changes) copy_elements(tensor, converted.back());
  }
  for (size_t i = 0; i < state.size(); ++i) {
    if (!converted[i]) continue;
    TensorImpl& impl = *state[i].second.impl();
    impl.dtype = converted[i].dtype();
    impl.device = converted[i].device();
    impl.strides = converted[i].strides();
    impl.offset = 0;
    impl.storage = converted[i].impl()->storage;
    if (AutogradMeta* meta = meta_of(state[i].second)) meta->grad = Tensor();
  }
}

}  // namespace mixgrad
