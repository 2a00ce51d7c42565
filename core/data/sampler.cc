#include "core/data/sampler.h"

#include "core/data/dataset.h"
#include "core/kernels/library.h"
#include "core/nn/module.h"
#include "core/schema/builder.h"
#include "core/tensor/readable.h"

namespace mixgrad {

const Class& Sampler::cls() const {
  static const Class& c = class_named("Sampler");
  return c;
}
const Class& BatchSampler::cls() const {
  static const Class& c = class_named("BatchSampler");
  return c;
}

namespace {
[[noreturn]] void missing(const char* method) {
  throw Error(ErrorCode::kNotFound, std::string("this sampler has no ") + method).hint("override it in the subclass");
}
[[noreturn]] void bad_order(const std::string& found) {
  throw Error(ErrorCode::kType, "indices must return the numbers of items")
      .in("Sampler.indices")
      .given(found)
      .accepted("an int64 tensor with one axis");
}
}  // namespace

int64_t Sampler::own_length(Context&) { missing("length"); }
std::vector<int64_t> Sampler::own_order(Context&) { missing("indices"); }

int64_t Sampler::length(Context& context) {
  return host_overrides(*this, "length") ? host_count(context, *this, "length") : own_length(context);
}

std::vector<int64_t> Sampler::order(Context& context) {
  if (!host_overrides(*this, "indices")) return own_order(context);
  ValueList results = call_method(context, *this, "indices", {});
  if (results.size() != 1 || !results[0].is_tensor()) bad_order("no tensor");
  Tensor given = results[0].as_tensor();
  check_readable(given, "indices");
  if (given.rank() != 1 || given.dtype() != DType::kInt64)
    bad_order(std::string(dtype_name(given.dtype())) + " " + given.shape().text());
  std::vector<int64_t> out = numbers_of(op<"copy">(*context.with_recording(false), given));
  for (int64_t& i : out) i -= context.caller_first();
  return out;
}

std::vector<int64_t> numbers_of(const Tensor& given) {
  Tensor indices = on_host(given);
  return {indices.data<int64_t>(), indices.data<int64_t>() + indices.elements()};
}
std::vector<int64_t> permuted(Context& context, int64_t n) {
  return n == 0 ? std::vector<int64_t>() : numbers_of(op<"permutation">(context, Value(n)));
}

int64_t batches_of(int64_t items, int64_t batch_size, LastBatch last) {
  return items / batch_size + (last == LastBatch::kKeep && items % batch_size != 0);
}

MIXGRAD_CLASS(Sampler) {
  c.kind(ClassKind::kOpen)
      .summary("Base of the samplers: which items of a dataset make an epoch, in which order.")
      .description(
          "A DataLoader asks its sampler for an order when an epoch begins. Subclasses override length and indices; "
          "what they give becomes part of a training's checkpoint, so that it goes on with the same items.")
      .reference("PyTorch 2.x, torch.utils.data.Sampler")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes a sampler without items.")
            .description("Useful as the base of a sampler of one's own.")
            .output("sampler", types::object("Sampler"), "The sampler.")
            .native([](Invocation& call) { call.result(Value(make_ref<Sampler>())); });
      })
      .overridable("length", "How many items an epoch has.", {}, types::count, false)
      .overridable("indices",
                   "The items of one epoch in their order, as an int64 tensor, counted as the language counts.", {},
                   types::tensor, false)
      .method("length",
              [](FunctionBuilder& f) {
                f.summary("How many items an epoch has.")
                    .description("Not negative.")
                    .output("length", types::count, "The number of items.")
                    .error("not_found", "a subclass does not override length")
                    .native([](Invocation& call) {
                      auto& self = call.self<Sampler>();
                      call.result(Value(self.own_length(call.context)));
                    });
              })
      .method("indices", [](FunctionBuilder& f) {
        f.summary("The items of one epoch, in their order.")
            .description("Random orders are drawn from the context's generator, another one each time.")
            .output("indices", "The numbers of the items.", "int64", "[N]")
            .carries_indices()
            .error("not_found", "a subclass does not override indices")
            .native([](Invocation& call) {
              std::vector<int64_t> order = call.self<Sampler>().own_order(call.context);
              call.result(Tensor::from_values(DType::kInt64, Shape{static_cast<int64_t>(order.size())}, order));
            });
      });
}

MIXGRAD_CLASS(BatchSampler) {
  c.summary("Cuts a sampler's order into batches.")
      .description("A DataLoader that gets one takes its batches in place of batch_size, shuffle and drop_last.")
      .reference("PyTorch 2.x, torch.utils.data.BatchSampler")
      .reference("Apache MXNet 1.9, gluon.data.BatchSampler (last_batch)")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the batch sampler.")
            .description(
                "With rollover it keeps the items that an epoch left over; they are part of a training's checkpoint.")
            .attribute("sampler", types::object("Sampler"), "The order.")
            .attribute("batch_size", types::count, "Items in a batch.")
            .minimum(1)
            .attribute("last_batch",
                       types::enumeration("LastBatch", {{"keep", 0, "It has fewer items."},
                                                        {"discard", 1, "It is left out if it has fewer items."},
                                                        {"rollover", 2, "Its items begin the next epoch."}}),
                       Value::enumerator(0), "What becomes of a last batch with fewer items.")
            .positional(2)
            .output("batch_sampler", types::object("BatchSampler"), "The batch sampler.")
            .error("value", "batch_size is smaller than 1")
            .native([](Invocation& call) {
              call.result(Value(make_ref<BatchSampler>(Ref<Sampler>(&object_as<Sampler>(call[0])), call[1].as_int(),
                                                       static_cast<LastBatch>(call[2].as_int()))));
            });
      })
      .property("length", types::count, "Batches of the next epoch.",
                [](Context& context, Object& self) {
                  auto& batches = static_cast<BatchSampler&>(self);
                  auto left = static_cast<int64_t>(batches.rolled.size());
                  return Value(batches_of(left + batches.sampler->length(context), batches.batch_size, batches.last));
                })
      .property("batch_size", types::count, "Items in a batch.",
                [](Context&, Object& self) { return Value(static_cast<BatchSampler&>(self).batch_size); })
      .property("sampler", types::object("Sampler"), "The order.",
                [](Context&, Object& self) { return Value(static_cast<BatchSampler&>(self).sampler); })
      .keeps_alive("sampler")
      .example(R"(
        let data = new TensorDataset(tensor([[1, 2], [3, 4], [5, 6]]))
        let batches = new BatchSampler(new SequentialSampler(data), 2, last_batch: "discard")
        expect batches.length = 1
        expect new DataLoader(data, batch_sampler: batches).length = 1
      )");
}

}  // namespace mixgrad
