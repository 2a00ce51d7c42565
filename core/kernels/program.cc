#include "core/kernels/program.h"

#include <initializer_list>

namespace mixgrad {

uint8_t Program::add(Instruction instruction, uint8_t a, uint8_t b, uint8_t c) {
  steps.push_back({instruction, a, b, c, 0});
  return static_cast<uint8_t>(steps.size() - 1);
}

uint8_t Program::constant(double value) {
  steps.push_back({Instruction::kConstant, 0, 0, 0, value});
  return static_cast<uint8_t>(steps.size() - 1);
}

namespace {

// Can one instruction do both, the second a sum or a product?
bool can_pair(Instruction first, Instruction second) {
  bool is_gate = first == Instruction::kSigmoid || first == Instruction::kNormalCdf;
  if (is_gate) return second == Instruction::kMultiply;
  return first == Instruction::kAdd || first == Instruction::kMultiply || first == Instruction::kSquare;
}

Instruction pair_of(Instruction first, Instruction second) {
  if (first == Instruction::kSigmoid) return Instruction::kSigmoidMultiply;
  if (first == Instruction::kNormalCdf) return Instruction::kNormalCdfMultiply;
  bool multiplies = second == Instruction::kMultiply;
  if (first == Instruction::kAdd) return multiplies ? Instruction::kAddMultiply : Instruction::kAddAdd;
  return multiplies ? Instruction::kMultiplyMultiply : Instruction::kMultiplyThenAdd;
}

bool is_loaded(Instruction i) { return i == Instruction::kInput || i == Instruction::kConstant; }

}  // namespace

Program paired(const Program& program) {
  const std::vector<Step>& steps = program.steps;
  size_t n = steps.size();
  std::vector<int> readers(n), first(n, -1);  // `first`: the step that goes into this one
  std::vector<bool> gone(n);
  for (const Step& s : steps) {
    if (is_loaded(s.instruction)) continue;
    for (uint8_t read : {s.a, s.b, s.c}) ++readers[read];  // an operand that is not there counts for register 0, a load
  }
  for (size_t i = 0; i < n; ++i) {
    const Step& s = steps[i];
    if (s.instruction != Instruction::kAdd && s.instruction != Instruction::kMultiply) continue;
    for (uint8_t read : {s.a, s.b}) {
      bool free = first[i] < 0 && readers[read] == 1 && first[read] < 0;
      if (!free || !can_pair(steps[read].instruction, s.instruction)) continue;
      first[i] = read;
      gone[read] = true;
    }
  }
  Program out;
  out.compute = program.compute;
  std::vector<uint8_t> at(n);
  for (size_t i = 0; i < n; ++i) {
    if (gone[i]) continue;
    Step s = steps[i];
    if (first[i] >= 0) {
      const Step& f = steps[first[i]];
      Instruction pair = pair_of(f.instruction, s.instruction);
      uint8_t other = s.a == first[i] ? s.b : s.a, b = f.instruction == Instruction::kSquare ? f.a : f.b;
      if (pair >= Instruction::kSigmoidMultiply)
        s = {pair, at[f.a], at[other], 0, 0};
      else
        s = {pair, at[f.a], at[b], at[other], 0};
    } else if (!is_loaded(s.instruction)) {
      s.a = at[s.a], s.b = at[s.b], s.c = at[s.c];
    }
    at[i] = static_cast<uint8_t>(out.steps.size());
    out.steps.push_back(s);
  }
  return out;
}

}  // namespace mixgrad
