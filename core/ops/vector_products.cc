// The product of vectors in space, and that of all pairs of elements laid out in blocks.
#include <algorithm>

#include "core/ops/families.h"
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

DType computed_in(DType dtype) { return is_floating(dtype) ? wide_dtype_of(dtype) : dtype; }

FunctionBuilder& product(FunctionBuilder& f, const char* reference) {
  return f.reference(reference)
      .tensor("x1", "The first factor.", "numeric")
      .tensor("x2", "The second factor.", "numeric")
      .method_of_tensor();
}

// Counted from the end, where it is the same in both and in what they broadcast to.
int axis_of(Infer& infer) { return static_cast<int>(infer.integer(2)) - infer.rank(0); }

void cross_shape(Infer& infer) {
  int axis = axis_of(infer);
  for (int i = 0; i < 2; ++i) {
    const Shape& shape = infer.shape(i);
    if (shape.rank() + axis >= 0 && shape[shape.rank() + axis] == 3) continue;
    throw infer.error(ErrorCode::kShape, i, "vectors in space have three elements along the axis")
        .given(shape.text())
        .accepted("size 3 at axis " + std::to_string(axis) + ", counted from the end");
  }
  infer.output(infer.promoted(0, 2), infer.broadcast_shape(0, 2));
}

Shape kron_shape(Infer& infer) {
  const Shape &a = infer.shape(0), &b = infer.shape(1);
  int rank = std::max(a.rank(), b.rank());
  if (2 * rank > kMaxRank)
    throw infer.error(ErrorCode::kShape, a.rank() == rank ? 0 : 1, "there are too many axes")
        .given((a.rank() == rank ? a : b).text())
        .accepted("at most " + std::to_string(kMaxRank / 2) + " axes");
  Shape out;
  for (int i = 0; i < rank; ++i) {
    int in_a = i - rank + a.rank(), in_b = i - rank + b.rank();
    int64_t size;
    if (__builtin_mul_overflow(in_a < 0 ? 1 : a[in_a], in_b < 0 ? 1 : b[in_b], &size))
      throw infer.error(ErrorCode::kOutOfMemory, 1, "a tensor of this size can not be addressed").given(b.text());
    out.push_back(size);
  }
  return out;
}

// [n1, 1, n2, 1, …] for the first factor, [1, n1, 1, n2, …] for the second.
Shape alternating(const Shape& shape, int rank, bool first) {
  Shape out;
  for (int i = shape.rank() - rank; i < shape.rank(); ++i) {
    int64_t size = i < 0 ? 1 : shape[i];
    out.push_back(first ? size : 1);
    out.push_back(first ? 1 : size);
  }
  return out;
}

}  // namespace

MIXGRAD_FUNCTION(cross) {
  product(f, "Python Array API standard 2024.12, linalg.cross")
      .summary("Cross products of vectors in space.")
      .description(
          "A vector at right angles to both. The other axes broadcast. Integers wrap around; float16 and bfloat16 "
          "compute in float32 and are rounded once.")
      .math("out_i = x1_{i+1} x2_{i+2} - x1_{i+2} x2_{i+1}, with places modulo 3")
      .attribute("axis", types::axis, -1, "The axis of the vectors in x1; counted from the end it is the same in both.")
      .output("out", "The products.", "promoted(x1, x2)", "broadcast(x1, x2)")
      .error("index", "x1 has no such axis")
      .error("shape", "the vectors do not have three elements, or the shapes do not broadcast")
      .shape(cross_shape)
      .composed([](Invocation& call) {
        Context& c = call.context;
        Infer infer(call.function, call.arguments);
        DType dtype = infer.promoted(0, 2), wide = computed_in(dtype);
        int axis = axis_of(infer);
        auto turned = [&](int i, int64_t by) {
          Tensor x = call.tensor(i);
          return op<"roll">(c, as_dtype(c, x, wide), Value(-by), Value(int64_t{x.rank() + axis}));
        };
        Tensor out = minus(c, times(c, turned(0, 1), turned(1, 2)), times(c, turned(0, 2), turned(1, 1)));
        call.result(as_dtype(c, out, dtype));
      })
      .example(R"(
        expect cross(tensor([1, 0, 0]), tensor([0, 1, 0])) = [0, 0, 1]
      )");
}

MIXGRAD_FUNCTION(kron) {
  product(f, "NumPy 2.x, numpy.kron; PyTorch 2.x, torch.kron")
      .summary("Kronecker product: for each element of one tensor a block, the other tensor multiplied by it.")
      .description("The one with fewer axes gets axes of size 1 in front. Integers wrap around.")
      .math("out_{i n + k, j m + l} = x1_{ij} x2_{kl}")
      .output("out", "The blocks; each size is the product of both.", "promoted(x1, x2)", "[...]")
      .error("shape", "a factor has more than 4 axes")
      .error("out_of_memory", "there is not enough memory for the product")
      .shape([](Infer& infer) { infer.output(infer.promoted(0, 2), kron_shape(infer)); })
      .composed([](Invocation& call) {
        Context& c = call.context;
        Infer infer(call.function, call.arguments);
        Shape out = kron_shape(infer);
        Tensor a = op<"reshape">(c, call[0], alternating(infer.shape(0), out.rank(), true));
        Tensor b = op<"reshape">(c, call[1], alternating(infer.shape(1), out.rank(), false));
        call.result(op<"reshape">(c, times(c, a, b), out));
      })
      .example(R"(
        expect kron(tensor([1, 10]), tensor([1, 2, 3])) = [1, 2, 3, 10, 20, 30]
      )");
}

}  // namespace mixgrad
