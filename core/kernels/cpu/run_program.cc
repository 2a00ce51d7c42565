// Runs elementwise programs block by block. A program of one instruction over contiguous memory skips all of that.
#include <cstring>

#include "core/kernels/cpu/convert.h"
#include "core/kernels/cpu/instructions.h"
#include "core/kernels/cpu/strided.h"
#include "core/kernels/program.h"
#include "core/runtime/error.h"
#include "core/runtime/thread_pool.h"
#include "core/schema/value.h"

namespace mixgrad {

namespace {

constexpr int kMaxInputs = 64;
constexpr int64_t kRowMinimum = 64;        // shorter rows are gathered, several to a block
constexpr int64_t kBlockBytes = 4096;      // of one register
constexpr int64_t kArenaBytes = 40 << 10;  // registers of a running program
constexpr int64_t kSerialCost = 1 << 16;   // about 20 microseconds of additions: below, waking a thread costs more

bool is_loaded(Instruction i) { return i == Instruction::kInput || i == Instruction::kConstant; }

int64_t cost_of(Instruction i) {
  switch (i) {
    case Instruction::kExp:
    case Instruction::kExpm1:
    case Instruction::kLog:
    case Instruction::kLog1p:
    case Instruction::kHypot:
      return 4;
    case Instruction::kTanh:
    case Instruction::kSigmoid:
    case Instruction::kErf:
    case Instruction::kSin:
    case Instruction::kCos:
    case Instruction::kTan:
    case Instruction::kNormalCdf:
    case Instruction::kSigmoidMultiply:
    case Instruction::kNormalCdfMultiply:
    case Instruction::kSiluGradient:
    case Instruction::kLogAddExp:
    case Instruction::kAtan2:
      return 8;
    case Instruction::kGeluGradient:
    case Instruction::kPow:
    case Instruction::kRemainder:
    case Instruction::kFloorDivide:
      return 16;
    default:
      return 1;
  }
}

DType register_type(DType compute) {
  return compute == DType::kFloat16 || compute == DType::kBFloat16 ? DType::kFloat32 : compute;
}

InstructionFunction function_of(Instruction instruction, DType type) {
  InstructionFunction f = instruction_function(instruction, type);
  if (!f) {
    throw Error(ErrorCode::kDType, "this elementwise function has no meaning for elements of this type")
        .given(dtype_name(type));
  }
  return f;
}

// One value of the compute type, repeated for a vector's load.
void repeat(void* buffer, size_t item) {
  char* bytes = static_cast<char*>(buffer);
  for (size_t filled = item; filled < kRepeatBytes; filled *= 2) std::memcpy(bytes + filled, bytes, filled);
}
void load_number(const Value& number, DType compute, DType type, void* buffer) {
  if (compute != type) {  // rounds to float16 or bfloat16 first
    uint16_t bits;
    store_number(number, compute, &bits);
    convert(compute, &bits, 1, type, buffer, 1, 1);
  } else {
    store_number(number, type, buffer);
  }
  repeat(buffer, item_bytes(type));
}

// How many elements of a row-major `shape` the tensor covers until it starts again: all, those of the last axes, or 0
// if it goes through them otherwise.
int64_t period_of(const TensorImpl& t, const Shape& shape) {
  int64_t covered = 1;
  int added = shape.rank() - t.shape.rank();
  bool whole = true;  // the axes so far are those of the shape
  for (int axis = t.shape.rank() - 1; axis >= 0; --axis) {
    int64_t size = t.shape[axis];
    whole = whole && size == shape[axis + added];
    if (size != 1 && (!whole || t.strides[axis] != covered)) return 0;
    covered *= size;
  }
  return covered;
}

// The usual eager call: one instruction, inputs of the compute type that are contiguous, or rows that repeat, or a
// single number.
bool run_direct(const Program& program, const Value* inputs, const Tensor& output) {
  const Step& last = program.steps.back();
  int operands = operand_count(last.instruction);
  if (static_cast<int>(program.steps.size()) > operands + 1 || operands == 0) return false;
  TensorImpl* out = output.impl();
  if (out->dtype != program.compute || register_type(program.compute) != program.compute || !output.is_contiguous())
    return false;
  alignas(kRepeatBytes) char numbers[3][kRepeatBytes];
  Operand in[3];
  const uint8_t registers[3] = {last.a, last.b, last.c};
  const int64_t n = out->shape.elements();
  int64_t period = n;  // of the rows that repeat
  bool repeats[3] = {false, false, false};
  for (int i = 0; i < operands; ++i) {
    const Step& step = program.steps[registers[i]];
    if (step.instruction == Instruction::kConstant) {
      load_number(Value(step.value), program.compute, program.compute, numbers[i]);
      in[i] = {numbers[i], 0};
      continue;
    }
    if (step.instruction != Instruction::kInput) return false;
    const Value& value = inputs[step.a];
    if (!value.is_tensor()) {
      load_number(value, program.compute, program.compute, numbers[i]);
      in[i] = {numbers[i], 0};
      continue;
    }
    TensorImpl* t = value.tensor_impl();
    if (t->dtype != program.compute) return false;
    size_t item = item_bytes(t->dtype);
    const char* data = static_cast<const char*>(t->storage->data()) + t->offset * static_cast<int64_t>(item);
    if (t->shape == out->shape) {
      if (period_of(*t, out->shape) < n) return false;
    } else if (t->shape.elements() == 1) {
      std::memcpy(numbers[i], data, item);
      repeat(numbers[i], item);
      in[i] = {numbers[i], 0};
      continue;
    } else {
      int64_t covered = period_of(*t, out->shape);
      if (covered < kRowMinimum || (period != n && period != covered)) return false;
      period = covered;
      repeats[i] = true;
    }
    in[i] = {data, 1};
  }
  InstructionFunction f = function_of(last.instruction, program.compute);
  char* to = output.data<char>();
  int64_t cost = cost_of(last.instruction);
  if (n * cost < kSerialCost && period == n) {
    f(in, to, static_cast<size_t>(n));
    return true;
  }
  int64_t item = static_cast<int64_t>(item_bytes(program.compute));
  auto range = [&](int64_t begin, int64_t end) {
    while (begin < end) {
      int64_t in_row = begin % period, count = std::min(end - begin, period - in_row);
      Operand part[3];
      for (int i = 0; i < operands; ++i) {
        int64_t first = (repeats[i] ? in_row : begin) * item * static_cast<int64_t>(in[i].step);
        part[i] = {static_cast<const char*>(in[i].data) + first, in[i].step};
      }
      f(part, to + begin * item, static_cast<size_t>(count));
      begin += count;
    }
  };
  if (n * cost < kSerialCost)
    range(0, n);
  else
    parallel_for(n, kSerialCost / 2 / cost, range);
  return true;
}

// A program prepared for one call: which register lies in which slot of the arena.
class Runner {
 public:
  Runner(const Program& program, const Value* inputs, int n_inputs, const Tensor& output)
      : program_(program), inputs_(inputs), type_(register_type(program.compute)), rounds_(type_ != program.compute) {
    item_ = static_cast<int64_t>(item_bytes(type_));
    if (n_inputs > kMaxInputs) throw Error(ErrorCode::kInternal, "too many inputs of an elementwise program");
    operands_[0] = broadcast_operand(*output.impl(), output.shape());
    count_ = 1;
    for (int i = 0; i < n_inputs; ++i) {
      at_[i] = 0;
      if (inputs[i].is_tensor()) {
        at_[i] = count_;
        operands_[count_++] = broadcast_operand(*inputs[i].tensor_impl(), output.shape());
      }
    }
    auto range = Range{operands_, operands_ + count_};
    nest_ = collapse(output.shape(), range);
    by_rows_ = nest_.rank <= 1 || nest_.inner() >= kRowMinimum;
    assign_slots();
  }

