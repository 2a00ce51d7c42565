#include "core/data/loader.h"
#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

class LoaderIterator final : public Iterator {
 public:
  explicit LoaderIterator(std::unique_ptr<BatchSource> source) : source_(std::move(source)) {}
  Value next(Context& context) override {
    std::vector<Tensor> batch;
    if (!source_->next(context, batch)) return Value();
    shift_classes(context, batch, context.caller_first());
    return as_list_value(batch);
  }

 private:
  std::unique_ptr<BatchSource> source_;
};

DataLoader& loader_of(Object& self) { return static_cast<DataLoader&>(self); }

// A sampler decides what other arguments would: they stay as they are by default.
void check_alone(const char* argument, std::initializer_list<std::pair<const char*, bool>> others) {
  for (auto [other, given] : others) {
    if (given) throw Error(ErrorCode::kValue, "it can not be given together with " + name_mark(other)).on(argument);
  }
}

void construct(Invocation& call) {
  LoaderOptions options;
  options.batch_size = call[1].as_int();
  options.shuffle = call[2].as_bool();
  options.drop_last = call[3].as_bool();
  options.prefetch = call[4].as_int();
  options.threads = call[5].as_int();
  if (call.has(6)) options.seed = static_cast<uint64_t>(call[6].as_int());
  if (call.has(7)) options.sampler = Ref<Sampler>(&object_as<Sampler>(call[7]));
  if (call.has(8)) options.batches = Ref<BatchSampler>(&object_as<BatchSampler>(call[8]));
  if (options.sampler) check_alone("sampler", {{"shuffle", options.shuffle}});
  if (options.batches)
    check_alone("batch_sampler", {{"sampler", static_cast<bool>(options.sampler)},
                                  {"shuffle", options.shuffle},
                                  {"drop_last", options.drop_last},
                                  {"batch_size", options.batch_size != 1}});
  call.result(Value(make_ref<DataLoader>(Ref<Dataset>(&object_as<Dataset>(call[0])), std::move(options))));
}

}  // namespace

MIXGRAD_CLASS(DataLoader) {
  c.summary("Batches of a dataset, epoch by epoch.")
      .description(
          "Each walk over a loader is one epoch. A batch is a list with each of an item's tensors, stacked along a new "
          "first axis; "
          "usually an input and a target. The order is drawn when a walk begins, from the context's generator or from "
          "a stream of the "
          "loader's own if it has a seed, so that it depends on the seed and the program alone. Threads of the engine "
          "make batches "
          "ahead. Items of a dataset of the host's language are made in the thread that walks, or that waits for the "
          "training: there they are asked for while steps run. Items that depend on what the training has done so far, "
          "such as on its model, need prefetch 0.")
      .reference("PyTorch 2.x, torch.utils.data.DataLoader")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes a loader.")
            .description("No item is read before the first walk.")
            .attribute("dataset", types::object("Dataset"), "Where the items come from.")
            .attribute("batch_size", types::count, Value(1), "Items in a batch; the last one may have fewer.")
            .minimum(1)
            .attribute("shuffle", types::boolean, false,
                       "Whether each epoch has a random order of its own; else the dataset's.")
            .attribute("drop_last", types::boolean, false, "Whether a last batch with fewer items is left out.")
            .attribute("prefetch", types::count, Value(2),
                       "How many batches are made ahead; 0: each when it is asked for.")
            .maximum(1024)
            .attribute("threads", types::count, Value(1), "How many threads make them.")
            .minimum(1)
            .maximum(256)
            .attribute("seed", types::optional(types::integer), Value::null(),
                       "Of the order; null: the context's generator.")
            .attribute("sampler", types::optional(types::object("Sampler")), Value::null(),
                       "Which items an epoch has, in which order; null: all of them, as shuffle says.")
            .attribute("batch_sampler", types::optional(types::object("BatchSampler")), Value::null(),
                       "How an epoch is cut into batches, too; in place of batch_size, shuffle, sampler and drop_last.")
            .positional(1)
            .output("loader", types::object("DataLoader"), "The loader.")
            .error("value",
                   "batch_size or threads is smaller than 1, or a sampler is given together with what it decides")
            .native(construct);
      })
      .property("length", types::count, "Batches of an epoch.",
                [](Context& context, Object& self) { return Value(loader_of(self).length(context)); })
      .property("batch_size", types::count, "Items in a batch.",
                [](Context&, Object& self) { return Value(loader_of(self).options().batch_size); })
      .property("dataset", types::object("Dataset"), "Where the items come from.",
                [](Context&, Object& self) { return Value(loader_of(self).dataset()); })
      .iterates(
          types::list(types::tensor),
          [](Context& context, Object& self) -> std::unique_ptr<Iterator> {
            return std::make_unique<LoaderIterator>(loader_of(self).open(context));
          },
          true)
      .keeps_alive("dataset")
      .keeps_alive("sampler")
      .keeps_alive("batch_sampler")
      .example(R"(
        let data = new TensorDataset(tensor([[1, 2], [3, 4], [5, 6]]))
        let loader = new DataLoader(data, batch_size: 2)
        expect loader.length = 2
      )");
}

}  // namespace mixgrad
