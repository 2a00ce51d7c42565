#include "core/data/dataset.h"
#include "core/data/tensor_dataset.h"
#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

std::vector<int64_t> indices_of(const Value& list, int64_t length, bool from_end) {
  std::vector<int64_t> out;
  for (const Value& v : list.as_list()) {
    int64_t i = v.as_int();
    out.push_back(from_end && i < 0 && i >= -length ? i + length : i);
  }
  return out;
}

namespace {
void define_subset(FunctionBuilder& f) {
  f.summary("A range of the items, as a dataset.")
      .description(
          "Takes the language's own range, counted as the language counts; a negative step goes backwards. Bounds "
          "beyond the dataset are moved to its ends where the language counts from 0, and an error where it counts "
          "from 1. Nothing is copied. For items in another order make a Subset.")
      .reference("PyTorch 2.x, torch.utils.data.Subset")
      .attribute("range", types::slice, "Which items.")
      .output("subset", types::object("Subset"), "The dataset.")
      .keeps_self()
      .error("value", "the step is zero")
      .error("index", "the range goes beyond the dataset, in languages that count from 1")
      .error("not_found", "a subclass does not override length")
      .native([](Invocation& call) {
        call.result(Value(subset_of(call.context, Ref<Dataset>(&call.self<Dataset>()), call[0])));
      });
}
}  // namespace

MIXGRAD_CLASS(Dataset) {
  c.kind(ClassKind::kOpen)
      .summary("Base of the datasets: items that are lists of tensors.")
      .description(
          "Subclasses override length and get; a DataLoader makes batches of their items by stacking each of an item's "
          "tensors along "
          "a new first axis. Items usually are an input and a target. The second tensor of an item, if its dtype is an "
          "integer's, "
          "holds class numbers, counted as the language counts.")
      .reference("PyTorch 2.x, torch.utils.data.Dataset")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes a dataset without items.")
            .description("Useful as the base of a dataset of one's own.")
            .output("dataset", types::object("Dataset"), "The dataset.")
            .native([](Invocation& call) { call.result(Value(make_ref<Dataset>())); });
      })
      .overridable("length", "How many items there are.", {}, types::count, false)
      .overridable("get", "One item: its tensors, of the same number, dtypes and shapes for each item.",
                   {{"index", "Which item, in the language's counting.", types::index}}, types::list(types::tensor),
                   false)
      .method("length",
              [](FunctionBuilder& f) {
                f.summary("How many items there are.")
                    .description("Not negative.")
                    .output("length", types::count, "The number of items.")
                    .error("not_found", "a subclass does not override length")
                    .native([](Invocation& call) { call.result(Value(call.self<Dataset>().own_length())); });
              })
      .method("get",
              [](FunctionBuilder& f) {
                f.summary("One item.")
                    .description("Its tensors without an axis for the batch.")
                    .attribute("index", types::index, "Which item.")
                    .output("item", types::list(types::tensor), "The item's tensors.")
                    .error("index", "there is no such item")
                    .error("not_found", "a subclass does not override get")
                    .native([](Invocation& call) {
                      auto& self = call.self<Dataset>();
                      if (self.host() != 0) self.own_batch({}, nullptr);  // the host has no get of its own
                      std::vector<Tensor> item = self.get(call.context, call[0].as_int());
                      shift_classes(call.context, item, call.context.caller_first());
                      call.result(as_list_value(item));
                    });
              })
      .method("subset", define_subset)
      .method("get_batch", [](FunctionBuilder& f) {
        f.summary("Several items as a batch.")
            .description(
                "Each of an item's tensors, stacked along a new first axis in the order asked for; an item may be "
                "asked for twice.")
            .attribute("indices", types::list(types::index), "Which items.")
            .output("batch", types::list(types::tensor), "As many tensors as an item has.")
            .error("index", "there is no such item")
            .error("shape", "the items' shapes differ")
            .error("dtype", "the items' dtypes differ")
            .native([](Invocation& call) {
              auto& self = call.self<Dataset>();
              bool from_end = call.context.caller == IndexConvention::kZero;
              std::vector<int64_t> indices = indices_of(call[0], from_end ? self.length(call.context) : 0, from_end);
              std::vector<Tensor> batch = self.get_batch(call.context, indices);
              shift_classes(call.context, batch, call.context.caller_first());
              call.result(as_list_value(batch));
            });
      });
}

MIXGRAD_CLASS(TensorDataset) {
  c.base("Dataset")
      .summary("Inputs and targets that are tensors in memory.")
      .description("Item i is row i of each. The tensors themselves are held, not copies; a batch is a copy.")
      .reference("PyTorch 2.x, torch.utils.data.TensorDataset")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the dataset.")
            .description("Inputs and targets have equally many rows.")
            .tensor("inputs", "The inputs, one a row.", "any", "[N, ...]")
            .optional_tensor("targets", "The targets, one a row; class numbers if their dtype is an integer's.", "any",
                             "[N, ...]")
            .carries_classes()
            .output("dataset", types::object("TensorDataset"), "The dataset.")
            .error("shape", "a tensor has no first axis, or the first axes differ")
            .native([](Invocation& call) {
              std::vector<Tensor> columns{call.tensor(0)};
              if (call.has(1)) columns.push_back(call.tensor(1));
              call.result(Value(make_ref<TensorDataset>(std::move(columns))));
            });
      })
      .example(R"(
        let data = new TensorDataset(tensor([[1, 2], [3, 4], [5, 6]]))
        expect data.length() = 3
        expect data.get_batch([2, 0])[0] = [[5, 6], [1, 2]]
        expect data.subset(1:3).length() = 2
      )");
}

}  // namespace mixgrad
