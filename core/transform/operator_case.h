// A call of an operator, for tests that hold for all of them.
#pragma once

#include "core/graph/infer_node.h"
#include "core/ops/test_support.h"

namespace mixgrad {

namespace {

struct OperatorCase {
  const char* function;
  ValueList arguments;  // tensors of float64 are those that gradients are taken of

  const Function& schema() const { return require_function(function); }
  bool differentiable() const { return schema().gradient || schema().composed; }

  std::vector<Tensor> tensors() const {
    std::vector<Tensor> out;
    for (const Value& v : arguments) collect(v, out);
    return out;
  }
  // The call with other tensors; the results of a list one after the other.
  std::vector<Tensor> run(Context& context, const std::vector<Tensor>& given) const {
    size_t next = 0;
    ValueList all;
    for (const Value& v : arguments) all.push_back(replaced(v, given, next));
    Results made;
    invoke(context, schema(), all, made);
    std::vector<Tensor> out;
    for (int i = 0; i < made.count(); ++i) collect(made.values.at(i), out);
    return out;
  }

 private:
  static void collect(const Value& v, std::vector<Tensor>& out) {
    if (v.is_tensor()) out.push_back(v.as_tensor());
    if (!v.is(Kind::kList)) return;
    for (const Value& item : v.as_list()) collect(item, out);
  }
  static Value replaced(const Value& v, const std::vector<Tensor>& given, size_t& next) {
    if (v.is_tensor()) return given[next++];
    if (!v.is(Kind::kList)) return v;
    ValueList list;
    for (const Value& item : v.as_list()) list.push_back(replaced(item, given, next));
    return Value(std::move(list));
  }
};

}  // namespace

}  // namespace mixgrad