  void run() {
    if (nest_.elements == 0) return;
    int64_t cost = 0;
    for (const Step& step : program_.steps) cost += cost_of(step.instruction);
    int64_t grain = std::max<int64_t>(kSerialCost / 2 / cost, 4096);
    if (nest_.elements <= 2 * grain) return run_range(0, nest_.elements);
    parallel_for(nest_.elements, grain, [this](int64_t begin, int64_t end) { run_range(begin, end); });
  }

 private:
  struct Range {
    StridedOperand *first, *last;
    StridedOperand* begin() const { return first; }
    StridedOperand* end() const { return last; }
    StridedOperand& operator[](int i) const { return first[i]; }
  };

  void assign_slots() {
    int steps = static_cast<int>(program_.steps.size());
    int last_use[256];
    for (int i = 0; i < steps; ++i) {
      const Step& s = program_.steps[i];
      last_use[i] = i;
      int operands = operand_count(s.instruction);
      if (operands > 0) last_use[s.a] = i;
      if (operands > 1) last_use[s.b] = i;
      if (operands > 2) last_use[s.c] = i;
      functions_[i] = is_loaded(s.instruction) ? nullptr : function_of(s.instruction, type_);
    }
    int free[256], n_free = 0, slots = 0;
    for (int i = 0; i < steps; ++i) {
      const Step& s = program_.steps[i];
      if (is_number(s)) {
        slot_[i] = numbers_++;
        continue;
      }
      int operands = operand_count(s.instruction);
      const int read[3] = {s.a, s.b, s.c};
      // A computed operand's slot may be written over by the instruction that reads it last; a loaded one's not,
      // because it may hold a single value that is read again for the next vector.
      auto release = [&](bool loaded) {
        for (int k = 0; k < operands; ++k) {
          bool again = (k > 0 && read[k] == read[0]) || (k > 1 && read[k] == read[1]);
          const Step& operand = program_.steps[read[k]];
          if (last_use[read[k]] == i && !again && !is_number(operand) && is_loaded(operand.instruction) == loaded) {
            free[n_free++] = slot_[read[k]];
          }
        }
      };
      release(false);
      slot_[i] = n_free > 0 ? free[--n_free] : slots++;
      release(true);
    }
    int64_t left = kArenaBytes - numbers_ * static_cast<int64_t>(kRepeatBytes);
    block_ = std::min(kBlockBytes, left / std::max(slots, 1) / 64 * 64) / item_;
  }

