// Datasets that are made of tensors or of other datasets: several arrays, one dataset behind another, random parts.
#include <algorithm>

#include "core/data/rows.h"
#include "core/data/sampler.h"
#include "core/data/tensor_dataset.h"
#include "core/nn/module.h"
#include "core/ops/random.h"
#include "core/random/generator.h"

namespace mixgrad {

namespace {

// Items of one dataset among those of a batch.
struct Part {
  std::vector<int64_t> indices, places;  // in the dataset, and in the batch
  Dataset::Asked asked;
};

void check_alike(const std::vector<Tensor>& batch, const std::vector<Tensor>& first) {
  auto refuse = [](ErrorCode code, const std::string& what, const std::string& given, const std::string& accepted) {
    throw Error(code, "the items of joined datasets must have " + what)
        .in("ConcatDataset")
        .given(given)
        .accepted(accepted);
  };
  if (batch.size() != first.size())
    refuse(ErrorCode::kType, "equally many tensors", std::to_string(batch.size()), std::to_string(first.size()));
  for (size_t i = 0; i < batch.size(); ++i) {
    Shape shape = batch[i].shape(), other = first[i].shape();
    shape.erase(0);
    other.erase(0);
    if (!(shape == other)) refuse(ErrorCode::kShape, "one shape", shape.text(), other.text());
    if (batch[i].dtype() != first[i].dtype())
      refuse(ErrorCode::kDType, "one dtype", dtype_name(batch[i].dtype()), dtype_name(first[i].dtype()));
  }
}

std::vector<Tensor> joined(Context& context, const std::vector<Part>& parts, int64_t items) {
  std::vector<Tensor> out, first;
  for (const Part& part : parts) {
    std::vector<Tensor> batch = part.asked(context);
    if (parts.size() == 1) return batch;
    if (first.empty()) {
      first = batch;
      for (const Tensor& column : batch) {
        Shape shape = column.shape();
        shape[0] = items;
        out.push_back(Tensor::empty(column.dtype(), shape));
      }
    }
    check_alike(batch, first);
    for (size_t i = 0; i < batch.size(); ++i) put_rows(batch[i], out[i], part.places);
  }
  return out;
}

class ConcatDataset final : public Dataset {
 public:
  MIXGRAD_CLASS_OF(ConcatDataset)
  ConcatDataset(Context& context, std::vector<Ref<Dataset>> datasets) : datasets_(std::move(datasets)) {
    for (const Ref<Dataset>& dataset : datasets_) ends_.push_back(own_length() + dataset->length(context));
  }
  bool is_native() const override {
    return host() == 0 && std::all_of(datasets_.begin(), datasets_.end(), [](auto& d) { return d->is_native(); });
  }
  int64_t own_length() const override { return ends_.empty() ? 0 : ends_.back(); }

  Asked ask_batch(Context& context, std::vector<int64_t> indices) override {
    std::vector<Part> parts(datasets_.size()), asked;
    for (size_t i = 0; i < indices.size(); ++i) {
      auto d = static_cast<size_t>(std::upper_bound(ends_.begin(), ends_.end(), indices[i]) - ends_.begin());
      parts[d].indices.push_back(indices[i] - (d == 0 ? 0 : ends_[d - 1]));
      parts[d].places.push_back(static_cast<int64_t>(i));
    }
    for (size_t d = 0; d < parts.size(); ++d) {
      bool last = d + 1 == parts.size() && asked.empty();  // of no items at all, one dataset says what none are
      if (parts[d].indices.empty() && !last) continue;
      parts[d].asked = datasets_[d]->ask_batch(context, parts[d].indices);
      asked.push_back(std::move(parts[d]));
    }
    auto items = static_cast<int64_t>(indices.size());
    return [asked = std::move(asked), items](Context& taking) { return joined(taking, asked, items); };
  }

