#include "core/kernels/copy_stream.h"

#include "core/kernels/library.h"

namespace mixgrad {

namespace {
CopyStream* copy_stream_of(Device device) {
  return device.is_cpu() ? nullptr : dynamic_cast<CopyStream*>(&backend_of(device));
}
}  // namespace

Sent send(std::vector<Tensor> tensors, Device device) {
  Sent out{std::move(tensors), device};
  CopyStream* stream = copy_stream_of(device);
  if (!stream) return out;
  for (Tensor& t : out.tensors) {
    if (!t.device().is_cpu()) continue;
    Tensor packed = t;
    if (!t.is_contiguous()) {
      packed = Tensor::empty(t.dtype(), t.shape());
      copy_elements(t, packed);
    }
    t = Tensor::empty(t.dtype(), t.shape(), device);
    if (int64_t bytes = t.elements() * static_cast<int64_t>(item_bytes(t.dtype())))
      out.last = stream->send(device, t.data(), packed.data(), bytes);
  }
  return out;
}

std::vector<Tensor> received(Sent sent) {
  if (sent.last) copy_stream_of(sent.device)->expect(sent.device, sent.last);
  return std::move(sent.tensors);
}

}  // namespace mixgrad
