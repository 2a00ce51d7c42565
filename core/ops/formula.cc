#include "core/ops/formula.h"

#include <cstring>
#include <map>
#include <mutex>

#include "core/autograd/node.h"
#include "core/graph/trace.h"
#include "core/kernels/program.h"
#include "core/ops/families.h"

namespace mixgrad {

namespace {

constexpr size_t kMostSteps = 200;  // a step is named by 8 bits

// Function, dtype and arguments, or nothing if some argument is no plain value.
std::string key_of(const Invocation& call, DType dtype) {
  std::string key = call.function.name + static_cast<char>(dtype);
  for (size_t i = 1; i < call.arguments.size(); ++i) {
    const Value& v = call.arguments[i];
    if (!v.is_number() && !v.is(Kind::kEnum) && !v.is_absent() && !v.is_null()) return {};
    key += static_cast<char>(v.kind());
    double number = v.is(Kind::kFloat) ? v.as_float() : 0;
    int64_t whole = v.is(Kind::kFloat) || v.is_absent() || v.is_null() ? 0 : v.as_int();
    key.append(reinterpret_cast<const char*>(&number), sizeof number);
    key.append(reinterpret_cast<const char*>(&whole), sizeof whole);
  }
  return key;
}

// Appends the node's program; `registers` are those of the graph's values. False if it is none of these dtypes.
bool append(const Graph& graph, const GraphNode& node, std::vector<int>& registers, Program& program) {
  if (!node.function->program || node.outputs.size() != 1 || node.list_output) return false;
  DType made = graph.values[node.outputs[0]].dtype;
  if (made != program.compute && made != DType::kBool) return false;
  std::vector<uint8_t> steps;
  for (const Step& step : program_of(*node.function, program.compute).steps) {
    if (program.steps.size() >= kMostSteps) return false;
    if (step.instruction == Instruction::kConstant) {
      steps.push_back(program.constant(step.value));
    } else if (step.instruction == Instruction::kInput) {
      const Operand& operand = node.arguments[step.a];
      if (operand.kind == Operand::Kind::kValue && registers[operand.value] >= 0)
        steps.push_back(static_cast<uint8_t>(registers[operand.value]));
      else if (operand.kind == Operand::Kind::kPlain && operand.plain.is_number())
        steps.push_back(program.constant(operand.plain.as_float()));
      else
        return false;
    } else {
      auto of = [&](uint8_t at) { return at < steps.size() ? steps[at] : uint8_t{0}; };
      steps.push_back(program.add(step.instruction, of(step.a), of(step.b), of(step.c)));
    }
  }
  registers[node.outputs[0]] = steps.back();
  return true;
}

// No steps if it can not be one program.
Program program_of_formula(Invocation& call, DType dtype, Formula formula) {
  Program program;
  program.compute = dtype;
  Ref<Context> quiet = call.context.with_recording(false);
  Ref<Graph> graph = trace(*quiet, {{dtype, Shape{}}}, false, [&](Context& inside, const std::vector<Tensor>& x) {
    return std::vector<Tensor>{formula(inside, x[0], call)};
  });
  std::vector<int> registers(graph->values.size(), -1);
  registers[graph->inputs[0]] = program.input(0);
  bool whole = graph->states.empty() && graph->writes.empty();
  for (const GraphNode& node : graph->nodes) whole = whole && append(*graph, node, registers, program);
  // The result is the last step.
  if (!whole || registers[graph->outputs[0]] != static_cast<int>(program.steps.size()) - 1) program.steps.clear();
  return paired(program);
}

// Made once, and kept for good.
const Program* find_program(Invocation& call, DType dtype, Formula formula) {
  static std::mutex mutex;
  static auto& known = *new std::map<std::string, Program>();
  std::string key = key_of(call, dtype);
  if (key.empty()) return nullptr;
  {
    std::lock_guard<std::mutex> lock(mutex);
    if (auto found = known.find(key); found != known.end())
      return found->second.steps.empty() ? nullptr : &found->second;
  }
  Program made = program_of_formula(call, dtype, formula);
  std::lock_guard<std::mutex> lock(mutex);
  const Program& kept = known.try_emplace(std::move(key), std::move(made)).first->second;
  return kept.steps.empty() ? nullptr : &kept;
}

}  // namespace

bool nobody_records(const Context& context, std::initializer_list<Tensor> tensors) {
  if (context.tracer) return false;
  for (const Tensor& x : tensors) {
    if (!x) continue;
    if (!x.device().is_cpu() || x.is_traced() || (context.recording && wants_gradient(x))) return false;
  }
  return true;
}

Tensor evaluate(Invocation& call, Formula formula) {
  Context& c = call.context;
  Tensor x = call.tensor(0);
  DType dtype = floating_dtype(x.dtype()), wide = wide_dtype_of(dtype);
  if (const Program* program = nobody_records(c, {x}) ? find_program(call, wide, formula) : nullptr) {
    Tensor out = Tensor::empty(dtype, x.shape());
    Value input(x);
    run_program_cpu(*program, &input, 1, out);
    return out;
  }
  return as_dtype(c, formula(c, as_dtype(c, x, wide), call), dtype);
}

}  // namespace mixgrad
