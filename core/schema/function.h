// A function as data: operators, constructors and methods alike. The builder that fills it is in builder.h.
#pragma once

#include <array>
#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "core/kernels/kernel.h"
#include "core/kernels/program.h"
#include "core/schema/example.h"
#include "core/schema/type.h"

namespace mixgrad {

class Context;
class Infer;
class Backward;
class Batching;
struct Invocation;

enum class Carries { kNothing, kIndices, kClasses };

struct Range {
  std::optional<double> minimum, maximum;
  bool exclusive_minimum = false, exclusive_maximum = false;
};

struct Argument {
  std::string name, description;
  Type type;
  std::string dtypes = "any";  // class, and after a colon a variable: "numeric:T"
  uint32_t dtype_mask = ~0u;   // derived: bit n is the dtype numbered n
  std::string shape = "[...]";
  bool optional = false;  // an input that may be absent
  bool fixed = false;     // an input that no gradient goes to
  Carries carries = Carries::kNothing;
  std::optional<Value> default_value;  // absent: required (attributes)
  Range range;
  std::optional<int64_t> sentinel;
  int axis_of = 0;           // the input whose rank an axis refers to
  int axis_rank_offset = 0;  // 1 where the axis is one of the result, which has one more

  bool required() const { return !default_value && !optional; }
};

struct Output {
  std::string name, description;
  Type type = types::tensor;
  std::string dtype, shape;
  bool carries_indices = false;
};

struct SchemaError {
  std::string code, when;
};
struct Event {
  std::string name, description;
  std::vector<Field> fields;
};

enum class Bits { kNone, kSame, kBounded };
enum class Blocking { kNone, kCompute, kIo, kLong };

using ShapeRule = void (*)(Infer&);        // sets the outputs' dtypes and shapes
using ViewRule = Tensor (*)(Infer&);       // a window on the first input's storage
using BatchingRule = void (*)(Batching&);  // sets the results for many examples, by operator calls
using GradientRule = void (*)(Backward&);  // sets the inputs' gradients, by operator calls
// The elementwise program: input i is argument i, attributes that are numbers included. The last step is the result.
using ProgramRule = void (*)(Program&);
using DTypeRule = DType (*)(Infer&);  // result dtype of an elementwise function
using ContextKernel = void (*)(Context&, std::span<const Value> arguments, std::span<const Tensor> outputs);
using Body = void (*)(Invocation&);  // composed functions, constructors and methods: sets the results

struct Function {
  std::string name, name_space, summary, description, math, result_record;
  int version = 1;
  std::vector<std::string> aliases, references, traits, errors_text;
  std::vector<Argument> arguments;  // inputs first
  int inputs = 0, positional = -1;
  std::optional<std::pair<std::string, std::string>> pair;
  std::vector<Output> outputs;
  std::vector<SchemaError> errors;
  std::vector<Example> examples;
  std::vector<Event> events;
  std::string operator_symbol, batching, jvp, no_gradient, since = "0.1.0", lifecycle = "unstable";
  bool keeps_self = false;  // a method's result holds the object that it was called on
  bool method_of_tensor = false, composed = false, random = false, method = false, constructor = false;
  Bits bits = Bits::kSame;
  Blocking blocking = Blocking::kNone;

  ShapeRule shape_rule = nullptr;
  ViewRule view_rule = nullptr;
  ProgramRule program = nullptr;
  DTypeRule result_dtype = nullptr;   // of elementwise functions; default: promotion
  DTypeRule compute_dtype = nullptr;  // of elementwise functions; default: the result's
  GradientRule gradient = nullptr;
  BatchingRule batching_rule = nullptr;  // stated; else derived from `batching`
  std::vector<int> gradient_inputs, reads_inputs, reads_outputs;
  bool differentiable_again = true;
  int device = -1;  // the attribute that says where the result lives
  int64_t (*random_blocks)(const Shape& output, DType dtype) = nullptr;
  int writes_if = -1;  // the attribute that says whether a call overwrites inputs
  int generator = -1;  // the attribute that names a random stream other than the context's
  ContextKernel context_kernel = nullptr;
  Body body = nullptr;
  const Function* in_place_of = nullptr;  // add_ -> add

  // Caches, filled on first use.
  mutable std::atomic<Kernel> kernel_cpu{nullptr};
  mutable std::array<std::atomic<const Program*>, 20> programs{};  // by compute dtype

  int find_argument(std::string_view argument) const;  // -1 if there is none
  bool has_trait(std::string_view trait) const;
};

}  // namespace mixgrad
