#include <algorithm>
#include <cstring>

#include "core/kernels/chain.h"
#include "core/kernels/cpu/convert.h"
#include "core/kernels/cpu/instructions.h"

namespace mixgrad {

namespace {

constexpr int64_t kBlockBytes = 8192;  // of one operand; those of a few links fit the nearest cache
constexpr int64_t kSerialElements = 1 << 14;

bool is_single(const Program& program) {
  int operands = operand_count(program.steps.back().instruction);
  return operands > 0 && static_cast<int>(program.steps.size()) <= operands + 1;
}

// One operand of a link: memory, an earlier link's block, or a repeated number.
struct Source {
  const char* data = nullptr;
  size_t step = 1;
  int link = -1;
};

struct Prepared {
  InstructionFunction function = nullptr;
  int operands = 0;
  Source sources[3];
  char* output = nullptr;  // null: a block of its own
  alignas(kRepeatBytes) char numbers[3][kRepeatBytes];
};

void repeat(char* buffer, size_t item) {
  for (size_t filled = item; filled < kRepeatBytes; filled *= 2) std::memcpy(buffer + filled, buffer, filled);
}

void prepare(std::span<const ChainLink> links, size_t at, Prepared& out) {
  const ChainLink& link = links[at];
  const Program& program = *link.program;
  const Step& last = program.steps.back();
  size_t item = item_bytes(program.compute);
  out.function = instruction_function(last.instruction, program.compute);
  out.operands = operand_count(last.instruction);
  if (link.output.impl()->storage) out.output = link.output.data<char>();
  const uint8_t registers[3] = {last.a, last.b, last.c};
  for (int i = 0; i < out.operands; ++i) {
    const Step& step = program.steps[registers[i]];
    Value value = step.instruction == Instruction::kConstant ? Value(step.value) : link.arguments[step.a];
    Source& source = out.sources[i];
    if (!value.is_tensor()) {
      store_number(value, program.compute, out.numbers[i]);
    } else {
      Tensor t = value.as_tensor();
      for (size_t earlier = 0; earlier < at; ++earlier) {
        if (links[earlier].output.same(t)) source.link = static_cast<int>(earlier);
      }
      if (source.link >= 0) continue;
      if (t.shape() == link.output.shape()) {
        source.data = t.data<char>();
        continue;
      }
      std::memcpy(out.numbers[i], t.data(), item);
    }
    repeat(out.numbers[i], item);
    source.data = out.numbers[i];
    source.step = 0;
  }
}

}  // namespace

bool can_link(const Program& program, std::span<const Value> arguments, DType dtype, const Shape& shape) {
  if (program.compute != dtype || dtype == DType::kFloat16 || dtype == DType::kBFloat16 || !is_single(program))
    return false;
  if (!instruction_function(program.steps.back().instruction, dtype)) return false;
  const Step& last = program.steps.back();
  const uint8_t registers[3] = {last.a, last.b, last.c};
  for (int i = 0; i < operand_count(last.instruction); ++i) {
    const Step& step = program.steps[registers[i]];
    if (step.instruction == Instruction::kConstant) continue;
    if (step.instruction != Instruction::kInput) return false;
    const Value& value = arguments[step.a];
    if (!value.is_tensor()) continue;
    Tensor t = value.as_tensor();
    if (t.dtype() != dtype) return false;
    bool whole = t.shape() == shape && t.is_contiguous();
    bool single = t.elements() == 1 && t.impl()->storage;
    if (!whole && !single) return false;
  }
  return true;
}

void run_chain_cpu(std::span<const ChainLink> links, const CancelFlag* cancel) {
  Prepared prepared[kMostLinks];
  for (size_t i = 0; i < links.size(); ++i) prepare(links, i, prepared[i]);
  int64_t item = static_cast<int64_t>(item_bytes(links[0].program->compute)), n = links[0].output.elements();
  int64_t block = kBlockBytes / item;
  auto run = [&](int64_t begin, int64_t end) {
    alignas(64) char scratch[kMostLinks][kBlockBytes];
    for (int64_t at = begin; at < end; at += block) {
      auto count = static_cast<size_t>(std::min(block, end - at));
      const char* results[kMostLinks];
      for (size_t i = 0; i < links.size(); ++i) {
        const Prepared& link = prepared[i];
        Operand in[3];
        for (int k = 0; k < link.operands; ++k) {
          const Source& source = link.sources[k];
          in[k] = source.link >= 0 ? Operand{results[source.link], 1}
                                   : Operand{source.data + at * item * static_cast<int64_t>(source.step), source.step};
        }
        char* out = link.output ? link.output + at * item : scratch[i];
        link.function(in, out, count);
        results[i] = out;
      }
    }
  };
  int64_t grain = std::max(block, kSerialElements / static_cast<int64_t>(links.size()) / block * block);
  if (n <= grain) return run(0, n);
  parallel_for(n, grain, run, cancel);
}

}  // namespace mixgrad
