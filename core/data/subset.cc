// A choice of another dataset's items.
#include <array>

#include "core/data/dataset.h"
#include "core/dispatch/slice.h"
#include "core/nn/module.h"
#include "core/runtime/host_size.h"
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

// Languages that count from 1 hold a range to the items that there are.
void check_range(const Value& slice, int64_t n) {
  auto bound = [&](int i, int64_t open) {
    const Value& part = slice.as_list()[static_cast<size_t>(i)];
    return part.is(Kind::kInt) ? part.as_int() : open;
  };
  bool down = bound(2, 1) < 0;
  int64_t first = bound(0, down ? n - 1 : 0), last = down ? bound(1, -1) + 1 : bound(1, n) - 1;
  if (down ? first >= last : first <= last) check_items(std::array{first, last}, n, "range");
}

}  // namespace

Ref<Dataset> subset_of(Ref<Dataset> dataset, std::vector<int64_t> indices) {
  return make_ref<Subset>(std::move(dataset), std::move(indices));
}

Ref<Dataset> subset_of(Context& context, Ref<Dataset> dataset, const Value& slice) {
  int64_t n = dataset->length(context);
  if (context.caller != IndexConvention::kZero) check_range(slice, n);
  SliceSpan span = slice_span(slice, n);
  std::vector<int64_t> indices(host_size<int64_t>(span.count));
  for (int64_t i = 0; i < span.count; ++i) indices[static_cast<size_t>(i)] = span.start + i * span.step;
  return make_ref<Subset>(std::move(dataset), std::move(indices));
}

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
              check_items(indices, n, "indices");
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
