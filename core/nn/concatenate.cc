// Branches of a network that come together again.
#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

struct Concatenate final : Module {
  MIXGRAD_CLASS_OF(Concatenate)
  Value axis;
};

}  // namespace

MIXGRAD_CLASS(Concatenate) {
  c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .summary("Runs modules side by side and joins what they return.")
      .description(
          "Each gets the same input; their outputs are joined along an axis, by concat. The children are named by "
          "their "
          "place, from \"0\". Modules of the host's language may be among them.")
      .reference("Apache MXNet 2.0, gluon.nn.HybridConcatenate; 1.9, gluon.contrib.nn.HybridConcurrent")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the branches.")
            .description("The modules themselves become children, not copies.")
            .attribute("layers", types::list(types::object("Module")), "The modules, at least one.")
            .attribute("axis", types::axis, -1, "Along which outputs are joined.")
            .output("module", types::object("Concatenate"), "The branches.")
            .error("value", "there is no module")
            .native([](Invocation& call) {
              const ValueList& layers = call[0].as_list();
              if (layers.empty())
                throw Error(ErrorCode::kValue, "there must be at least one module").on("layers").given("none");
              auto branches = make_ref<Concatenate>();
              branches->axis = call[1];
              for (size_t i = 0; i < layers.size(); ++i)
                branches->add_child(std::to_string(i), Ref<Module>(&object_as<Module>(layers[i])));
              call.result(Value(branches));
            });
      })
      .method("forward",
              [](FunctionBuilder& f) {
                f.tensor("x", "The input, [...].", "any", "[...]")
                    .output("output", "The outputs, joined.", "promoted(outputs)", "[...]")
                    .summary("Runs the modules.")
                    .description("Errors are those of the modules and of concat.")
                    .native([](Invocation& call) {
                      auto& self = call.self<Concatenate>();
                      ValueList outputs;
                      for (auto& [name, child] : self.children())
                        outputs.push_back(Value(module_forward(call.context, *child, call.tensor(0))));
                      call.result(op<"concat">(call.context, Value(std::move(outputs)), self.axis));
                    });
              })
      .property("axis", types::axis, "Along which outputs are joined.",
                [](Context&, Object& self) { return static_cast<Concatenate&>(self).axis; })
      .property("length", types::count, "How many modules.",
                [](Context&, Object& self) {
                  return Value(static_cast<int64_t>(static_cast<Concatenate&>(self).children().size()));
                })
      .keeps_alive("layers")
      .serializable()
      .example(R"(
        let net = new Concatenate([new ReLU(), new Identity()], axis: 1)
        expect net.length = 2
        expect net.forward(tensor([[-1, 2]])) = [[0, 2, -1, 2]]
      )");
}

}  // namespace mixgrad
