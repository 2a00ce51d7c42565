// Padding as layers: the widths stand in torch.nn's order, the last axis first.
#include "core/nn/module.h"
#include "core/nn/schema_of_function.h"
#include "core/ops/padding.h"

namespace mixgrad {

namespace {

struct Padding final : Module {
  explicit Padding(const Class& c) : of(c) {}
  const Class& cls() const override { return of; }
  const Class& of;
  ValueList widths;  // as given: before and after the last axis, then the one in front of it
  Value value;       // of the modes of a constant
};

Padding& padding_of(Object& self) { return static_cast<Padding&>(self); }

// What pad takes: a pair for each axis, first to last; the axes in front are not padded.
Value in_order(const ValueList& widths, int rank) {
  ValueList out(2 * static_cast<size_t>(rank), Value(int64_t{0}));
  for (size_t i = 0; i < widths.size(); i += 2) {
    out[out.size() - 2 - i] = widths[i];
    out[out.size() - 1 - i] = widths[i + 1];
  }
  return Value(out);
}

template <bool has_value>
void construct(Invocation& call) {
  auto layer = make_ref<Padding>(class_of(call.function));
  layer->widths = call[0].as_list();
  layer->value = has_value ? call[1] : Value(int64_t{0});
  call.result(Value(layer));
}

template <PadMode mode, int axes>
void run(Invocation& call) {
  auto& self = call.self<Padding>();
  Tensor x = call.tensor(0);
  if (x.rank() < axes) {
    throw Error(ErrorCode::kShape, "the input has fewer axes than are padded")
        .on("x")
        .given(x.shape().text())
        .accepted(std::to_string(axes) + " axes or more");
  }
  call.result(op<"pad">(call.context, x, in_order(self.widths, x.rank()), Value::enumerator(mode), self.value));
}

const char* added(PadMode mode, bool has_value) {
  switch (mode) {
    case kPadReflect:
      return "elements mirrored at the first and the last one, which are not repeated,";
    case kPadReplicate:
      return "copies of the first and the last element";
    case kPadCircular:
      return "elements from the other end";
    default:
      return has_value ? "a number" : "zeros";
  }
}

template <PadMode mode, int axes, bool has_value>
ClassBuilder& padding_layer(ClassBuilder& c) {
  const std::string what = added(mode, has_value), n = std::to_string(axes);
  const std::string where = axes == 1 ? "the last axis" : "each of the last " + n + " axes";
  c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .summary("Adds " + what + " before and after " + where + ".")
      .description(
          "A negative width leaves elements out instead. Widths may be larger than the axis. The layer form of pad.")
      .reference("PyTorch 2.x, torch.nn." + c.name())
      .serializable();
  c.constructor([&](FunctionBuilder& f) {
    f.summary("Makes the layer.").description("It has no parameters.");
    f.attribute("padding", types::int_or_tuple(2 * axes),
                std::string("How many elements come before and after the last axis") +
                    (axes == 1   ? ""
                     : axes == 2 ? ", then the one in front of it"
                                 : ", then those in front of it") +
                    "; one number for all.");
    if (has_value) f.attribute("value", types::number, "What is added; converted to the input's dtype.");
    finish_constructor(f, "layer", c.name(), construct<has_value>);
  });
  c.property("padding", types::list(types::integer), "How many elements are added, the last axis first.",
             [](Context&, Object& self) { return Value(padding_of(self).widths); });
  if (has_value) {
    c.property("value", types::floating, "What is added.",
               [](Context&, Object& self) { return Value(padding_of(self).value.as_float()); });
  }
  const char* shape = axes == 1 ? "[..., L]" : axes == 2 ? "[..., H, W]" : "[..., D, H, W]";
  return c.method("forward", [&](FunctionBuilder& f) {
    f.summary("Calls pad.")
        .description("The dtype stays. Errors are those of the function.")
        .tensor("x", std::string("The input, ") + shape + ".", "any", shape)
        .output("output", "The input with what was added.", "as x", "[...]")
        .error("shape", "x has fewer axes than are padded")
        .native(run<mode, axes>);
  });
}

}  // namespace

#define MIXGRAD_PADDING(NAME, MODE, AXES, HAS_VALUE, EXAMPLE) \
  MIXGRAD_CLASS(NAME) { padding_layer<MODE, AXES, HAS_VALUE>(c).example(EXAMPLE); }

MIXGRAD_PADDING(ZeroPad1d, kPadConstant, 1, false, R"(
  let layer = new ZeroPad1d([2, 0])
  expect layer.forward(tensor([[1, 2, 3]])) = [[0, 0, 1, 2, 3]]
)")
MIXGRAD_PADDING(ZeroPad2d, kPadConstant, 2, false, R"(
  let layer = new ZeroPad2d([2, 0, 0, 1])
  expect layer.forward(tensor([[1, 2, 3], [4, 5, 6]])) = [[0, 0, 1, 2, 3], [0, 0, 4, 5, 6], [0, 0, 0, 0, 0]]
)")
MIXGRAD_PADDING(ZeroPad3d, kPadConstant, 3, false, R"(
  let layer = new ZeroPad3d([2, 0, 0, 1, 0, 0])
  expect layer.forward(tensor([[[1, 2, 3], [4, 5, 6]]])) = [[[0, 0, 1, 2, 3], [0, 0, 4, 5, 6], [0, 0, 0, 0, 0]]]
)")
MIXGRAD_PADDING(ConstantPad1d, kPadConstant, 1, true, R"(
  let layer = new ConstantPad1d([2, 0], 7)
  expect layer.forward(tensor([[1, 2, 3]])) = [[7, 7, 1, 2, 3]]
)")
MIXGRAD_PADDING(ConstantPad2d, kPadConstant, 2, true, R"(
  let layer = new ConstantPad2d([2, 0, 0, 1], 7)
  expect layer.forward(tensor([[1, 2, 3], [4, 5, 6]])) = [[7, 7, 1, 2, 3], [7, 7, 4, 5, 6], [7, 7, 7, 7, 7]]
)")
MIXGRAD_PADDING(ConstantPad3d, kPadConstant, 3, true, R"(
  let layer = new ConstantPad3d([2, 0, 0, 1, 0, 0], 7)
  expect layer.forward(tensor([[[1, 2, 3], [4, 5, 6]]])) = [[[7, 7, 1, 2, 3], [7, 7, 4, 5, 6], [7, 7, 7, 7, 7]]]
)")
MIXGRAD_PADDING(ReflectionPad1d, kPadReflect, 1, false, R"(
  let layer = new ReflectionPad1d([2, 0])
  expect layer.forward(tensor([[1, 2, 3]])) = [[3, 2, 1, 2, 3]]
)")
MIXGRAD_PADDING(ReflectionPad2d, kPadReflect, 2, false, R"(
  let layer = new ReflectionPad2d([2, 0, 0, 1])
  expect layer.forward(tensor([[1, 2, 3], [4, 5, 6]])) = [[3, 2, 1, 2, 3], [6, 5, 4, 5, 6], [3, 2, 1, 2, 3]]
)")
MIXGRAD_PADDING(ReflectionPad3d, kPadReflect, 3, false, R"(
  let layer = new ReflectionPad3d([2, 0, 0, 1, 0, 0])
  expect layer.forward(tensor([[[1, 2, 3], [4, 5, 6]]])) = [[[3, 2, 1, 2, 3], [6, 5, 4, 5, 6], [3, 2, 1, 2, 3]]]
)")
MIXGRAD_PADDING(ReplicationPad1d, kPadReplicate, 1, false, R"(
  let layer = new ReplicationPad1d([2, 0])
  expect layer.forward(tensor([[1, 2, 3]])) = [[1, 1, 1, 2, 3]]
)")
MIXGRAD_PADDING(ReplicationPad2d, kPadReplicate, 2, false, R"(
  let layer = new ReplicationPad2d([2, 0, 0, 1])
  expect layer.forward(tensor([[1, 2, 3], [4, 5, 6]])) = [[1, 1, 1, 2, 3], [4, 4, 4, 5, 6], [4, 4, 4, 5, 6]]
)")
MIXGRAD_PADDING(ReplicationPad3d, kPadReplicate, 3, false, R"(
  let layer = new ReplicationPad3d([2, 0, 0, 1, 0, 0])
  expect layer.forward(tensor([[[1, 2, 3], [4, 5, 6]]])) = [[[1, 1, 1, 2, 3], [4, 4, 4, 5, 6], [4, 4, 4, 5, 6]]]
)")
MIXGRAD_PADDING(CircularPad1d, kPadCircular, 1, false, R"(
  let layer = new CircularPad1d([2, 0])
  expect layer.forward(tensor([[1, 2, 3]])) = [[2, 3, 1, 2, 3]]
)")
MIXGRAD_PADDING(CircularPad2d, kPadCircular, 2, false, R"(
  let layer = new CircularPad2d([2, 0, 0, 1])
  expect layer.forward(tensor([[1, 2, 3], [4, 5, 6]])) = [[2, 3, 1, 2, 3], [5, 6, 4, 5, 6], [2, 3, 1, 2, 3]]
)")
MIXGRAD_PADDING(CircularPad3d, kPadCircular, 3, false, R"(
  let layer = new CircularPad3d([2, 0, 0, 1, 0, 0])
  expect layer.forward(tensor([[[1, 2, 3], [4, 5, 6]]])) = [[[2, 3, 1, 2, 3], [5, 6, 4, 5, 6], [2, 3, 1, 2, 3]]]
)")

}  // namespace mixgrad
