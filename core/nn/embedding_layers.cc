// Tables of rows that are looked up.
#include "core/nn/function_layer.h"

namespace mixgrad {

namespace {

void add_table(FunctionLayer& layer, Context& c) {
  Shape shape{layer.integer("num_embeddings"), layer.integer("embedding_dim")};
  Tensor table = op<"normal">(c, Value(shape), Value(0.0), Value(1.0), layer.given("dtype"));
  const Value& padding = layer.given("padding_idx");
  if (!padding.is_null() && !padding.is_absent()) {
    int64_t row = padding.as_int();
    if (row < 0 || row >= shape[0])
      throw Error(ErrorCode::kIndex, "there is no such row")
          .on("padding_idx")
          .given(number_mark(row))
          .accepted("at most " + number_mark(shape[0] - 1));
    op<"copy_">(c, op<"getitem">(c, table, Value(ValueList{Value(row)})), Value(0.0));
  }
  layer.add_parameter("weight", table);
}

ClassBuilder& table_layer(ClassBuilder& c, const char* function) {
  layer_of(c, {function,
               [](FunctionBuilder& f) {
                 f.attribute("num_embeddings", types::size, "How many rows there are.")
                     .minimum(1)
                     .attribute("embedding_dim", types::size, "How many numbers a row has.")
                     .minimum(1)
                     .pair("num_embeddings", "embedding_dim");
               },
               dtype_option(), made<add_table>});
  return parameter_of(c, "weight", "[num_embeddings, embedding_dim]", "normal(0, 1), padding_idx zeros", "The rows");
}

}  // namespace

MIXGRAD_CLASS(Embedding) {
  table_layer(c, "embedding").example(R"(
    let layer = new Embedding(10, 3)
    let rows = argmax(tensor([[1, 0], [0, 1]]), axis: 1)
    expect layer.forward(rows) shape = [2, 3]
  )");
}
MIXGRAD_CLASS(EmbeddingBag) {
  table_layer(c, "embedding_bag").example(R"(
    let layer = new EmbeddingBag(10, 3)
    let bags = argmax(tensor([[[1, 0], [0, 1]]]), axis: 2)
    expect layer.forward(bags) shape = [1, 3]
  )");
}

}  // namespace mixgrad
