// Rows to mean 0 and variance 1 with all their passes at once: what layer_norm and its kin are made of.
#include "core/ops/losses.h"
#include "core/transform/batching.h"

namespace mixgrad {

namespace {

int place(const Function& f, const char* name) { return f.find_argument(name); }

// Length, eps, centred and run: four arguments from this one on.
int first_attribute(const Function& f) { return place(f, "length"); }

Error misfit(Infer& infer, int i, const char* why, const std::string& accepted) {
  return infer.error(ErrorCode::kShape, i, why).given(infer.shape(i).text()).accepted(accepted);
}

// The leading axes of the weights are those of x, and what is behind them there goes through the weights whole times.
void check_rows(Infer& infer, int x, int weight) {
  int first = first_attribute(infer.function());
  int64_t length = infer.integer(first), run = infer.integer(first + 3);
  const Shape& shape = infer.shape(x);
  if (length % run != 0)
    throw infer.error(ErrorCode::kValue, first + 3, "a row must consist of whole runs")
        .given(std::to_string(run))
        .accepted("a divisor of " + std::to_string(length));
  if (shape.elements() % length != 0)
    throw misfit(infer, x, "its elements can not be cut into rows", "a multiple of " + std::to_string(length));
  if (weight < 0) return;
  const Shape& w = infer.shape(weight);
  int axes = w.rank() - 1;
  int64_t runs = length / run, weights = axes < 0 ? 0 : w[axes];
  if (weights == 0 || weights % runs != 0)
    throw misfit(infer, weight, "each run of a row needs a number",
                 "[..., a multiple of " + std::to_string(runs) + "]");
  int64_t each = 1;
  bool fits = axes <= shape.rank();
  for (int i = 0; fits && i < shape.rank(); ++i) {
    if (i >= axes) each *= shape[i];
    fits = i >= axes || w[i] == shape[i];
  }
  if (!fits || each % (weights * run) != 0)
    throw misfit(infer, weight, "the rows do not go through these numbers whole times", "numbers for " + shape.text());
}

void same_shape_as(Infer& infer, int i, int other) {
  if (!(infer.shape(i) == infer.shape(other)))
    throw misfit(infer, i, "two tensors must have the same shape", infer.shape(other).text());
}

FunctionBuilder& rows_of(FunctionBuilder& f) {
  return f.attribute("length", types::count, "How many elements a row has.")
      .minimum(1)
      .attribute("eps", types::number, 1e-5, "What is added to the variance, so that no one divides by zero.")
      .attribute("centred", types::boolean, true,
                 "Whether the mean is subtracted; else the variance is the mean of the squares.")
      .attribute("run", types::count, int64_t{1}, "How many elements that follow each other share a weight.")
      .minimum(1);
}

FunctionBuilder& named(FunctionBuilder& f) {
  return f.in_namespace("nn")
      .reference("Ba, Kiros and Hinton, Layer Normalization, 2016")
      .error("shape", "x can not be cut into rows, or shapes do not fit each other")
      .error("value", "length or run is not positive, or a row does not consist of whole runs");
}

constexpr const char* kWeights =
    "What the runs of an example are multiplied by, in their order, from the start again when they are used up; 1 if "
    "it is left out. Axes in front of the last are the first ones of x.";

// All tensors for all examples, or those that have the same for each as they are: rows go through them again.
void rows_batching(Batching& b) {
  bool shared = b.batched(0);
  for (int i : {1, 2}) shared = shared && (!b.has(i) || (!b.batched(i) && b.rank(i) == 1));
  ValueList arguments;
  for (int i = 0; i < static_cast<int>(b.function.arguments.size()); ++i)
    arguments.push_back(i > 2 || !b.has(i) ? b.plain(i) : Value(shared ? b.tensor(i) : b.lifted(i)));
  Results made;
  invoke(b.context, b.function, arguments, made);
  b.result(made.tensor());
}

void gradient_batching(Batching& b) {
  ValueList arguments;
  for (int i = 0; i < static_cast<int>(b.function.arguments.size()); ++i)
    arguments.push_back(i > 2 || !b.has(i) ? b.plain(i) : Value(b.lifted(i)));
  Results made;
  invoke(b.context, b.function, arguments, made);
  b.result(made.tensor());
  bool wanted = b.has(2) && b.plain(7).as_bool();
  for (int i : {1, 2}) {
    Shape none{b.size, 0};
    b.result(wanted ? made.tensor(i) : zeros_of(b.context, {made.tensor(i).dtype(), none}));
  }
}

void set(Backward& b, int i, const Tensor& x) { b.set(i, as_dtype(b.context, x, b.dtype(i))); }

void first_gradient(Backward& b) {
  Context& c = b.context;
  bool scaled = b.has(1), shifted = b.has(2);
  bool of_weight = scaled && b.needs(1), of_bias = shifted && b.needs(2);
  Tensor weight = scaled ? b.input(1) : of_bias ? full_of(c, 1, b.dtype(2), b.shape(2)) : Tensor();
  Results made =
      op_results<"standardize_rows_gradient">(c, b.grad(), b.input(0), weight ? Value(weight) : Value(), b.argument(3),
                                              b.argument(4), b.argument(5), b.argument(6), Value(of_weight || of_bias));
  if (b.needs(0)) set(b, 0, made.tensor(0));
  if (of_weight) set(b, 1, made.tensor(1));
  if (of_bias) set(b, 2, made.tensor(2));
}

// With rows y, one over the root r, u = grad weight and D(z) = r (z - mean(z) - y mean(z y)), the gradients were D(u),
// and for the weights the sums of grad y and of grad.
void second_gradient(Backward& b) {
  Context& c = b.context;
  Tensor grad = b.input(0), x = b.input(1), weight = b.has(2) ? b.input(2) : Tensor();
  const Shape shape = b.shape(1);
  int64_t length = b.argument(3).as_int(), run = b.argument(6).as_int();
  bool centred = b.argument(5).as_bool(), sums = weight && b.argument(7).as_bool();
  Shape each = shape, narrow = shape;  // as the weights repeat, and these themselves
  if (weight) {
    each = narrow = Shape{};
    int64_t inside = 1, last = b.shape(2).rank() - 1, weights = b.shape(2)[static_cast<int>(last)];
    for (int i = 0; i < shape.rank(); ++i) {
      if (i < last)
        each.push_back(shape[i]), narrow.push_back(shape[i]);
      else
        inside *= shape[i];
    }
    each.push_back(inside / (weights * run)), narrow.push_back(1);
    each.push_back(weights), narrow.push_back(weights);
    each.push_back(run), narrow.push_back(1);
  }
  auto spread = [&](const Tensor& w) {  // a number of each run for each element
    return as_shape(c, op<"broadcast_to">(c, as_shape(c, w, narrow), Value(each)), shape);
  };
  auto gathered = [&](const Tensor& z) {  // the reverse
    int rank = each.rank();
    return as_shape(c, op<"sum">(c, as_shape(c, z, each), Value(Shape{rank - 3, rank - 1})), b.shape(2));
  };
  Shape rows{shape.elements() / length, length};
  auto mean = [&](const Tensor& z) { return op<"mean">(c, z, Value(Shape{1}), Value(true)); };
  auto as_rows = [&](const Tensor& z) { return as_shape(c, z, rows); };
  auto back = [&](const Tensor& z) {  // D
    return op_results<"standardize_rows_gradient">(c, z, x, Value(), b.argument(3), b.argument(4), b.argument(5))
        .tensor();
  };
  Tensor y = op<"standardize_rows">(c, x, Value(), Value(), b.argument(3), b.argument(4), b.argument(5));
  Tensor to_grad, to_y, to_x;
  auto add = [&](Tensor& sum, const Tensor& more) { sum = sum ? plus(c, sum, more) : more; };
  if (b.has_grad(0)) {
    Tensor v = b.grad(0), moved = back(v), u = weight ? times(c, grad, spread(weight)) : grad;
    to_grad = weight ? times(c, moved, spread(weight)) : moved;
    if (weight && b.needs(2)) set(b, 2, gathered(times(c, moved, grad)));
    if (b.needs(1)) {
      Tensor wide = as_rows(x), of_u = as_rows(u), of_v = as_rows(v), of_y = as_rows(y);
      if (centred) wide = minus(c, wide, mean(wide));
      Tensor root = op<"sqrt">(c, plus(c, mean(op<"square">(c, wide)), b.argument(4)));
      Tensor with_u = mean(times(c, of_u, of_y)), with_v = mean(times(c, of_v, of_y));
      to_y = op<"negative">(c, over(c, plus(c, times(c, of_u, with_v), times(c, of_v, with_u)), root));
      to_y = as_shape(c, to_y, shape);
      Tensor of_root = minus(c, mean(times(c, of_u, of_v)), times(c, with_u, with_v));
      if (centred) of_root = minus(c, of_root, times(c, mean(of_u), mean(of_v)));
      to_x = as_shape(c, op<"negative">(c, over(c, times(c, of_y, of_root), op<"square">(c, root))), shape);
    }
  }
  if (sums && b.has_grad(1)) {
    Tensor g = spread(b.grad(1));
    add(to_grad, times(c, g, y));
    if (b.needs(1)) add(to_y, times(c, g, grad));
  }
  if (sums && b.has_grad(2)) add(to_grad, spread(b.grad(2)));
  if (to_y) add(to_x, back(to_y));
  if (to_grad && b.needs(0)) set(b, 0, to_grad);
  if (to_x && b.needs(1)) set(b, 1, to_x);
}

}  // namespace

MIXGRAD_FUNCTION(standardize_rows) {
  named(f)
      .summary("Elements that follow each other as rows, each normalised to mean 0 and variance 1.")
      .description(
          "A row is `length` elements of x in row-major order, whatever its axes. What layer_norm, rms_norm, "
          "group_norm and instance_norm are made of.")
      .math("out = \\frac{x - \\bar x}{\\sqrt{\\operatorname{var}(x) + eps}} \\cdot weight + bias")
      .tensor("x", "The tensor.", "float32_or_float64", "[...]")
      .optional_tensor("weight", kWeights, "float32_or_float64", "[..., W]")
      .optional_tensor("bias", "What is added then, of the weight's shape; 0 if it is left out.", "float32_or_float64",
                       "[..., W]");
  rows_of(f)
      .positional(1)
      .output("out", "The result, of x's shape.", "promoted(x, weight, bias)", "[...]")
      .shape([](Infer& infer) {
        check_rows(infer, 0, infer.has(1) ? 1 : infer.has(2) ? 2 : -1);
        if (infer.has(1) && infer.has(2)) same_shape_as(infer, 2, 1);
        infer.output(infer.promoted(0, 3), infer.shape(0));
      })
      .batching("rows", rows_batching)
      .gradient({"x", "weight"}, first_gradient)
      .example(R"(
        let x = tensor([1, 3, 10, 30])
        expect standardize_rows(x, length: 2) = [-1, 1, -1, 1] within 1e-4
        expect standardize_rows(x, weight: tensor([2, 1]), length: 2) = [-2, 1, -2, 1] within 1e-4
      )");
}

MIXGRAD_FUNCTION(standardize_rows_gradient) {
  named(f)
      .summary("The gradients of standardize_rows.")
      .description("A row is read once for all of them. Sums over the rows have the order of sum.")
      .math(
          "grad\\_x = (u - \\bar u - y \\, \\overline{u y}) / \\sqrt{\\operatorname{var}(x) + eps}, \\quad u = grad "
          "\\cdot weight")
      .tensor("grad", "The gradient with regard to the result.", "float32_or_float64", "[...]")
      .tensor("x", "The tensor.", "float32_or_float64", "[...]")
      .optional_tensor("weight", kWeights, "float32_or_float64", "[..., W]");
  rows_of(f)
      .attribute("weight_gradient", types::boolean, false,
                 "Whether the gradients of weight and bias are wanted. There must be a weight.")
      .positional(2)
      .output("grad_x", "Of x.", "promoted(grad, x, weight)", "[...]")
      .output("grad_weight", "Of the weight, of its shape; without elements if it is not wanted.",
              "promoted(grad, x, weight)", "[...]")
      .output("grad_bias", "Of a bias of the same shape, likewise.", "promoted(grad, x, weight)", "[...]")
      .record("StandardizeRowsGradients")
      .shape([](Infer& infer) {
        check_rows(infer, 1, infer.has(2) ? 2 : -1);
        same_shape_as(infer, 0, 1);
        DType dtype = infer.promoted(0, 3);
        infer.output(dtype, infer.shape(1));
        for (int i = 0; i < 2; ++i) infer.output(dtype, infer.has(2) && infer.flag(7) ? infer.shape(2) : Shape{0});
      })
      .batching("rows", gradient_batching)
      .gradient({"grad", "x", "weight"}, second_gradient)
      .example(R"(
        let x = tensor([[1, 3], [10, 30]])
        let grad = tensor([[1, 1], [2, 1]])
        let made = standardize_rows_gradient(grad, x, weight: tensor([1, 1]), length: 2, weight_gradient: true)
        expect made.grad_x = [[0, 0], [0, 0]] within 1e-5
        expect made.grad_weight = [-3, 2] within 1e-5
        expect made.grad_bias = [3, 2]
      )");
}

}  // namespace mixgrad
