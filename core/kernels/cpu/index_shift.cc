#include "core/kernels/kernel.h"
#include "core/kernels/program.h"
#include "core/runtime/error.h"

namespace mixgrad {

namespace {
// Counting down to 0: an element below the first number would become a negative index, which counts from the end.
void check_not_before_first(const Tensor& x, int64_t first, const Value& sentinel, bool has_sentinel) {
  Tensor wide = Tensor::empty(DType::kInt64, x.shape());
  copy_cpu(x, wide);
  const int64_t* data = wide.data<int64_t>();
  for (int64_t i = 0; i < wide.elements(); ++i) {
    if (data[i] >= first || (has_sentinel && data[i] == sentinel.as_int())) continue;
    throw Error(ErrorCode::kIndex,
                "there is no index " + std::to_string(data[i]) + ": counting starts at " + std::to_string(first))
        .given(std::to_string(data[i]))
        .accepted("at least " + std::to_string(first))
        .on("x");
  }
}
}  // namespace

// [x, by, sentinel]: x + by, but for elements that equal the sentinel.
MIXGRAD_KERNEL(index_shift, kCpu) {
  int64_t by = call.arguments[1].as_int();
  if (by < 0) {
    check_not_before_first(call.tensor(0), -by, call.arguments[2], call.has(2));
  }
  Program p;
  p.compute = call.outputs[0].dtype();
  uint8_t x = p.input(0);
  uint8_t shifted = p.add(Instruction::kAdd, x, p.input(1));
  if (call.has(2)) {
    uint8_t stays = p.add(Instruction::kEqual, x, p.input(2));
    p.add(Instruction::kSelect, stays, x, shifted);
  }
  run_program_cpu(p, call.arguments.data(), call.has(2) ? 3 : 2, call.outputs[0]);
}

}  // namespace mixgrad
