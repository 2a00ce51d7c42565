// A choice of another dataset's items.
#include "core/data/dataset.h"
#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

class Subset final : public Dataset {
 public:
  MIXGRAD_CLASS_OF(Subset)
  Subset(Ref<Dataset> dataset, std::vector<int64_t> indices)
      : dataset_(std::move(dataset)), indices_(std::move(indices)) {}
  bool is_native() const override { return host() == 0 && dataset_->is_native(); }
  int64_t own_length() const override { return static_cast<int64_t>(indices_.size()); }
  Asked ask_batch(Context& context, std::vector<int64_t> indices) override {
    for (int64_t& i : indices) i = indices_[static_cast<size_t>(i)];
    return dataset_->ask_batch(context, std::move(indices));
  }
  const Ref<Dataset>& dataset() const { return dataset_; }

 private:
  Ref<Dataset> dataset_;
  std::vector<int64_t> indices_;
};

}  // namespace

MIXGRAD_CLASS(Subset) {
  c.base("Dataset")
      .summary("Some items of another dataset, in an order of one's choice.")
      .description("Item i is the other dataset's item indices[i]; an item may be chosen twice. Nothing is copied.")
      .reference("PyTorch 2.x, torch.utils.data.Subset")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the dataset.")
            .description("The other dataset is held, and asked for its items when they are needed.")
            .attribute("dataset", types::object("Dataset"), "Where the items come from.")
            .attribute("indices", types::list(types::index), "Which of its items.")
            .output("subset", types::object("Subset"), "The dataset.")
            .error("index", "the dataset has no such item")
            .native([](Invocation& call) {
              Ref<Dataset> dataset(&object_as<Dataset>(call[0]));
              int64_t n = dataset->length(call.context);
              std::vector<int64_t> indices = indices_of(call[1], n, call.context.caller == IndexConvention::kZero);
              for (int64_t i : indices) {
                if (i >= 0 && i < n) continue;
                throw Error(ErrorCode::kIndex, "the dataset has no item " + number_mark(i))
                    .on("indices")
                    .given(number_mark(i))
                    .accepted(n == 0 ? "none: the dataset is empty" : number_mark(0) + " to " + number_mark(n - 1));
              }
              call.result(Value(make_ref<Subset>(std::move(dataset), std::move(indices))));
            });
      })
      .property("dataset", types::object("Dataset"), "Where the items come from.",
                [](Context&, Object& self) { return Value(static_cast<Subset&>(self).dataset()); })
      .keeps_alive("dataset")
      .example(R"(
        let data = new TensorDataset(tensor([[1, 2], [3, 4], [5, 6]]))
        let part = new Subset(data, [2, 0])
        expect part.length() = 2
        expect part.get_batch([0])[0] = [[5, 6]]
      )");
}

}  // namespace mixgrad