 private:
  std::vector<Ref<Dataset>> datasets_;
  std::vector<int64_t> ends_;  // how many items there are up to the end of each
};

void split(Invocation& call) {
  Ref<Dataset> dataset(&object_as<Dataset>(call[0]));
  int64_t n = dataset->length(call.context), wanted = 0;
  for (const Value& length : call[1].as_list()) {
    bool fits = length.as_int() >= 0 && !__builtin_add_overflow(wanted, length.as_int(), &wanted) && wanted <= n;
    if (!fits) wanted = n + 1;
    if (!fits) break;
  }
  if (wanted != n)
    throw Error(ErrorCode::kValue, "the parts do not make up the dataset")
        .on("lengths")
        .given(wanted > n ? "more items than there are" : std::to_string(wanted) + " items")
        .accepted(std::to_string(n) + " items in all");
  Ref<Context> drawing = call.context.with_recording(false);
  if (call.has(2)) drawing->generator = Ref<RandomStream>(generator_stream(call[2]));
  std::vector<int64_t> order = permuted(*drawing, n);
  ValueList parts;
  auto at = order.begin();
  for (const Value& length : call[1].as_list()) {
    parts.emplace_back(Value(Ref<Object>(subset_of(dataset, {at, at + length.as_int()}))));
    at += length.as_int();
  }
  call.result(Value(std::move(parts)));
}

}  // namespace

MIXGRAD_CLASS(ArrayDataset) {
  c.base("Dataset")
      .summary("Items of any number of tensors in memory.")
      .description(
          "Item i is row i of each. The second tensor, if its dtype is an integer's, holds class numbers. The tensors "
          "themselves are held, not copies; a batch is a copy.")
      .reference("Apache MXNet 1.9, gluon.data.ArrayDataset")
      .reference("PyTorch 2.x, torch.utils.data.TensorDataset")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the dataset.")
            .description("All tensors have equally many rows.")
            .attribute("tensors", types::list(types::tensor), "The tensors, at least one.")
            .output("dataset", types::object("ArrayDataset"), "The dataset.")
            .error("value", "there is no tensor")
            .error("shape", "a tensor has no first axis, or the first axes differ")
            .error("index", "a class number is 0, in languages that count from 1")
            .native([](Invocation& call) {
              std::vector<Tensor> columns;
              for (const Value& tensor : call[0].as_list()) columns.push_back(tensor.as_tensor());
              if (columns.empty())
                throw Error(ErrorCode::kValue, "a dataset needs a tensor").on("tensors").given("an empty list");
              try {
                shift_classes(call.context, columns, -call.context.caller_first());
              } catch (Error& e) {
                throw e.as_of(call.function.name, false).on("tensors");
              }
              call.result(Value(make_ref<TensorDataset>(columns, "ArrayDataset", std::vector<const char*>{"tensors"})));
            });
      })
      .example(R"(
        let data = new ArrayDataset([tensor([[1, 2], [3, 4]]), tensor([0.5, 1.5]), tensor([7, 8])])
        expect data.length() = 2
        expect data.get(1)[2] = 8
      )");
}

MIXGRAD_CLASS(ConcatDataset) {
  c.base("Dataset")
      .summary("The items of several datasets, one behind the other.")
      .description("Nothing is copied; a batch may have items of several of them.")
      .reference("PyTorch 2.x, torch.utils.data.ConcatDataset")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the dataset.")
            .description("The datasets are held; their lengths are those that they have now.")
            .attribute("datasets", types::list(types::object("Dataset")), "The datasets, first to last; at least one.")
            .output("dataset", types::object("ConcatDataset"), "The dataset.")
            .error("value", "there is no dataset")
            .native([](Invocation& call) {
              std::vector<Ref<Dataset>> datasets;
              for (const Value& one : call[0].as_list()) datasets.emplace_back(&object_as<Dataset>(one));
              if (datasets.empty())
                throw Error(ErrorCode::kValue, "there must be at least one dataset")
                    .on("datasets")
                    .given("an empty list");
              call.result(Value(make_ref<ConcatDataset>(call.context, std::move(datasets))));
            });
      })
      .keeps_alive("datasets")
      .example(R"(
        let first = new TensorDataset(tensor([[1, 2], [3, 4]]))
        let data = new ConcatDataset([first, new TensorDataset(tensor([[5, 6]]))])
        expect data.length() = 3
        expect data.get_batch([2, 0])[0] = [[5, 6], [1, 2]]
      )");
}

MIXGRAD_FUNCTION(random_split) {
  f.summary("Cuts a dataset into random parts of given lengths.")
      .description("Such as for training and validation. Each item is in one part; nothing is copied.")
      .reference("PyTorch 2.x, torch.utils.data.random_split")
      .attribute("dataset", types::object("Dataset"), "The items.")
      .attribute("lengths", types::list(types::count), "How many items each part has; together all of them.");
  from_generator(f)
      .positional(2)
      .output("parts", types::list(types::object("Subset")), "A dataset for each length.")
      .error("value", "the lengths do not make up the dataset's")
      .native(split)
      .example(R"(
        let parts = random_split(new TensorDataset(tensor([1, 2, 3, 4, 5])), [3, 2])
        expect parts[0].length() = 3
      )");
}

}  // namespace mixgrad
