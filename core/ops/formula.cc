#include "core/ops/formula.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>

#include "core/autograd/node.h"
#include "core/graph/trace.h"
#include "core/kernels/program.h"
#include "core/ops/families.h"
#include "core/transform/gradients.h"

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

// What the step of this register reads of others, each once.
Program needed_of(const Program& program, int result) {
  std::vector<bool> needed(program.steps.size());
  needed[result] = true;
  auto reads = [](const Step& s) {
    return s.instruction != Instruction::kInput && s.instruction != Instruction::kConstant;
  };
  for (int i = result; i >= 0; --i) {
    const Step& s = program.steps[i];
    if (needed[i] && reads(s)) needed[s.a] = needed[s.b] = needed[s.c] = true;  // one that is not there counts for 0
  }
  Program out;
  out.compute = program.compute;
  std::vector<uint8_t> at(program.steps.size());
  for (int i = 0; i <= result; ++i) {
    if (!needed[i]) continue;
    Step s = program.steps[i];
    if (reads(s)) s.a = at[s.a], s.b = at[s.b], s.c = at[s.c];
    auto same = std::find_if(out.steps.begin(), out.steps.end(), [&](const Step& o) {
      return o.instruction == s.instruction && o.a == s.a && o.b == s.b && o.c == s.c &&
             std::memcmp(&o.value, &s.value, sizeof s.value) == 0;
    });
    at[i] = static_cast<uint8_t>(same - out.steps.begin());
    if (same == out.steps.end()) out.steps.push_back(s);
  }
  return out;
}

// Of traced calls over numbers of the dtype; no steps if they can not be one program.
Program program_of_trace(Context& context, DType dtype, size_t inputs, const TracedBody& body) {
  Program program;
  program.compute = dtype;
  Ref<Graph> graph = trace(context, std::vector<TensorSpec>(inputs, TensorSpec{dtype, Shape{}}), false, body);
  std::vector<int> registers(graph->values.size(), -1);
  for (size_t i = 0; i < inputs; ++i) registers[graph->inputs[i]] = program.input(static_cast<int>(i));
  bool whole = graph->states.empty() && graph->writes.empty();
  for (const GraphNode& node : graph->nodes) whole = whole && append(*graph, node, registers, program);
  int result = registers[graph->outputs[0]];
  if (!whole || result < static_cast<int>(inputs)) return {};
  return paired(needed_of(program, result));
}

// Made once, and kept for good. `slope`: the gradient, of x and of the result's gradient.
const Program* find_program(const Invocation& call, DType dtype, Formula formula, bool slope) {
  static std::mutex mutex;
  static auto& known = *new std::map<std::string, Program>();
  std::string key = key_of(call, dtype);
  if (key.empty()) return nullptr;
  key += slope ? '\'' : ' ';
  {
    std::lock_guard<std::mutex> lock(mutex);
    if (auto found = known.find(key); found != known.end())
      return found->second.steps.empty() ? nullptr : &found->second;
  }
  Ref<Context> context = call.context.with_recording(slope);
  Program made;
  if (Instruction all = slope && formula.gradient ? formula.gradient(call) : Instruction::kInput;
      all != Instruction::kInput) {
    made.compute = dtype;
    uint8_t x = made.input(0), grad = made.input(1);
    made.add(all, x, grad);
  } else {
    made = program_of_trace(*context, dtype, slope ? 2 : 1, [&](Context& inside, const std::vector<Tensor>& x) {
      if (slope) ensure_meta(x[0]).requires_grad = true;
      Tensor y = formula.steps(inside, x[0], call);
      return slope ? gradients(inside, {y}, {x[0]}, {x[1]}, false) : std::vector<Tensor>{y};
    });
  }
  std::lock_guard<std::mutex> lock(mutex);
  const Program& kept = known.try_emplace(std::move(key), std::move(made)).first->second;
  return kept.steps.empty() ? nullptr : &kept;
}

// What stands for the function where its call is recorded as a whole: its name and arguments, and the rule.
const Function& recorded_as_one(const Function& f, GradientRule rule) {
  static std::mutex mutex;
  static auto& known = *new std::map<std::string, Function>();
  std::lock_guard<std::mutex> lock(mutex);
  auto [at, made] = known.try_emplace(f.name);
  if (made) {
    Function& one = at->second;
    one.name = f.name;
    one.arguments = f.arguments;
    one.outputs = f.outputs;
    one.inputs = f.inputs;
    one.gradient = rule;
    one.gradient_inputs = one.reads_inputs = {0};
  }
  return at->second;
}

// In steps. What they leave for x is added up before it meets what other calls leave: so is it where they are one.
Tensor in_steps(Context& c, const Tensor& x, const Invocation& call, DType wide, DType dtype, Formula formula) {
  Tensor own = x.dtype() == wide ? op<"reshape">(c, x, Value(x.shape())) : as_dtype(c, x, wide);
  return as_dtype(c, formula.steps(c, own, call), dtype);
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

Tensor evaluate(Invocation& call, Formula formula, GradientRule rule) {
  Context& c = call.context;
  Tensor x = call.tensor(0);
  DType dtype = floating_dtype(x.dtype()), wide = wide_dtype_of(dtype);
  bool records = c.recording && wants_gradient(x);
  const Program* program = nullptr;
  if (!c.tracer && x.device().is_cpu() && !x.is_traced()) program = find_program(call, wide, formula, false);
  if (program && records && !find_program(call, wide, formula, true)) program = nullptr;
  if (!program) return in_steps(c, x, call, wide, dtype, formula);
  Tensor out = Tensor::empty(dtype, x.shape());
  Value input(x);
  run_program_cpu(*program, &input, 1, out);
  if (records) {
    RecordedAgain::keep_places_free();
    record_gradient(recorded_as_one(call.function, rule), call.arguments, {&out, 1});
  }
  return out;
}

void formula_gradient(Backward& b, Formula formula) {
  Context& c = b.context;
  Tensor x = b.input(0), weight = b.grad();
  DType dtype = x.dtype(), wide = wide_dtype_of(dtype);
  std::vector<Value> arguments;
  for (size_t i = 0; i < b.function().arguments.size(); ++i) arguments.push_back(b.argument(static_cast<int>(i)));
  Results none;
  Invocation call{c, b.function(), nullptr, arguments, none};
  if (nobody_records(c, {x, weight})) {
    Tensor out = Tensor::empty(dtype, x.shape());
    const Value inputs[] = {Value(x), Value(weight)};
    run_program_cpu(*find_program(call, wide, formula, true), inputs, 2, out);
    return b.set(0, out);
  }
  Tensor at = c.recording && wants_gradient(x) ? x : x.detached();
  if (!wants_gradient(at)) ensure_meta(at).requires_grad = true;
  Ref<Context> recording = c.with_recording(true);
  Tensor y;
  {
    RecordedAgain again(b.sequence() - RecordedAgain::kPlaces);
    y = in_steps(*recording, at, call, wide, dtype, formula);
  }
  b.set(0, gradients(*recording, {y}, {at}, {weight}, c.recording)[0]);
  if (c.recording) b.replace(y);
}

}  // namespace mixgrad
