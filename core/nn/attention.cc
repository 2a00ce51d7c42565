#include "core/nn/attention.h"

#include <cmath>

#include "core/ops/attention.h"
#include "core/ops/families.h"
#include "core/ops/losses.h"

namespace mixgrad {

Ref<Module> holder_of(const Tensor& weight, const Tensor& bias) {
  auto holder = make_ref<Module>();
  holder->add_parameter("weight", weight);
  if (bias) holder->add_parameter("bias", bias);
  return holder;
}

Ref<MultiheadAttention> MultiheadAttention::make(Context& context, int64_t embed_dim, int64_t num_heads, double dropout,
                                                 bool bias, bool batch_first, DType dtype) {
  if (embed_dim % num_heads != 0)
    throw Error(ErrorCode::kValue, "the heads share the numbers of a place evenly")
        .on("num_heads")
        .given(std::to_string(num_heads))
        .accepted("a divisor of " + std::to_string(embed_dim));
  auto made = make_ref<MultiheadAttention>();
  made->embed_dim = embed_dim;
  made->num_heads = num_heads;
  made->dropout = dropout;
  made->batch_first = batch_first;
  Ref<Context> quiet = context.with_recording(false);
  auto draw = [&](const Shape& shape, double bound) {
    return op<"uniform">(*quiet, Value(shape), Value(-bound), Value(bound), Value(dtype));
  };
  auto zeros = [&](int64_t n) { return bias ? full_of(*quiet, 0, dtype, Shape{n}) : Tensor(); };
  double e = static_cast<double>(embed_dim);
  made->add_parameter("in_proj_weight", draw(Shape{3 * embed_dim, embed_dim}, std::sqrt(6 / (4 * e))));
  if (bias) made->add_parameter("in_proj_bias", zeros(3 * embed_dim));
  made->add_child("out_proj", holder_of(draw(Shape{embed_dim, embed_dim}, 1 / std::sqrt(e)), zeros(embed_dim)));
  return made;
}

namespace {

Value given(const Tensor& t) { return t ? Value(t) : Value(); }

// One mask of both: true takes part, or added to scores.
Tensor joined_mask(Context& c, const AttentionMasks& masks, bool single) {
  Tensor mask = masks.mask.is_tensor() ? masks.mask.as_tensor() : Tensor();
  if (!masks.key_mask.is_tensor()) return mask;
  Tensor keys = masks.key_mask.as_tensor();
  if (keys.rank() != (single ? 1 : 2))
    throw Error(ErrorCode::kShape, "there must be a truth value for each key")
        .on("key_mask")
        .given(keys.shape().text())
        .accepted(single ? "[S]" : "[N, S]");
  Shape shape = single ? Shape{1, 1, 1, keys.shape()[0]} : Shape{keys.shape()[0], 1, 1, keys.shape()[1]};
  keys = as_shape(c, keys, shape);
  if (!mask) return keys;
  if (is_bool(mask.dtype())) return op<"logical_and">(c, mask, keys);
  return op<"where">(c, keys, mask, Value(-INFINITY));
}

Shape scores_shape_of(const Tensor& query, const Tensor& key) {
  Shape shape = query.shape();
  shape[3] = key.shape()[2];
  return shape;
}
// What scaled_dot_product_attention says of a mask.
void check_added(const Tensor& mask, const Shape& scores) {
  if (!is_bool(mask.dtype()) && !is_floating(mask.dtype()))
    throw Error(ErrorCode::kDType, "a mask says what takes part, or is added to scores")
        .on("mask")
        .given(dtype_name(mask.dtype()))
        .accepted("bool or floating");
  bool fits = mask.rank() <= 4;
  for (int i = 0; fits && i < mask.rank(); ++i) {
    int64_t size = mask.shape()[i];
    fits = size == 1 || size == scores[4 - mask.rank() + i];
  }
  if (!fits)
    throw Error(ErrorCode::kShape, "the mask does not broadcast to the scores")
        .on("mask")
        .given(mask.shape().text())
        .accepted(scores.text());
}

}  // namespace

Tensor MultiheadAttention::attend(Context& c, const Tensor& query, const Tensor& key, const Tensor& value,
                                  const AttentionMasks& masks, Tensor* weights) {
  if (c.tracer) c.tracer->read_shape();  // the sizes of the reshapes below are constants of the trace
  bool single = query.rank() == 2;
  int64_t e = embed_dim, n = single ? 1 : query.shape()[batch_first ? 0 : 1];
  Tensor weight = find_own("in_proj_weight"), bias = find_own("in_proj_bias");
  int part = 0;
  auto heads = [&](const char* name, const Tensor& x) {
    bool fits = x.rank() == query.rank() && (single || x.rank() == 3) && x.shape()[x.rank() - 1] == e &&
                (single || x.shape()[batch_first ? 0 : 1] == n);
    if (!fits)
      throw Error(ErrorCode::kShape, "it does not have the numbers and examples that this attention takes")
          .on(name)
          .given(x.shape().text())
          .accepted((batch_first ? "[N, L, " : "[L, N, ") + std::to_string(e) + "] or [L, " + std::to_string(e) + "]");
    Tensor w = slice_of(c, weight, 0, part * e, (part + 1) * e), b;
    if (bias) b = slice_of(c, bias, 0, part * e, (part + 1) * e);
    ++part;
    Tensor made = op<"linear">(c, x, w, given(b));
    if (single) made = op<"expand_dims">(c, made, whole(batch_first ? 0 : 1));
    int64_t length = made.shape()[batch_first ? 1 : 0], size = e / num_heads;
    Shape apart = batch_first ? Shape{n, length, num_heads, size} : Shape{length, n, num_heads, size};
    return op<"permute_dims">(c, as_shape(c, made, apart), batch_first ? Shape{0, 2, 1, 3} : Shape{1, 2, 0, 3});
  };
  Tensor q = heads("query", query), k = heads("key", key), v = heads("value", value);
  Tensor mask = joined_mask(c, masks, single), out;
  double p = training(c) ? dropout : 0;
  if (weights) {
    if (mask) check_added(mask, scores_shape_of(q, k));
    if (mask && is_bool(mask.dtype())) mask = op<"where">(c, mask, Value(0.0), Value(-INFINITY));
    DType wide = wide_dtype_of(q.dtype());
    Tensor scores =
        scores_of(c, as_dtype(c, q, wide), as_dtype(c, k, wide), mask, masks.is_causal, scale_of(Value(), q.shape()));
    *weights = op<"dropout">(c, as_dtype(c, weights_of(c, scores), q.dtype()), Value(p), Value(p > 0));
    out = op<"matmul">(c, *weights, v);
  } else {
    out = op<"scaled_dot_product_attention">(c, q, k, v, given(mask), Value(p), Value(masks.is_causal));
  }
  int64_t length = out.shape()[2];
  out = op<"permute_dims">(c, out, batch_first ? Shape{0, 2, 1, 3} : Shape{2, 0, 1, 3});
  Shape together = batch_first ? Shape{n, length, e} : Shape{length, n, e};
  if (single) together = Shape{length, e};
  Module& last = *children()[0].second;
  return op<"linear">(c, as_shape(c, out, together), last.find_own("weight"), given(last.find_own("bias")));
}

namespace {

FunctionBuilder& operands(FunctionBuilder& f) {
  return f
      .tensor("query", "The places that ask, [L, N, E], [N, L, E] with batch_first, or [L, E].", "floating",
              "[L, N, E]")
      .tensor("key", "The places that are asked.", "floating", "[S, N, E]")
      .tensor("value", "What they answer.", "floating", "[S, N, E]")
      .optional_tensor("mask",
                       "bool: which keys take part for a query; floating: what is added to the scores. Broadcasts to "
                       "[N, H, L, S].",
                       "any", "[...]")
      .optional_tensor("key_mask", "Which keys take part at all: false where an example is filled up.", "bool",
                       "[N, S]")
      .attribute("is_causal", types::boolean, false,
                 "Whether a query sees no key that stands at a later place than itself.")
      .positional(4);
}
FunctionBuilder& errors(FunctionBuilder& f) {
  return f.error("shape", "a tensor does not have the shape that the layer asks for, or a mask does not broadcast")
      .error("dtype", "the mask is neither bool nor floating");
}
AttentionMasks masks_of(const Invocation& call) { return {call[3], call[4], call[5].as_bool()}; }

void define_constructor(FunctionBuilder& f) {
  f.summary("Makes a layer with initial weights from the context's generator.")
      .description("Parameters are of dtype float32 unless another is given.")
      .attribute("embed_dim", types::size, "Numbers of a place.")
      .minimum(1)
      .maximum(1 << 30)
      .attribute("num_heads", types::count, "How many heads share them.")
      .minimum(1)
      .attribute("dropout", types::floating, 0.0, "Probability that a weight is set to 0, in training.")
      .minimum(0)
      .maximum(1)
      .attribute("bias", types::boolean, true, "Whether there are offsets.")
      .attribute("batch_first", types::boolean, false, "Whether examples come before places.")
      .attribute("dtype", types::dtype, Value(DType::kFloat32), "Of the parameters: floating.")
      .positional(2)
      .output("layer", types::object("MultiheadAttention"), "The layer.")
      .error("value",
             "embed_dim or num_heads is out of range, num_heads does not divide embed_dim, or dropout is not between 0 "
             "and 1")
      .native([](Invocation& call) {
        call.result(Value(MultiheadAttention::make(call.context, call[0].as_int(), call[1].as_int(), call[2].as_float(),
                                                   call[3].as_bool(), call[4].as_bool(), call[5].as_dtype())));
      });
}

}  // namespace

MIXGRAD_CLASS(MultiheadAttention) {
  c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .summary("Attention of several heads: each has products of its own with a part of the weights.")
      .description(
          "forward is attention of a sequence to itself; attend takes queries, keys and values. Masks say what takes "
          "part, as in scaled_dot_product_attention; those of torch.nn.MultiheadAttention say what does not. "
          "in_proj_weight has the rows of queries, keys and values, out_proj.weight maps the heads' results. Weights "
          "are uniform in ±√(6 / 4 embed_dim) and ±1/√embed_dim, drawn in this order; biases are 0.")
      .reference("Vaswani et al., Attention Is All You Need, NeurIPS 2017")
      .reference("PyTorch 2.x, torch.nn.MultiheadAttention")
      .parameter("in_proj_weight", "[3 embed_dim, embed_dim]", "uniform(±√(6 / 4 embed_dim))",
                 "What queries, keys and values are multiplied with.")
      .parameter("in_proj_bias", "[3 embed_dim]", "zeros", "What is added to them.", true)
      .constructor(define_constructor)
      .method("forward",
              [](FunctionBuilder& f) {
                f.tensor("x", "The sequences, [L, N, E], [N, L, E] with batch_first, or [L, E].", "floating",
                         "[L, N, E]")
                    .output("output", "A mean for each place.", "promoted(x, weights)", "[L, N, E]")
                    .summary("Attention of sequences to themselves, without a mask.")
                    .description("The same as attend with x for queries, keys and values.")
                    .error("shape", "x has not embed_dim numbers for each place")
                    .native([](Invocation& call) {
                      Tensor x = call.tensor(0);
                      call.result(call.self<MultiheadAttention>().attend(call.context, x, x, x, {}));
                    });
              })
      .method("attend",
              [](FunctionBuilder& f) {
                errors(operands(f)
                           .summary("Attention of queries to keys.")
                           .description("A query that the masks exclude from all keys gets the mean 0.")
                           .output("output", "A mean for each query.", "promoted(query, weights)", "[L, N, E]"))
                    .native([](Invocation& call) {
                      call.result(call.self<MultiheadAttention>().attend(call.context, call.tensor(0), call.tensor(1),
                                                                         call.tensor(2), masks_of(call)));
                    });
              })
      .method("attend_with_weights",
              [](FunctionBuilder& f) {
                errors(operands(f)
                           .attribute("average_weights", types::boolean, true,
                                      "Whether the weights are the heads' mean, or those of each.")
                           .summary("Attention of queries to keys, with the weights.")
                           .description("All weights are kept, where attend makes some at a time.")
                           .output("output", "A mean for each query.", "promoted(query, weights)", "[L, N, E]")
                           .output("weights", "Of each key for each query, [N, L, S] or [N, H, L, S].",
                                   "promoted(query, weights)", "[N, ..., L, S]")
                           .record("AttentionWeights"))
                    .native([](Invocation& call) {
                      Context& c = call.context;
                      Tensor weights;
                      Tensor out = call.self<MultiheadAttention>().attend(c, call.tensor(0), call.tensor(1),
                                                                          call.tensor(2), masks_of(call), &weights);
                      if (call[6].as_bool()) weights = op<"mean">(c, weights, Value(Shape{1}));
                      if (call.tensor(0).rank() == 2) weights = op<"squeeze">(c, weights, whole(0));
                      call.result(out);
                      call.result(weights);
                    });
              })
      .property("embed_dim", types::size, "Numbers of a place.",
                [](Context&, Object& self) { return Value(static_cast<MultiheadAttention&>(self).embed_dim); })
      .property("num_heads", types::count, "How many heads.",
                [](Context&, Object& self) { return Value(static_cast<MultiheadAttention&>(self).num_heads); })
      .serializable()
      .example(R"(
        let layer = new MultiheadAttention(4, 2)
        let x = tensor([[1, 2, 3, 4], [5, 6, 7, 8]])
        expect layer.forward(x) shape = [2, 4]
        let made = layer.attend_with_weights(x, x, x, is_causal: true)
        expect made.weights shape = [2, 2]
      )");
}

}  // namespace mixgrad
