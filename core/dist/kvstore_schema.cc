#include "core/dist/kvstore.h"
#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
KVStore& store_of(Object& self) { return static_cast<KVStore&>(self); }
}  // namespace

MIXGRAD_CLASS(KVStore) {
  c.in_namespace("dist")
      .summary("Sums tensors that several workers push, by key and round.")
      .description(
          "Workers are threads of one process, numbered from 0 in every language. A worker's k-th push to a key "
          "belongs to the key's round k; "
          "a round is complete when every worker has pushed. The sum of a round is added in the order of the workers' "
          "numbers, so that its "
          "bits do not depend on who came first. Tensors are copied on their way in and out.")
      .reference("Li et al., Scaling Distributed Machine Learning with the Parameter Server, OSDI 2014")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes an empty store.")
            .description("Every worker of the process uses the same one.")
            .attribute("kind", types::enumeration("KVStoreKind", {{"local", 0, "the threads of this process"}}),
                       Value::enumerator(0), "Whom it connects.")
            .attribute("workers", types::count, Value(1), "How many workers push in a round.")
            .minimum(1)
            .maximum(65536)
            .output("store", types::object("KVStore"), "The store.")
            .error("value", "workers is smaller than 1")
            .native([](Invocation& call) { call.result(Value(make_ref<KVStore>(call[1].as_int()))); });
      })
      .method("init",
              [](FunctionBuilder& f) {
                f.summary("Makes a key.")
                    .description("Done once, by one worker.")
                    .attribute("key", types::string, "Its name.")
                    .attribute("value", types::tensor,
                               "What pull gives before the first round; its shape and dtype are the key's.")
                    .error("value", "the store has this key")
                    .native([](Invocation& call) { call.self<KVStore>().init(call[0].as_string(), call.tensor(1)); });
              })
      .method("push",
              [](FunctionBuilder& f) {
                f.summary("Gives a worker's part of its next round.")
                    .description(
                        "Does not wait for the others. A worker may be some rounds ahead of the slowest, at most 1024.")
                    .attribute("key", types::string, "An initialised key.")
                    .attribute("value", types::tensor, "The part, of the key's shape and dtype.")
                    .attribute("worker", types::count, Value(0), "Which worker gives it, from 0.")
                    .positional(2)
                    .error("not_found", "there is no such key")
                    .error("shape", "the tensor's shape is not the key's")
                    .error("dtype", "the tensor's dtype is not the key's")
                    .error("value", "there is no worker of this number")
                    .error("busy", "the worker is too many rounds ahead")
                    .native([](Invocation& call) {
                      call.self<KVStore>().push(call[0].as_string(), call.tensor(1), call[2].as_int());
                    });
              })
      .method(
          "pull",
          [](FunctionBuilder& f) {
            f.summary("The sum of the round of a worker's last push.")
                .description(
                    "Waits until every worker has pushed its part of that round; before the worker's first push it is "
                    "the initial value. No later "
                    "round can be complete before this worker pushes again. Who waits can cancel.")
                .attribute("key", types::string, "An initialised key.")
                .attribute("worker", types::count, Value(0), "Which worker asks, from 0.")
                .output("value", types::tensor,
                        "The sum, added in the order of the workers' numbers; a copy, of the key's shape and dtype.")
                .blocking(Blocking::kLong)
                .error("not_found", "there is no such key")
                .error("value", "there is no worker of this number")
                .error("error",
                       "a worker has not pushed within the time limit; the message names the workers that are missing")
                .error("cancelled", "the job was cancelled while it waited")
                .native([](Invocation& call) {
                  call.result(call.self<KVStore>().pull(call.context, call[0].as_string(), call[1].as_int()));
                });
          })
      .property("workers", types::count, "How many workers push in a round.",
                [](Context&, Object& self) { return Value(store_of(self).workers()); })
      .property(
          "timeout", types::floating, "How many seconds pull waits at most; 60 at first.",
          [](Context&, Object& self) { return Value(store_of(self).timeout_s()); },
          [](Context&, Object& self, const Value& seconds) { store_of(self).set_timeout_s(seconds.as_float()); })
      .example(R"(
        let store = new KVStore("local", workers: 2)
        do store.init("weight", tensor([0, 0]))
        do store.push("weight", tensor([1, 2]), worker: 0)
        do store.push("weight", tensor([10, 20]), worker: 1)
        expect store.pull("weight") = [11, 22]
      )");
}

}  // namespace mixgrad
