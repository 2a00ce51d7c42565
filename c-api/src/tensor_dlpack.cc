#include "c-api/src/convert.h"
#include "c-api/src/memory.h"
#include "core/autograd/node.h"
#include "mixgrad/dlpack.h"

using namespace mixgrad;
using namespace mixgrad::abi;

namespace {

enum DLCode : uint8_t { kDLInt = 0, kDLUInt = 1, kDLFloat = 2, kDLBfloat = 4, kDLBool = 6 };
constexpr int32_t kDLCpu = 1;

struct Exported {
  DLManagedTensor managed;
  Tensor tensor;
  Shape shape;
  Strides strides;
};

uint8_t code_of(DType t) {
  if (is_bool(t)) return kDLBool;
  if (t == DType::kBFloat16) return kDLBfloat;
  return is_floating(t) ? kDLFloat : is_signed_integer(t) ? kDLInt : kDLUInt;
}

DType dtype_of(const DLTensor& t) {
  for (DType dtype : kAllDTypes) {
    if (t.dtype.lanes == 1 && t.dtype.code == code_of(dtype) && t.dtype.bits == 8 * item_bytes(dtype)) return dtype;
  }
  throw Error(ErrorCode::kDType, "this element type of DLPack is not accepted")
      .on("managed")
      .given("code " + std::to_string(t.dtype.code) + ", " + std::to_string(t.dtype.bits) + " bits, " +
             std::to_string(t.dtype.lanes) + " lanes");
}

}  // namespace

mixgrad_status* mixgrad_tensor_to_dlpack(mixgrad_tensor* tensor, void** out_managed) {
  return guarded(nullptr, "tensor_to_dlpack", [&] {
    require(out_managed, "out_managed");
    Tensor t = tensor_of(tensor);
    check_readable(t);
    check_on_cpu(t);
    t.impl()->storage->pin();
    auto* exported = new Exported{{}, t, t.shape(), t.strides()};
    DLTensor& out = exported->managed.dl_tensor;
    out.data = t.data();
    out.device = {kDLCpu, 0};
    out.ndim = t.rank();
    out.dtype = {code_of(t.dtype()), static_cast<uint8_t>(8 * item_bytes(t.dtype())), 1};
    out.shape = &exported->shape[0];
    out.strides = &exported->strides[0];
    out.byte_offset = 0;
    exported->managed.manager_ctx = exported;
    exported->managed.deleter = [](DLManagedTensor* self) { delete static_cast<Exported*>(self->manager_ctx); };
    *out_managed = &exported->managed;
  });
}

mixgrad_status* mixgrad_tensor_from_dlpack(mixgrad_context* context, void* managed, mixgrad_tensor** out_tensor) {
  return guarded(context, "tensor_from_dlpack", [&] {
    require(context, "context");
    require(out_tensor, "out_tensor");
    auto* given = static_cast<DLManagedTensor*>(managed);
    const DLTensor& in = require(given, "managed").dl_tensor;
    if (in.device.device_type != kDLCpu) {
      throw Error(ErrorCode::kDevice, "this memory is not on the CPU")
          .on("managed")
          .given("device type " + std::to_string(in.device.device_type))
          .accepted("1, the CPU");
    }
    Tensor t = tensor_over(static_cast<char*>(in.data) + in.byte_offset, dtype_of(in),
                           shape_argument(in.ndim, in.shape), in.strides, false, nullptr);
    *out_tensor = new_cell(t, context->scope);
    t.impl()->storage->set_deleter([given] {
      if (given->deleter) given->deleter(given);
    });
  });
}
