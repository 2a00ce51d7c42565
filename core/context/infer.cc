#include "core/context/infer.h"

namespace mixgrad {

Error Infer::error(ErrorCode code, int argument, std::string message) const {
  Error e(code, std::move(message));
  e.in(function_.name).on(function_.arguments[argument].name);
  return e;
}

Tensor Infer::copied(const Shape& shape) {
  copied_ = true;
  return tensor(0).window(shape, row_major(shape), 0);
}

DType Infer::promoted(int first, int last) const {
  bool any = false;
  DType dtype = DType::kFloat32;
  for (int i = first; i < last; ++i) {
    if (!arguments_[i].is_tensor()) continue;
    dtype = any ? promote(dtype, this->dtype(i)) : this->dtype(i);
    any = true;
  }
  for (int i = first; i < last; ++i) {
    if (!arguments_[i].is_number()) continue;
    WeakKind kind = arguments_[i].is(Kind::kBool)  ? WeakKind::kBool
                    : arguments_[i].is(Kind::kInt) ? WeakKind::kInt
                                                   : WeakKind::kFloat;
    if (any) {
      dtype = promote_weak(dtype, kind);
    } else {  // numbers alone: their own type
      DType own = kind == WeakKind::kBool ? DType::kBool : kind == WeakKind::kInt ? DType::kInt64 : DType::kFloat32;
      dtype = i == first ? own : is_floating(own) || is_floating(dtype) ? DType::kFloat32 : promote(own, dtype);
    }
  }
  return dtype;
}

Shape Infer::broadcast_shape(int first, int last) const {
  Shape out;
  for (int i = first; i < last; ++i) {
    if (!arguments_[i].is_tensor()) continue;
    if (shape(i) == out) continue;
    try {
      out = broadcast(out, shape(i));
    } catch (Error& e) {
      e.in(function_.name).on(function_.arguments[i].name);
      throw;
    }
  }
  return out;
}

void infer_elementwise(Infer& infer) {
  const Function& f = infer.function();
  DType dtype = f.result_dtype ? f.result_dtype(infer) : infer.promoted(0, f.inputs);
  infer.output(dtype, infer.broadcast_shape(0, f.inputs));
}

Shape reduced_shape(const Shape& shape, const Shape& axes, bool keepdims) {
  Shape out;
  int next = 0;
  for (int i = 0; i < shape.rank(); ++i) {
    if (next < axes.rank() && axes[next] == i) {
      ++next;
      if (keepdims) out.push_back(1);
    } else {
      out.push_back(shape[i]);
    }
  }
  return out;
}

}  // namespace mixgrad
