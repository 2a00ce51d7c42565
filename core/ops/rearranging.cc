// Parts of nearly equal size, quarter turns, and the shapes of other tensors.
#include <algorithm>

#include "core/ops/losses.h"
#include "core/runtime/host_size.h"

namespace mixgrad {

namespace {

int at(const Value& axis) { return static_cast<int>(axis.as_int()); }

// The first ones have one more where the axis can not be divided.
std::vector<int64_t> even_parts(int64_t length, int64_t n) {
  std::vector<int64_t> sizes(host_size<int64_t>(n), length / n);
  for (int64_t i = 0; i < length % n; ++i) ++sizes[static_cast<size_t>(i)];
  return sizes;
}
// All equal but for the last one, which may be smaller; so there may be fewer.
std::vector<int64_t> equal_parts(int64_t length, int64_t n) {
  if (length == 0) return std::vector<int64_t>(host_size<int64_t>(n), 0);
  int64_t size = (length - 1) / n + 1;
  std::vector<int64_t> sizes(host_size<int64_t>((length - 1) / size + 1), size);
  sizes.back() = length - size * (static_cast<int64_t>(sizes.size()) - 1);
  return sizes;
}

// [x, number, axis]
template <std::vector<int64_t> (*sizes)(int64_t, int64_t)>
void parts_shape(Infer& infer) {
  std::vector<TensorSpec> specs;
  int axis = at(infer.argument(2));
  for (int64_t size : sizes(infer.shape(0)[axis], infer.integer(1))) {
    Shape shape = infer.shape(0);
    shape[axis] = size;
    specs.push_back({infer.dtype(0), shape});
  }
  infer.output_list(std::move(specs));
}
template <std::vector<int64_t> (*sizes)(int64_t, int64_t)>
void parts_body(Invocation& call) {
  Tensor x = call.tensor(0);
  int axis = at(call[2]);
  int64_t start = 0;
  ValueList parts;
  for (int64_t size : sizes(x.shape()[axis], call[1].as_int())) {
    parts.push_back(slice_of(call.context, x, axis, start, start + size));
    start += size;
  }
  call.result(Value(std::move(parts)));
}

constexpr double kMostParts = 1 << 24;

template <std::vector<int64_t> (*sizes)(int64_t, int64_t)>
FunctionBuilder& cutting(FunctionBuilder& f, const char* reference, const char* number, const char* description) {
  return f.reference(reference)
      .tensor("x", "The tensor.")
      .attribute(number, types::count, description)
      .minimum(1)
      .maximum(kMostParts)
      .attribute("axis", types::axis, 0, "The axis to cut.")
      .output("parts", types::tensors, "The parts, first to last.")
      .error("value", "the number of parts is smaller than 1, or larger than 2^24")
      .error("index", "x has no such axis")
      .method_of_tensor()
      .trait("view")
      .shape(parts_shape<sizes>)
      .composed(parts_body<sizes>);
}

Shape turned(Infer& infer) {
  int first = at(infer.argument(2)), second = at(infer.argument(3));
  if (first == second)
    throw infer.error(ErrorCode::kValue, 3, "a plane has two different axes").given("axis " + number_mark(second));
  Shape out = infer.shape(0);
  if (infer.integer(1) % 2 != 0) std::swap(out[first], out[second]);
  return out;
}

FunctionBuilder& like_other(FunctionBuilder& f, const char* reference) {
  return f.reference(reference)
      .tensor("x", "The tensor.")
      .tensor("other", "The tensor whose shape to take; its elements do not matter.")
      .output("out", "x in the shape of other.", "as x", "[...]")
      .method_of_tensor()
      .trait("view");
}

}  // namespace

MIXGRAD_FUNCTION(array_split) {
  cutting<even_parts>(f, "NumPy 2.x, numpy.array_split; PyTorch 2.x, torch.tensor_split", "sections", "How many parts.")
      .summary("Cuts a tensor along an axis into a number of parts of nearly equal size.")
      .description(
          "Where the axis can not be divided, the first parts have one element more; there may be parts without any. "
          "They are views: no element is copied, and writing to one writes to x.")
      .alias("tensor_split")
      .example(R"(
        let parts = array_split(tensor([1, 2, 3]), 2)
        expect parts[0] = [1, 2]
        expect parts[1] = [3]
      )");
}

MIXGRAD_FUNCTION(chunk) {
  cutting<equal_parts>(f, "PyTorch 2.x, torch.chunk", "chunks", "How many parts there are at most.")
      .summary("Cuts a tensor along an axis into parts of equal size, but for the last one.")
      .description(
          "Their size is that of the axis divided by chunks, rounded up, so there may be fewer parts. They are views: "
          "no element is copied, and writing to one writes to x.")
      .example(R"(
        let parts = chunk(tensor([1, 2, 3, 4, 5]), 2)
        expect parts[0] = [1, 2, 3]
        expect parts[1] = [4, 5]
      )");
}

MIXGRAD_FUNCTION(rot90) {
  f.summary("Turns a tensor by quarter turns in the plane of two axes.")
      .description(
          "From the first axis towards the second. A view: no element is copied, and writing to it writes to x.")
      .reference("NumPy 2.x, numpy.rot90; PyTorch 2.x, torch.rot90")
      .tensor("x", "The tensor, with at least two axes.")
      .attribute("k", types::integer, 1, "How many quarter turns; negative ones go the other way.")
      .attribute("axis1", types::axis, 0, "The first axis of the plane.")
      .attribute("axis2", types::axis, 1, "The second axis of the plane.")
      .output("out", "The turned tensor.", "as x", "[...]")
      .error("index", "x has no such axis")
      .error("value", "both axes are the same")
      .method_of_tensor()
      .trait("view")
      .shape([](Infer& infer) { infer.output(infer.dtype(0), turned(infer)); })
      .composed([](Invocation& call) {
        Context& c = call.context;
        Tensor x = call.tensor(0);
        int64_t turns = (call[1].as_int() % 4 + 4) % 4;
        Shape flipped;
        // One turn exchanges the axes and reverses the first; two reverse both.
        if (turns == 2 || turns == 1) flipped.push_back(call[2].as_int());
        if (turns == 2 || turns == 3) flipped.push_back(call[3].as_int());
        Tensor out = turns % 2 != 0 ? op<"swapaxes">(c, x, call[2], call[3]) : x;
        call.result(op<"flip">(c, out, flipped));
      })
      .example(R"(
        let x = tensor([[1, 2], [3, 4]])
        expect rot90(x) = [[2, 4], [1, 3]]
        expect rot90(x, 2) = [[4, 3], [2, 1]]
      )");
}

MIXGRAD_FUNCTION(expand_as) {
  like_other(f, "PyTorch 2.x, torch.Tensor.expand_as")
      .summary("Repeats a tensor along axes of size 1 until it has the shape of another.")
      .description("A view with stride 0 where elements repeat: nothing is copied, and it may not be written to.")
      .error("shape", "x does not broadcast to the shape of other")
      .shape([](Infer& infer) {
        const Shape &x = infer.shape(0), &to = infer.shape(1);
        bool fits = x.rank() <= to.rank();
        for (int i = 0; fits && i < x.rank(); ++i) {
          int64_t size = to[i + to.rank() - x.rank()];
          fits = x[i] == size || x[i] == 1;
        }
        if (!fits)
          throw infer.error(ErrorCode::kShape, 1, name_mark("x") + " does not broadcast to this shape")
              .given(to.text())
              .accepted("one that " + x.text() + " broadcasts to");
        infer.output(infer.dtype(0), to);
      })
      .composed(
          [](Invocation& call) { call.result(op<"broadcast_to">(call.context, call[0], call.tensor(1).shape())); })
      .example(R"(
        expect expand_as(tensor([1, 2]), zeros([2, 2])) = [[1, 2], [1, 2]]
      )");
}

MIXGRAD_FUNCTION(reshape_as) {
  like_other(f, "PyTorch 2.x, torch.Tensor.reshape_as")
      .summary("Gives a tensor the shape of another; elements keep their row-major order.")
      .description("A view of x where its elements lie so that it can be one, else a new tensor.")
      .error("shape", "the tensors have different numbers of elements")
      .shape([](Infer& infer) {
        if (infer.shape(0).elements() != infer.shape(1).elements())
          throw infer
              .error(ErrorCode::kShape, 1, "a tensor of shape " + infer.shape(0).text() + " can not take this shape")
              .given(infer.shape(1).text())
              .accepted("sizes whose product is " + std::to_string(infer.shape(0).elements()));
        infer.output(infer.dtype(0), infer.shape(1));
      })
      .composed([](Invocation& call) { call.result(op<"reshape">(call.context, call[0], call.tensor(1).shape())); })
      .example(R"(
        expect reshape_as(tensor([1, 2, 3, 4]), zeros([2, 2])) = [[1, 2], [3, 4]]
      )");
}

}  // namespace mixgrad
