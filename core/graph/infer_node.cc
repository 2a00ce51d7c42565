#include "core/graph/infer_node.h"

namespace mixgrad {

bool is_recordable(const Function& f) {
  bool native = f.body && !f.composed && !f.view_rule;
  return !native && !f.method && !f.constructor && !f.in_place_of;
}

NodeOutputs infer_outputs(const Function& f, std::span<const Value> arguments) {
  Infer infer(f, arguments);
  NodeOutputs out;
  if (f.view_rule) {
    out.window = f.view_rule(infer);
    out.copied = infer.is_copied();
    out.specs.push_back({out.window.dtype(), out.window.shape()});
    return out;
  }
  if (f.shape_rule)
    f.shape_rule(infer);
  else
    infer_elementwise(infer);
  out.list = infer.is_list();
  if (out.list) {
    out.specs = infer.list_outputs();
  } else {
    for (int i = 0; i < infer.count(); ++i) out.specs.push_back(infer.output(i));
  }
  return out;
}

}  // namespace mixgrad
