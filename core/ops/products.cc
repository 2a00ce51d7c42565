// Products of vectors and of tensors along axes, and the angle between vectors.
#include <algorithm>
#include <vector>

#include "core/ops/families.h"

namespace mixgrad {

namespace {

DType promoted_of(const Tensor& x1, const Tensor& x2) { return promote(x1.dtype(), x2.dtype()); }
// float16 and bfloat16 are multiplied and added in float32.
DType computed_in(DType dtype) { return is_floating(dtype) ? wide_dtype_of(dtype) : dtype; }

// The axis is one of x1's; counted from the end it is the same in x2 and in what both broadcast to.
int from_end(Infer& infer, int argument) {
  int axis = static_cast<int>(infer.integer(argument)) - infer.rank(0);
  if (infer.rank(1) + axis < 0) {
    throw infer
        .error(
            ErrorCode::kIndex, argument,
            name_mark("x2") + " has " + std::to_string(infer.rank(1)) + " axes, and so none at this place from the end")
        .given(std::to_string(axis))
        .accepted(infer.rank(1) == 0 ? "none" : std::to_string(-infer.rank(1)) + " to -1");
  }
  return axis;
}
Shape without_axis(Shape shape, int from_the_end) {
  shape.erase(shape.rank() + from_the_end);
  return shape;
}

void vecdot_shape(Infer& infer) {
  int axis = from_end(infer, 2);
  int64_t n1 = infer.shape(0)[infer.rank(0) + axis], n2 = infer.shape(1)[infer.rank(1) + axis];
  if (n1 != n2) {
    throw infer
        .error(ErrorCode::kShape, 1,
               "the vectors of x1 have " + std::to_string(n1) + " elements, those of x2 " + std::to_string(n2))
        .given(infer.shape(1).text())
        .accepted("as many elements along the axis as x1 has");
  }
  infer.output(infer.promoted(0, 2), without_axis(infer.broadcast_shape(0, 2), axis));
}

// The axes over which both are summed up, in pairs.
struct Pairs {
  Shape first, second;
};

Shape listed_axes(Infer& infer, int argument, int rank) {
  std::vector<int64_t> found;
  for (const Value& v : infer.list(argument)) {
    int64_t axis = v.as_int();
    if (axis < -rank || axis >= rank) {
      std::string shown = axis < 0 ? std::to_string(axis) : number_mark(axis);
      throw infer
          .error(ErrorCode::kIndex, argument,
                 "axis " + shown + " does not exist in a tensor with " + std::to_string(rank) + " axes")
          .given(shown)
          .accepted(rank == 0 ? "none" : number_mark(0) + " to " + number_mark(rank - 1));
    }
    axis = axis < 0 ? axis + rank : axis;
    if (std::find(found.begin(), found.end(), axis) != found.end())
      throw infer.error(ErrorCode::kValue, argument, "axis " + number_mark(axis) + " is named twice");
    found.push_back(axis);
  }
  return Shape(std::span<const int64_t>(found));
}

Pairs pairs_of(Infer& infer) {
  Pairs out;
  if (infer.has(3) != infer.has(4))
    throw infer.error(ErrorCode::kValue, infer.has(3) ? 4 : 3,
                      name_mark("x1_axes") + " and " + name_mark("x2_axes") + " belong together");
  if (infer.has(3)) {
    out = {listed_axes(infer, 3, infer.rank(0)), listed_axes(infer, 4, infer.rank(1))};
    if (out.first.rank() != out.second.rank())
      throw infer.error(ErrorCode::kValue, 4, "there must be one axis of x2 for each of x1")
          .given(std::to_string(out.second.rank()))
          .accepted(std::to_string(out.first.rank()));
  } else {
    int64_t n = infer.integer(2);
    if (n > std::min(infer.rank(0), infer.rank(1)))
      throw infer.error(ErrorCode::kValue, 2, "the tensors do not have so many axes")
          .given(std::to_string(n))
          .accepted("0 to " + std::to_string(std::min(infer.rank(0), infer.rank(1))));
    for (int i = 0; i < n; ++i) {
      out.first.push_back(infer.rank(0) - n + i);
      out.second.push_back(i);
    }
  }
  for (int i = 0; i < out.first.rank(); ++i) {
    int64_t n1 = infer.shape(0)[static_cast<int>(out.first[i])], n2 = infer.shape(1)[static_cast<int>(out.second[i])];
    if (n1 == n2) continue;
    throw infer
        .error(ErrorCode::kShape, 1,
               "axis " + number_mark(out.first[i]) + " of x1 has " + std::to_string(n1) + " elements, axis " +
                   number_mark(out.second[i]) + " of x2 has " + std::to_string(n2))
        .given(infer.shape(1).text());
  }
  return out;
}

Shape others_of(int rank, const Shape& axes) {
  Shape out;
  for (int i = 0; i < rank; ++i) {
    if (std::find(axes.begin(), axes.end(), i) == axes.end()) out.push_back(i);
  }
  return out;
}
Shape joined(Shape a, const Shape& b) {
  for (int64_t axis : b) a.push_back(axis);
  return a;
}
std::vector<int64_t> tensordot_sizes(Infer& infer, const Pairs& pairs) {
  std::vector<int64_t> out;
  for (int64_t axis : others_of(infer.rank(0), pairs.first)) out.push_back(infer.shape(0)[static_cast<int>(axis)]);
  for (int64_t axis : others_of(infer.rank(1), pairs.second)) out.push_back(infer.shape(1)[static_cast<int>(axis)]);
  return out;
}

void tensordot_body(Invocation& call) {
  Context& c = call.context;
  Infer infer(call.function, call.arguments);
  Pairs pairs = pairs_of(infer);
  Tensor x1 = call.tensor(0), x2 = call.tensor(1);
  int64_t inner = 1;
  for (int64_t axis : pairs.first) inner *= x1.shape()[static_cast<int>(axis)];
  int64_t rows = 1, columns = 1;
  for (int64_t axis : others_of(x1.rank(), pairs.first)) rows *= x1.shape()[static_cast<int>(axis)];
  for (int64_t axis : others_of(x2.rank(), pairs.second)) columns *= x2.shape()[static_cast<int>(axis)];
  Tensor left = op<"permute_dims">(c, x1, joined(others_of(x1.rank(), pairs.first), pairs.first));
  Tensor right = op<"permute_dims">(c, x2, joined(pairs.second, others_of(x2.rank(), pairs.second)));
  Tensor out = op<"matmul">(c, as_shape(c, left, Shape{rows, inner}), as_shape(c, right, Shape{inner, columns}));
  call.result(as_shape(c, out, Shape(std::span<const int64_t>(tensordot_sizes(infer, pairs)))));
}

void cosine_body(Invocation& call) {
  Context& c = call.context;
  Infer infer(call.function, call.arguments);
  DType dtype = floating_dtype(promoted_of(call.tensor(0), call.tensor(1))), wide = wide_dtype_of(dtype);
  Shape shape = infer.broadcast_shape(0, 2);
  Value axis(int64_t{from_end(infer, 2)});
  auto ready = [&](int i) {
    Tensor x = as_dtype(c, call.tensor(i), wide);
    return x.shape() == shape ? x : op<"broadcast_to">(c, x, shape);
  };
  Tensor x1 = ready(0), x2 = ready(1);
  Value least(call[3].as_float() * call[3].as_float());
  auto length = [&](const Tensor& x) {
    return op<"sqrt">(c, op<"maximum">(c, op<"sum">(c, op<"square">(c, x), axis), least));
  };
  Tensor dot = op<"sum">(c, op<"multiply">(c, x1, x2), axis);
  call.result(as_dtype(c, op<"divide">(c, dot, op<"multiply">(c, length(x1), length(x2))), dtype));
}

}  // namespace

MIXGRAD_FUNCTION(vecdot) {
  f.summary("Inner products of vectors that lie along an axis.")
      .description(
          "The other axes broadcast. Integers wrap around; float16 and bfloat16 are multiplied and added in float32.")
      .math("out = \\sum_i x1_i x2_i")
      .reference("Python Array API standard 2024.12, vecdot")
      .tensor("x1", "The first vectors, with at least one axis.", "numeric")
      .tensor("x2", "The second vectors.", "numeric")
      .attribute("axis", types::axis, -1, "The axis of the vectors; counted from the end it is the same in both.")
      .output("out", "The inner products.", "promoted(x1, x2)", "[...]")
      .error("index", "x1 or x2 has no such axis")
      .error("shape", "the vectors have different numbers of elements, or the other axes do not broadcast")
      .method_of_tensor()
      .shape(vecdot_shape)
      .composed([](Invocation& call) {
        Context& c = call.context;
        Infer infer(call.function, call.arguments);
        DType dtype = promoted_of(call.tensor(0), call.tensor(1)), wide = computed_in(dtype);
        Tensor product = op<"multiply">(c, as_dtype(c, call.tensor(0), wide), as_dtype(c, call.tensor(1), wide));
        call.result(as_dtype(c, op<"sum">(c, product, Value(int64_t{from_end(infer, 2)})), dtype));
      })
      .example(R"(
        expect vecdot(tensor([[1, 2], [3, 4]]), tensor([1, 10])) = [21, 43]
      )");
}

MIXGRAD_FUNCTION(outer) {
  f.summary("All products of an element of one vector with one of another.")
      .description("Integers wrap around.")
      .math("out_{ij} = x1_i x2_j")
      .reference("Python Array API standard 2024.12, linalg.outer")
      .tensor("x1", "The vector whose elements give the rows.", "numeric", "[N]")
      .tensor("x2", "The vector whose elements give the columns.", "numeric", "[M]")
      .output("out", "The products.", "promoted(x1, x2)", "[N, M]")
      .error("shape", "an operand has not one axis")
      .method_of_tensor()
      .shape([](Infer& infer) {
        for (int i = 0; i < 2; ++i) {
          if (infer.rank(i) != 1)
            throw infer.error(ErrorCode::kShape, i, "a vector has one axis")
                .given(infer.shape(i).text())
                .accepted("[n]");
        }
        infer.output(infer.promoted(0, 2), Shape{infer.shape(0)[0], infer.shape(1)[0]});
      })
      .composed([](Invocation& call) {
        Tensor column = op<"expand_dims">(call.context, call.tensor(0), Value(int64_t{1}));
        call.result(op<"multiply">(call.context, column, call.tensor(1)));
      })
      .example(R"(
        expect outer(tensor([1, 2]), tensor([3, 4, 5])) = [[3, 4, 5], [6, 8, 10]]
      )");
}

MIXGRAD_FUNCTION(tensordot) {
  f.summary("Sums the products of two tensors over axes of both.")
      .description(
          "Over the last axes of x1 and the first of x2, or over those that x1_axes and x2_axes name in pairs. The "
          "result "
          "has the other axes of x1, then those of x2. It is the same for any number of threads; between machines it "
          "may "
          "differ by rounding.")
      .math("out_{ij} = \\sum_k x1_{ik} x2_{kj}")
      .reference("Python Array API standard 2024.12, tensordot")
      .tensor("x1", "The left factor.", "numeric")
      .tensor("x2", "The right factor.", "numeric")
      .attribute("axes", types::count, 2, "How many axes; x1_axes and x2_axes, if given, count instead.")
      .attribute("x1_axes", types::optional(types::list(types::axis)), Value::null(), "Axes of x1.")
      .attribute("x2_axes", types::optional(types::list(types::axis)), Value::null(),
                 "Axes of x2, in the order of those of x1 that they go with.")
      .output("out", "The sums.", "promoted(x1, x2)", "[...]")
      .error("shape", "axes of a pair have different sizes, or the result would have more axes than a tensor can have")
      .error("value", "there are not so many axes, one is named twice, or the lists do not go together")
      .error("index", "x1 or x2 has no such axis")
      .method_of_tensor()
      .bits(Bits::kBounded)
      .shape([](Infer& infer) {
        Pairs pairs = pairs_of(infer);
        std::vector<int64_t> sizes = tensordot_sizes(infer, pairs);
        if (sizes.size() > kMaxRank)
          throw infer.error(ErrorCode::kShape, 1, "the result would have more axes than a tensor can have")
              .given(infer.shape(1).text());
        infer.output(infer.promoted(0, 2), Shape(std::span<const int64_t>(sizes)));
      })
      .composed(tensordot_body)
      .example(R"(
        let x = tensor([[1, 2], [3, 4]])
        expect tensordot(x, x) = 30
        expect tensordot(x, tensor([1, 10]), axes: 1) = [21, 43]
      )");
}

MIXGRAD_FUNCTION(cosine_similarity) {
  f.summary("Cosine of the angle between vectors that lie along an axis.")
      .description(
          "The inner product, divided by the product of the lengths, each of which counts as at least eps. The shapes "
          "broadcast. float16 and bfloat16 compute in float32.")
      .math("out = \\frac{x1 \\cdot x2}{\\max(\\|x1\\|, eps) \\max(\\|x2\\|, eps)}")
      .reference("PyTorch 2.x, torch.nn.functional.cosine_similarity")
      .in_namespace("nn")
      .tensor("x1", "The first vectors.", "numeric")
      .tensor("x2", "The second vectors; their shape broadcasts with the first's.", "numeric")
      .attribute("axis", types::axis, 1, "The axis of the vectors in x1; counted from the end it is the same in both.")
      .attribute("eps", types::floating, 1e-8, "The least length that counts.")
      .minimum(0)
      .output("out", "The cosines.", "floating(promoted(x1, x2))", "[...]")
      .error("index", "x1 or x2 has no such axis")
      .error("shape", "the shapes do not broadcast")
      .error("value", "eps is negative")
      .shape([](Infer& infer) {
        int axis = from_end(infer, 2);
        infer.output(floating_dtype(infer.promoted(0, 2)), without_axis(infer.broadcast_shape(0, 2), axis));
      })
      .composed(cosine_body)
      .example(R"(
        expect cosine_similarity(tensor([[1, 0], [3, 4]]), tensor([[0, 1], [3, 4]])) = [0, 1] within 1e-6
      )");
}

}  // namespace mixgrad
