// Random numbers: from the context's generator, or from one that is given.
#include "core/kernels/cpu/random_layout.h"
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

constexpr const char* kGenerator = "Where the numbers come from; the context's generator if it is left out.";

FunctionBuilder& drawn(FunctionBuilder& f) {
  return f.attribute("dtype", types::dtype, Value(DType::kFloat32), "Element type, floating.")
      .attribute("generator", types::optional(types::generator), Value::null(), kGenerator)
      .output("out", "The numbers.", "dtype", "shape")
      .reference("Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011")
      .error("dtype", "the dtype is not floating")
      .error("shape", "a size is negative, or there are more than 8 of them")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .no_gradient("it has no tensor input")
      .random([](const Shape& shape, DType dtype) { return blocks_for_uniform(shape.elements(), dtype); });
}

void floating_numbers(Infer& infer, int dtype) {
  DType t = infer.argument(dtype).as_dtype();
  if (!is_floating(t))
    throw infer.error(ErrorCode::kDType, dtype, "random fractions are of a floating type")
        .given(dtype_name(t))
        .accepted("floating");
  infer.output(t, infer.sizes(0));
}

}  // namespace

MIXGRAD_FUNCTION(uniform) {
  f.summary("Random numbers, all equally likely, from an interval.")
      .description(
          "Numbers in [low, high), multiples of 2^-24 of its width (2^-53 in float64). float16 and bfloat16 are "
          "rounded from float32 and may "
          "reach high.")
      .math("out_i \\sim U[low, high)")
      .attribute("shape", types::shape, "Sizes of the axes; one integer for a tensor with one axis.")
      .attribute("low", types::floating, 0.0, "Lower end of the interval, which may come up.")
      .attribute("high", types::floating, 1.0, "Upper end, which does not.");
  drawn(f)
      .error("value", "low is larger than high, or one of them is not finite")
      .shape([](Infer& infer) {
        double low = infer.number(1), high = infer.number(2);
        if (!(low <= high) || !(high - low <= 1.7976931348623157e308)) {
          throw infer
              .error(ErrorCode::kValue, 2,
                     "the interval must be finite, and " + name_mark("low") + " not larger than " + name_mark("high"))
              .given(std::to_string(low) + " to " + std::to_string(high));
        }
        floating_numbers(infer, 3);
      })
      .example(R"(
        let generator = new Generator(7)
        let x = uniform([1000], 2, high: 3, generator: generator)
        expect x shape = [1000]
        expect all(logical_and(greater_equal(x, 2), less(x, 3))) = true
      )");
}

MIXGRAD_FUNCTION(normal) {
  f.summary("Random numbers of a normal distribution.")
      .description("Made in pairs from uniform numbers by the Box-Muller transform.")
      .math("out_i \\sim N(mean, std^2)")
      .reference(
          "Box and Muller, A Note on the Generation of Random Normal Deviates, Annals of Mathematical Statistics 29, "
          "1958")
      .attribute("shape", types::shape, "Sizes of the axes; one integer for a tensor with one axis.")
      .attribute("mean", types::floating, 0.0, "Mean of the distribution.")
      .attribute("std", types::floating, 1.0, "Standard deviation of the distribution.")
      .minimum(0);
  drawn(f).error("value", "std is negative").shape([](Infer& infer) { floating_numbers(infer, 3); }).example(R"(
        let generator = new Generator(7)
        let x = normal([2, 3], generator: generator)
        expect x shape = [2, 3]
        expect normal([2], 5, std: 0) = [5, 5]
      )");
}

MIXGRAD_FUNCTION(permutation) {
  f.summary("The first n indices in random order.")
      .description("All orders are equally likely (Fisher and Yates's shuffle).")
      .reference("PyTorch 2.x, torch.randperm; NumPy 2.x, numpy.random.Generator.permutation")
      .alias("randperm")
      .attribute("n", types::count, "How many indices.")
      .attribute("generator", types::optional(types::generator), Value::null(), kGenerator)
      .output("out", "Each index once.", "int64", "[n]")
      .carries_indices()
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .no_gradient("it has no tensor input")
      .random([](const Shape& shape, DType) { return blocks_for_permutation(shape[0]); })
      .shape([](Infer& infer) { infer.output(DType::kInt64, Shape{infer.integer(0)}); })
      .example(R"(
        let generator = new Generator(7)
        let order = permutation(5, generator: generator)
        expect order shape = [5]
        expect permutation(1) index = [0]
      )");
}

MIXGRAD_FUNCTION(dropout_mask) {
  f.summary("What dropout multiplies by: zeros with probability p, else 1 / (1 - p).")
      .description("An element is zero where a uniform number of 24 bits is smaller than p, whatever the dtype.")
      .reference("Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, JMLR 2014")
      .attribute("shape", types::shape, "Sizes of the axes; one integer for a tensor with one axis.")
      .attribute("p", types::floating, 0.5, "Probability of a zero.")
      .minimum(0)
      .maximum(1)
      .attribute("dtype", types::dtype, Value(DType::kFloat32), "Element type, floating.")
      .attribute("generator", types::optional(types::generator), Value::null(), kGenerator)
      .output("out", "The factors.", "dtype", "shape")
      .error("value", "p is not between 0 and 1")
      .error("dtype", "the dtype is not floating")
      .no_gradient("it has no tensor input")
      .random([](const Shape& shape, DType) { return blocks_for_dropout(shape.elements()); })
      .shape([](Infer& infer) { floating_numbers(infer, 2); })
      .example(R"(
        expect dropout_mask([3], 0) = [1, 1, 1]
        expect dropout_mask([3], 1) = [0, 0, 0]
      )");
}

MIXGRAD_FUNCTION(dropout) {
  f.summary("Sets random elements to zero while training.")
      .description(
          "While training each element is kept with probability 1 - p and scaled by 1 / (1 - p), so that its mean "
          "stays. Otherwise the result "
          "is x itself, and no random number is drawn.")
      .math("out_i = m_i x_i, m_i = 0 with probability p, else 1 / (1 - p)")
      .reference("Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, JMLR 2014")
      .tensor("x", "The tensor.", "floating")
      .attribute("p", types::floating, 0.5, "Probability that an element is set to zero.")
      .minimum(0)
      .maximum(1)
      .attribute("training", types::boolean, true, "Whether elements are dropped, or x is returned as it is.")
      .attribute("generator", types::optional(types::generator), Value::null(), kGenerator)
      .output("out", "x with elements set to zero.", "as x", "[...]")
      .error("value", "p is not between 0 and 1")
      .trait("random")
      .shape([](Infer& infer) { infer.output(infer.dtype(0), infer.shape(0)); })
      .composed([](Invocation& call) {
        Tensor x = call.tensor(0);
        if (!call[2].as_bool()) return call.result(x);
        Tensor mask = op<"dropout_mask">(call.context, Value(x.shape()), call[1], Value(x.dtype()), call[3]);
        call.result(op<"multiply">(call.context, x, mask));
      })
      .example(R"(
        let x = tensor([1, 2, 3])
        expect dropout(x, 0.5, training: false) = [1, 2, 3]
        expect dropout(x, 1) = [0, 0, 0]
      )");
}

}  // namespace mixgrad
