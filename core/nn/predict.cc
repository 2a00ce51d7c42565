#include "core/nn/predict.h"

#include <algorithm>
#include <unordered_map>

#include "core/autograd/node.h"
#include "core/graph/trace.h"
#include "core/nn/exclusive.h"
#include "core/nn/summary.h"

namespace mixgrad {

namespace {

Tensor rows(const Tensor& x, int64_t begin, int64_t end) {
  Shape shape = x.shape();
  shape[0] = end - begin;
  return x.window(shape, x.strides(), x.impl()->offset + begin * x.strides()[0]);
}

class Outputs final : public ForwardObserver {
 public:
  void output(Object& module, const Shape& shape) override { shapes_.emplace(&module, shape); }
  std::optional<Shape> of(const Module& module) const {
    auto it = shapes_.find(&module);
    return it == shapes_.end() ? std::nullopt : std::optional<Shape>(it->second);
  }

 private:
  std::unordered_map<const Object*, Shape> shapes_;  // of the first run of each
};

void add_rows(const Module& module, const std::string& name, int depth, const Outputs& outputs,
              std::vector<SummaryRow>& rows) {
  SummaryRow row;
  row.name = name;
  row.cls = module.cls().name;
  row.output = outputs.of(module);
  for (auto& [own, tensor] : module.own_parameters()) row.parameters += tensor.elements();
  row.depth = depth;
  rows.push_back(std::move(row));
  for (auto& [child_name, child] : module.children()) add_rows(*child, child_name, depth + 1, outputs, rows);
}

}  // namespace

Tensor predict(Context& context, Module& module, const Tensor& x, int64_t batch_size) {
  if (x.rank() == 0) throw Error(ErrorCode::kShape, "the input has no rows").on("x").given("a tensor of rank 0");
  if (x.is_traced()) {
    throw Error(ErrorCode::kTrace, "predict works on values, and there are none while a function is traced")
        .on("x")
        .hint("call the module itself");
  }
  TreeLock lock(context, module);
  ModeScope mode(module, false, true);
  Ref<Context> quiet = context.with_recording(false);
  quiet->tracer = nullptr;
  Tensor input = x.detached();
  int64_t n = x.shape()[0];
  if (n <= batch_size) return module_forward(*quiet, module, input).detached();
  ValueList parts;
  for (int64_t begin = 0; begin < n; begin += batch_size) {
    if (context.cancel && context.cancel->load(std::memory_order_relaxed))
      throw Error(ErrorCode::kCancelled, "cancelled");
    int64_t end = std::min(n, begin + batch_size);
    Tensor part = module_forward(*quiet, module, rows(input, begin, end));
    if (part.rank() == 0 || part.shape()[0] != end - begin) {
      throw Error(ErrorCode::kShape, "forward must return a row for each row of its input")
          .given(part.shape().text())
          .accepted("[" + std::to_string(end - begin) + ", ...]");
    }
    parts.push_back(part);
  }
  return op<"concat">(*quiet, Value(std::move(parts)), Value(0));
}

std::string summary(Context& context, Module& module, const Shape& input, DType dtype) {
  for (int64_t size : input) {
    if (size < 0) throw Error(ErrorCode::kShape, "a shape has no negative sizes").on("input").given(input.text());
  }
  TreeLock lock(context, module);
  ModeScope mode(module, false, true);
  auto outputs = make_ref<Outputs>();
  Ref<Context> quiet = context.with_recording(false);
  quiet->observer = outputs;
  trace(*quiet, {{dtype, input, device_of(module)}}, true, [&](Context& inside, const std::vector<Tensor>& traced) {
    return std::vector<Tensor>{module_forward(inside, module, traced[0])};
  });
  std::vector<SummaryRow> rows;
  if (module.children().empty() || !module.own_parameters().empty()) {
    add_rows(module, module.cls().name, 0, *outputs, rows);
  } else {  // a frame around its children
    for (auto& [name, child] : module.children()) add_rows(*child, name, 0, *outputs, rows);
  }
  SummaryTotals totals;
  for (auto& [name, tensor] : module.named_parameters()) {
    totals.parameters += tensor.elements();
    totals.bytes += tensor.elements() * static_cast<int64_t>(item_bytes(tensor.dtype()));
    AutogradMeta* meta = meta_of(tensor);
    if (meta && meta->requires_grad) totals.trainable += tensor.elements();
  }
  return summary_table("", rows, totals);
}

}  // namespace mixgrad
