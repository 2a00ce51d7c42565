// Vectors of length one, and responses that are divided by those of their neighbours.
#include <algorithm>
#include <cmath>

#include "core/ops/normalization.h"

namespace mixgrad {

namespace {

// The sum of the squares of each channel and its neighbours, those that are not there being 0.
Tensor sums_of_neighbours(Context& c, const Tensor& square, int64_t size) {
  int64_t channels = square.shape()[1], most = std::max<int64_t>(0, channels - 1);
  int64_t before = std::min(size / 2, most), after = std::min((size - 1) / 2, most);
  ValueList widths(2 * static_cast<size_t>(square.rank()), whole(0));
  widths[2] = whole(before);
  widths[3] = whole(after);
  Tensor padded = op<"pad">(c, square, Value(widths)), sum;
  for (int64_t i = 0; i <= before + after; ++i) {
    Tensor one = slice_of(c, padded, 1, i, i + channels);
    sum = sum ? plus(c, sum, one) : one;
  }
  return sum;
}

}  // namespace

MIXGRAD_FUNCTION(local_response_norm) {
  f.summary("Divides each element by a power of the mean square of its neighbouring channels.")
      .description(
          "The neighbours of a channel are size / 2 channels before it and (size - 1) / 2 behind it, rounded down; "
          "those that are not there count as 0, and the mean is over size of them all the same. float16 and bfloat16 "
          "compute in float32.")
      .math("out_c = x_c \\left(k + \\frac{\\alpha}{size} \\sum_{c'} x_{c'}^2\\right)^{-\\beta}")
      .reference("PyTorch 2.x, torch.nn.functional.local_response_norm")
      .reference("Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep CNNs, NeurIPS 2012")
      .in_namespace("nn")
      .tensor("x", "The tensor.", "floating", "[N, C, L, ...]")
      .attribute("size", types::count, "How many channels are neighbours, itself among them.")
      .minimum(1)
      .attribute("alpha", types::number, 1e-4, "What the mean square is multiplied by.")
      .attribute("beta", types::number, 0.75, "The power.")
      .attribute("k", types::number, 1.0, "What is added to the mean square.")
      .positional(2)
      .output("out", "The result, of x's shape.", "as x", "[...]")
      .error("shape", "x has fewer than three axes")
      .error("value", "size is not positive")
      .shape([](Infer& infer) {
        if (infer.rank(0) < 3)
          throw infer.error(ErrorCode::kShape, 0, "the tensor has too few axes")
              .given(infer.shape(0).text())
              .accepted("[N, C, L, ...]");
        infer.output(infer.dtype(0), infer.shape(0));
      })
      .composed([](Invocation& call) {
        Normalization n(call);
        Context& c = n.c;
        Tensor x = n.input("x");
        int64_t size = call[1].as_int();
        Tensor sum = sums_of_neighbours(c, op<"square">(c, x), size);
        Tensor base = plus(c, times(c, sum, Value(call[2].as_float() / static_cast<double>(size))), call[4]);
        n.result(over(c, x, op<"pow">(c, base, Value(call[3].as_float()))));
      })
      .example(R"(
        let x = tensor([[[1], [3]]])
        expect local_response_norm(x, 1, alpha: 1, beta: 1, k: 1) = [[[0.5], [0.3]]] within 1e-6
      )");
}

MIXGRAD_FUNCTION(normalize) {
  f.summary("Divides vectors by their length.")
      .description(
          "The length is the norm of order p along the axis, but at least eps: a vector of zeros stays as it is. p may "
          "be infinite; 0 counts the elements that are not zero. float16 and bfloat16 compute in float32.")
      .math("out = x / \\max(\\|x\\|_p, eps)")
      .reference("PyTorch 2.x, torch.nn.functional.normalize")
      .in_namespace("nn")
      .tensor("x", "The tensor.", "floating")
      .attribute("p", types::number, 2.0, "The order of the norm.")
      .attribute("axis", types::axis, 1, "The axis along which the vectors lie.")
      .attribute("eps", types::number, 1e-12, "The least length that is divided by.")
      .positional(2)
      .output("out", "The result, of x's shape.", "as x", "[...]")
      .error("index", "x has no such axis")
      .error("value", "p is infinite and the vectors have no elements")
      .shape([](Infer& infer) {
        if (std::isinf(infer.number(1)) && infer.shape(0)[static_cast<int>(infer.integer(2))] == 0)
          throw infer.error(ErrorCode::kValue, 0, "an infinite norm of no elements does not exist")
              .given(infer.shape(0).text());
        infer.output(infer.dtype(0), infer.shape(0));
      })
      .composed([](Invocation& call) {
        Normalization n(call);
        Tensor x = n.input("x");
        Tensor length = norm_along(n.c, x, call[1].as_float(), call[2].as_int(), true);
        n.result(over(n.c, x, op<"clip">(n.c, length, Value(call[3].as_float()))));
      })
      .example(R"(
        expect normalize(tensor([[3, 4], [0, 0]])) = [[0.6, 0.8], [0, 0]] within 1e-6
      )");
}

}  // namespace mixgrad
