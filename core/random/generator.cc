#include "core/random/generator.h"

#include "core/dispatch/dispatch.h"
#include "core/schema/builder.h"

namespace mixgrad {

const Class& Generator::cls() const {
  static const Class& c = *Registry::instance().find_class("Generator");
  return c;
}

RandomStream* generator_stream(const Value& generator) {
  return static_cast<Generator*>(generator.as_object())->stream.get();
}

namespace {

RandomStream& stream_of(Object& self) { return *static_cast<Generator&>(self).stream; }

Value state_of(Context&, Object& self) {
  uint64_t seed, block;
  stream_of(self).state(&seed, &block);
  return Value(ValueList{Value(static_cast<int64_t>(seed)), Value(static_cast<int64_t>(block))});
}

void set_state(Context&, Object& self, const Value& state) {
  const ValueList& numbers = state.as_list();
  if (numbers.size() != 2) {
    throw Error(ErrorCode::kValue, "the state of a generator is two integers")
        .on("state")
        .given(std::to_string(numbers.size()))
        .accepted("2");
  }
  stream_of(self).set_state(static_cast<uint64_t>(numbers[0].as_int()), static_cast<uint64_t>(numbers[1].as_int()));
}

}  // namespace

MIXGRAD_CLASS(Generator) {
  c.summary("A stream of random numbers.")
      .description(
          "Philox 4x32-10 with the seed as key. Random functions that are given a generator draw from it in place of "
          "the context's "
          "own. An operator advances the stream by an amount that depends on the shape and dtype of its result alone, "
          "so equal "
          "programs with equal seeds draw equal numbers in every language, on every device and with any number of "
          "threads.")
      .reference("Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011")
      .kind(ClassKind::kFinal)
      .family(ClassFamily::kService)
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes a generator at the start of a seed's sequence.")
            .description("Equal seeds give equal sequences.")
            .attribute("seed", types::integer, 0, "Any 64-bit integer.")
            .output("generator", types::object("Generator"), "The generator.")
            .native([](Invocation& call) {
              auto stream = make_ref<RandomStream>();
              stream->set_seed(static_cast<uint64_t>(call[0].as_int()));
              call.result(Value(make_ref<Generator>(stream)));
            });
      })
      .method("manual_seed",
              [](FunctionBuilder& f) {
                f.summary("Goes to the start of a seed's sequence.")
                    .description("What was drawn before has no influence on what comes.")
                    .attribute("seed", types::integer, "Any 64-bit integer.")
                    .native([](Invocation& call) {
                      stream_of(*call.object).set_seed(static_cast<uint64_t>(call[0].as_int()));
                    });
              })
      .property("state", types::list(types::integer),
                "The seed and the number of the next counter block. Setting it goes to that place of that sequence.",
                state_of, set_state)
      .serializable()
      .example(R"(
        let generator = new Generator(7)
        let first = uniform([3], generator: generator)
        do generator.manual_seed(7)
        let second = uniform([3], generator: generator)
        expect subtract(first, second) = [0, 0, 0]
      )");
}

}  // namespace mixgrad
