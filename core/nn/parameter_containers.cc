// Modules that hold parameters by their places or by names.
#include "core/nn/members.h"
#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

struct ParameterList final : Module {
  MIXGRAD_CLASS_OF(ParameterList)
};
struct ParameterDict final : Module {
  MIXGRAD_CLASS_OF(ParameterDict)
};

int64_t length_of(const Module& self) { return static_cast<int64_t>(self.own_parameters().size()); }

// Errors speak of the argument that the caller gave.
void add(Module& self, const std::string& name, const Tensor& tensor, const char* argument) {
  try {
    self.add_parameter(name, tensor);
  } catch (Error& e) {
    e.as_of("", false).on(argument);
    throw;
  }
}

ClassBuilder& container(ClassBuilder& c) {
  return c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .property("length", types::count, "How many parameters.",
                [](Context&, Object& self) { return Value(length_of(static_cast<Module&>(self))); })
      .serializable();
}

}  // namespace

MIXGRAD_CLASS(ParameterList) {
  container(c)
      .summary("Parameters in a list, for a network that says itself what it does with them.")
      .description(
          "A field of a network that holds several tensors to train: they are the network's parameters, with the "
          "places from \"0\" in their names. It has no forward.")
      .reference("PyTorch 2.x, torch.nn.ParameterList")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the list.")
            .description("The tensors themselves become parameters, not copies: they want gradients from then on.")
            .attribute("parameters", types::list(types::tensor),
                       "The parameters, first to last: floating leaves; there may be none.")
            .output("module", types::object("ParameterList"), "The list.")
            .error("dtype", "a tensor is not floating")
            .native([](Invocation& call) {
              auto list = make_ref<ParameterList>();
              for (const Value& one : call[0].as_list())
                add(*list, std::to_string(length_of(*list)), one.as_tensor(), "parameters");
              call.result(Value(list));
            });
      })
      .method("append",
              [](FunctionBuilder& f) {
                f.summary("Adds a parameter behind the others.")
                    .description("Its name is its place.")
                    .attribute("tensor", types::tensor, "The parameter: a floating leaf.")
                    .error("dtype", "the tensor is not floating")
                    .native([](Invocation& call) {
                      auto& self = call.self<Module>();
                      add(self, std::to_string(length_of(self)), call.tensor(0), "tensor");
                    });
              })
      .method("get",
              [](FunctionBuilder& f) {
                f.summary("The parameter at a place.")
                    .description("It itself, not a copy.")
                    .attribute("index", types::index, "Which parameter.")
                    .output("parameter", types::tensor, "The parameter.")
                    .error("index", "there is no such parameter")
                    .native([](Invocation& call) {
                      call.result(member_at(call.self<Module>().own_parameters(), call[0].as_int(), "parameter"));
                    });
              })
      .example(R"(
        let list = new ParameterList([ones([2, 3]), zeros([3])])
        do list.append(tensor([0.5]))
        expect list.length = 3
        expect list.get(1) = [0, 0, 0]
      )");
}

MIXGRAD_CLASS(ParameterDict) {
  container(c)
      .summary("Parameters by names, for a network that says itself what it does with them.")
      .description(
          "A field of a network that holds several tensors to train: they are the network's parameters, with these "
          "names in theirs. More are added with register_parameter. It has no forward.")
      .reference("PyTorch 2.x, torch.nn.ParameterDict")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the map.")
            .description("The tensors themselves become parameters, not copies: they want gradients from then on.")
            .attribute("parameters", types::optional(types::map(types::tensor)), Value::null(),
                       "The parameters by name, floating leaves; none if they are left out.")
            .positional(1)
            .output("module", types::object("ParameterDict"), "The map.")
            .error("value", "a name is empty or has a dot")
            .error("dtype", "a tensor is not floating")
            .native([](Invocation& call) {
              auto dict = make_ref<ParameterDict>();
              if (call.has(0)) {
                for (auto& [name, one] : call[0].as_map()) add(*dict, name, one.as_tensor(), "parameters");
              }
              call.result(Value(dict));
            });
      })
      .method("get",
              [](FunctionBuilder& f) {
                f.summary("The parameter of a name.")
                    .description("It itself, not a copy.")
                    .attribute("name", types::string, "The name.")
                    .output("parameter", types::tensor, "The parameter.")
                    .error("not_found", "there is no such parameter")
                    .native([](Invocation& call) {
                      auto& parameters = call.self<Module>().own_parameters();
                      call.result(member_named(parameters, call[0].as_string(), "parameter"));
                    });
              })
      .method("names",
              [](FunctionBuilder& f) {
                f.summary("The names, in their order.")
                    .description("In the order in which the parameters were added.")
                    .output("names", types::list(types::string), "The names.")
                    .native([](Invocation& call) { call.result(names_of(call.self<Module>().own_parameters())); });
              })
      .example(R"(
        let scales = new ParameterDict()
        do scales.register_parameter("small", tensor([0.5]))
        do scales.register_parameter("large", tensor([1, 2]))
        expect scales.get("large") = [1, 2]
        expect scales.length = 2
      )");
}

}  // namespace mixgrad