  void run_range(int64_t begin, int64_t end) {
    alignas(64) char arena[kArenaBytes];
    Operand registers[256];
    for (size_t i = 0; i < program_.steps.size(); ++i) {
      if (is_number(program_.steps[i])) registers[i] = load(program_.steps[i], arena + slot_[i] * kRepeatBytes);
    }
    for (int64_t position = begin; position < end;) {
      int64_t n = std::min(block_, end - position);
      Place place(nest_, position);
      if (by_rows_ && nest_.rank > 0) n = std::min(n, nest_.inner() - place.index[nest_.rank - 1]);
      run_block(place, position, n, registers, arena + numbers_ * kRepeatBytes);
      position += n;
    }
  }

  void run_block(const Place& place, int64_t position, int64_t n, Operand* registers, char* arena) {
    int last = static_cast<int>(program_.steps.size()) - 1;
    const StridedOperand& out = operands_[0];
    int64_t out_stride = nest_.rank ? out.strides[nest_.rank - 1] : 1;
    char* out_at = out.data + place.offset(nest_, out.strides) * out.item;
    bool direct = by_rows_ && out.dtype == type_ && out_stride == 1;
    for (int i = 0; i <= last; ++i) {
      const Step& s = program_.steps[i];
      if (is_number(s)) continue;
      char* slot = arena + slot_[i] * block_ * item_;
      if (!functions_[i]) {
        registers[i] = load(s, place, position, n, slot);
        continue;
      }
      const Operand operands[3] = {registers[s.a], registers[s.b], registers[s.c]};
      char* to = i == last && direct ? out_at : slot;
      functions_[i](operands, to, static_cast<size_t>(n));
      if (rounds_) round_block(program_.compute, reinterpret_cast<float*>(to), n);
      registers[i] = {to, 1};
    }
    if (registers[last].data == out_at) return;
    const char* result = static_cast<const char*>(registers[last].data);
    int64_t step = static_cast<int64_t>(registers[last].step);
    ConvertFunction f = convert_function(type_, out.dtype);
    if (by_rows_) return f(result, step, out_at, out_stride, n);
    for_each_run(nest_, out.strides, position, n, [&](int64_t offset, int64_t done, int64_t count) {
      f(result + done * step * item_, step, out.data + offset * out.item, out_stride, count);
    });
  }

  bool is_number(const Step& s) const {
    return s.instruction == Instruction::kConstant ||
           (s.instruction == Instruction::kInput && !inputs_[s.a].is_tensor());
  }
  Operand load(const Step& s, char* number) {
    load_number(s.instruction == Instruction::kConstant ? Value(s.value) : inputs_[s.a], program_.compute, type_,
                number);
    return {number, 0};
  }

  Operand load(const Step& s, const Place& place, int64_t position, int64_t n, char* slot) {
    const StridedOperand& o = operands_[at_[s.a]];
    int64_t stride = nest_.rank ? o.strides[nest_.rank - 1] : 0;
    char* from = o.data + place.offset(nest_, o.strides) * o.item;
    if (by_rows_ && stride == 1 && o.dtype == type_ && !rounds_) return {from, 1};
    ConvertFunction f = convert_function(o.dtype, type_);
    Operand result{slot, 1};
    if (by_rows_) {
      if (stride == 0) {
        f(from, 1, slot, 1, 1);
        if (rounds_) round_block(program_.compute, reinterpret_cast<float*>(slot), 1);
        repeat(slot, static_cast<size_t>(item_));
        return {slot, 0};
      }
      f(from, stride, slot, 1, n);
    } else {
      for_each_run(nest_, o.strides, position, n, [&](int64_t offset, int64_t done, int64_t count) {
        f(o.data + offset * o.item, stride, slot + done * item_, 1, count);
      });
    }
    if (rounds_ && o.dtype != program_.compute) round_block(program_.compute, reinterpret_cast<float*>(slot), n);
    return result;
  }

  const Program& program_;
  const Value* inputs_;
  DType type_;
  bool rounds_;
  int64_t item_, block_ = 0;
  int count_ = 0, at_[kMaxInputs];
  StridedOperand operands_[kMaxInputs + 1];
  Nest nest_;
  bool by_rows_ = false;
  InstructionFunction functions_[256];
  int slot_[256];  // of the arena's blocks, or, of a number, of the repeated numbers before them
  int numbers_ = 0;
};

}  // namespace

void run_program_cpu(const Program& program, const Value* inputs, int n_inputs, const Tensor& output) {
  if (output.elements() == 0) return;  // its other sizes may be of any size
  if (run_direct(program, inputs, output)) return;
  Runner(program, inputs, n_inputs, output).run();
}

}  // namespace mixgrad
