// The samplers that there are: in order, at random, by weights, of chosen items.
#include <algorithm>
#include <optional>

#include "core/data/dataset.h"
#include "core/data/sampler.h"
#include "core/nn/module.h"
#include "core/runtime/host_size.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

struct SequentialSampler final : Sampler {
  MIXGRAD_CLASS_OF(SequentialSampler)
  explicit SequentialSampler(Ref<Dataset> of) : dataset(std::move(of)) {}
  int64_t own_length(Context& context) override { return dataset->length(context); }
  std::vector<int64_t> own_order(Context& context) override {
    std::vector<int64_t> out(host_size<int64_t>(own_length(context)));
    for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<int64_t>(i);
    return out;
  }
  Ref<Dataset> dataset;
};

struct RandomSampler final : Sampler {
  MIXGRAD_CLASS_OF(RandomSampler)
  RandomSampler(Ref<Dataset> of, bool again, std::optional<int64_t> samples)
      : dataset(std::move(of)), replacement(again), num_samples(samples) {}
  bool draws() const override { return true; }
  int64_t own_length(Context& context) override { return num_samples ? *num_samples : dataset->length(context); }

  std::vector<int64_t> own_order(Context& context) override {
    int64_t n = dataset->length(context), wanted = num_samples ? *num_samples : n;
    if (wanted == 0) return {};
    if (n == 0)
      throw Error(ErrorCode::kValue, "an empty dataset has no items to draw").in("RandomSampler").on("num_samples");
    if (replacement) return numbers_of(op<"integers">(context, Value(Shape{wanted}), Value(int64_t{0}), Value(n)));
    std::vector<int64_t> out;
    while (static_cast<int64_t>(out.size()) < wanted) {
      std::vector<int64_t> round = permuted(context, n);
      int64_t taken = std::min(n, wanted - static_cast<int64_t>(out.size()));
      out.insert(out.end(), round.begin(), round.begin() + taken);
    }
    return out;
  }
  Ref<Dataset> dataset;
  bool replacement;
  std::optional<int64_t> num_samples;
};

struct SubsetRandomSampler final : Sampler {
  MIXGRAD_CLASS_OF(SubsetRandomSampler)
  explicit SubsetRandomSampler(std::vector<int64_t> of) : indices(std::move(of)) {}
  bool draws() const override { return true; }
  int64_t own_length(Context&) override { return static_cast<int64_t>(indices.size()); }
  std::vector<int64_t> own_order(Context& context) override {
    std::vector<int64_t> out = permuted(context, own_length(context));
    for (int64_t& i : out) i = indices[static_cast<size_t>(i)];
    return out;
  }
  std::vector<int64_t> indices;
};

struct WeightedRandomSampler final : Sampler {
  MIXGRAD_CLASS_OF(WeightedRandomSampler)
  WeightedRandomSampler(Tensor by, int64_t samples, bool again)
      : weights(std::move(by)), num_samples(samples), replacement(again) {}
  bool draws() const override { return true; }
  int64_t own_length(Context&) override { return num_samples; }
  std::vector<int64_t> own_order(Context& context) override {
    return numbers_of(op<"multinomial">(context, weights, Value(num_samples), Value(replacement)));
  }
  Tensor weights;
  int64_t num_samples;
  bool replacement;
};

void construct_weighted(Invocation& call) {
  Tensor weights = call.tensor(0);
  if (weights.rank() != 1)
    throw Error(ErrorCode::kShape, "there must be one weight for each item")
        .on("weights")
        .given(weights.shape().text())
        .accepted("[N]");
  Ref<Context> aside = call.context.with_recording(false);
  aside->generator = make_ref<RandomStream>();
  auto sampler = make_ref<WeightedRandomSampler>(op<"copy">(*aside, weights), call[1].as_int(), call[2].as_bool());
  try {
    sampler->own_order(*aside);  // an order that can not be drawn is an error now
  } catch (const Error& e) {
    throw Error(e.code(), e.message())
        .on(e.argument() == "x" ? "weights" : e.argument())
        .given(e.given())
        .accepted(e.accepted());
  }
  call.result(Value(sampler));
}

ClassBuilder& sampler(ClassBuilder& c) {
  return c.base("Sampler").reference("PyTorch 2.x, torch.utils.data." + c.name());
}
FunctionBuilder& of_dataset(FunctionBuilder& f) {
  return f.summary("Makes the sampler.")
      .description("The dataset is asked for its length when an epoch begins.")
      .attribute("dataset", types::object("Dataset"), "The items.");
}
FunctionBuilder& replacement(FunctionBuilder& f, bool preset) {
  return f.attribute("replacement", types::boolean, preset, "Whether an item may come up more than once in an epoch.");
}
Ref<Dataset> dataset_of(const Invocation& call) { return Ref<Dataset>(&object_as<Dataset>(call[0])); }

}  // namespace

MIXGRAD_CLASS(SequentialSampler) {
  sampler(c)
      .summary("All items, in the dataset's order.")
      .description("What a DataLoader does without shuffle.")
      .constructor([](FunctionBuilder& f) {
        of_dataset(f)
            .output("sampler", types::object("SequentialSampler"), "The sampler.")
            .native([](Invocation& call) { call.result(Value(make_ref<SequentialSampler>(dataset_of(call)))); });
      })
      .keeps_alive("dataset")
      .example(R"(
        let sampler = new SequentialSampler(new TensorDataset(tensor([5, 6, 7])))
        expect sampler.length() = 3
        expect sampler.indices() index = [0, 1, 2]
      )");
}

MIXGRAD_CLASS(RandomSampler) {
  sampler(c)
      .summary("Items at random: all of them in a random order, or a number of them.")
      .description(
          "Without replacement an item comes up again only when all have; so the defaults give what a DataLoader does "
          "with shuffle.")
      .constructor([](FunctionBuilder& f) {
        replacement(of_dataset(f), false)
            .attribute("num_samples", types::optional(types::count), Value::null(),
                       "Items of an epoch; null: as many as the dataset has.")
            .minimum(0)
            .positional(1)
            .output("sampler", types::object("RandomSampler"), "The sampler.")
            .error("value", "num_samples is negative")
            .native([](Invocation& call) {
              std::optional<int64_t> samples;
              if (call.has(2)) samples = call[2].as_int();
              call.result(Value(make_ref<RandomSampler>(dataset_of(call), call[1].as_bool(), samples)));
            });
      })
      .keeps_alive("dataset")
      .example(R"(
        let sampler = new RandomSampler(new TensorDataset(tensor([5, 6, 7])), num_samples: 5)
        expect sampler.length() = 5
        expect sampler.indices() shape = [5]
      )");
}

MIXGRAD_CLASS(SubsetRandomSampler) {
  sampler(c)
      .summary("Chosen items in a random order.")
      .description("Such as those for training, where the others are kept for validation.")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the sampler.")
            .description("Whether the dataset has the items is seen when an epoch begins.")
            .attribute("indices", types::list(types::index), "The items.")
            .output("sampler", types::object("SubsetRandomSampler"), "The sampler.")
            .error("index", "an index is below the first item")
            .native([](Invocation& call) {
              std::vector<int64_t> indices = indices_of(call[0], 0, false);
              for (int64_t i : indices) {
                if (i < 0)
                  throw Error(ErrorCode::kIndex, "an index is below the first item")
                      .on("indices")
                      .given(number_mark(i))
                      .accepted(number_mark(0) + " and up");
              }
              call.result(Value(make_ref<SubsetRandomSampler>(std::move(indices))));
            });
      })
      .example(R"(
        let sampler = new SubsetRandomSampler([4, 0, 2])
        expect sampler.length() = 3
      )");
}

MIXGRAD_CLASS(WeightedRandomSampler) {
  sampler(c)
      .summary("Items at random, those with larger weights more often.")
      .description("Such as for classes of very different sizes. See multinomial for how they are drawn.")
      .constructor([](FunctionBuilder& f) {
        f.tensor("weights", "How often items come up in relation to each other; they need not sum to 1.", "floating",
                 "[N]")
            .summary("Makes the sampler.")
            .description("The weights are copied.")
            .attribute("num_samples", types::count, "Items of an epoch.")
            .minimum(0);
        replacement(f, true)
            .positional(2)
            .output("sampler", types::object("WeightedRandomSampler"), "The sampler.")
            .error("shape", "weights has not one axis, or no element")
            .error("value",
                   "a weight is negative or not finite, all are 0, or without replacement fewer items have a weight "
                   "above 0 than are to be drawn")
            .native(construct_weighted);
      })
      .example(R"(
        let sampler = new WeightedRandomSampler(tensor([0, 1, 0]), 4)
        expect sampler.indices() index = [1, 1, 1, 1]
      )");
}

}  // namespace mixgrad
