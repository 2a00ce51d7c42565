// Modules that hold modules by their places or by names.
#include "core/nn/members.h"
#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

struct Sequential final : Module {
  MIXGRAD_CLASS_OF(Sequential)
};
struct ModuleList final : Module {
  MIXGRAD_CLASS_OF(ModuleList)
};
struct ModuleDict final : Module {
  MIXGRAD_CLASS_OF(ModuleDict)
};

Ref<Module> module_of(const Value& v) { return Ref<Module>(&object_as<Module>(v)); }
int64_t length_of(const Module& self) { return static_cast<int64_t>(self.children().size()); }
void append(Module& self, const Value& child) { self.add_child(std::to_string(length_of(self)), module_of(child)); }

template <class List>
void make_list(Invocation& call) {
  auto list = make_ref<List>();
  for (const Value& layer : call[0].as_list()) append(*list, layer);
  call.result(Value(list));
}

ClassBuilder& container(ClassBuilder& c) {
  return c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .property("length", types::count, "How many modules.",
                [](Context&, Object& self) { return Value(length_of(static_cast<Module&>(self))); })
      .method("children",
              [](FunctionBuilder& f) {
                f.summary("The modules, in their order.")
                    .description("They themselves, not copies.")
                    .output("modules", types::list(types::object("Module")), "The modules.")
                    .native([](Invocation& call) {
                      ValueList out;
                      for (auto& [name, child] : call.self<Module>().children()) out.push_back(Value(child));
                      call.result(Value(std::move(out)));
                    });
              })
      .serializable();
}

ClassBuilder& by_places(ClassBuilder& c) {
  return container(c)
      .method("append",
              [](FunctionBuilder& f) {
                f.summary("Adds a module behind the others.")
                    .description("It becomes a child, named by its place.")
                    .attribute("child", types::object("Module"), "The module.")
                    .error("value", "the module contains this one")
                    .native([](Invocation& call) { append(call.self<Module>(), call[0]); });
              })
      .method("get",
              [](FunctionBuilder& f) {
                f.summary("The module at a place.")
                    .description("It itself, not a copy.")
                    .attribute("index", types::index, "Which module.")
                    .output("module", types::object("Module"), "The module.")
                    .error("index", "there is no such module")
                    .native([](Invocation& call) {
                      call.result(Value(member_at(call.self<Module>().children(), call[0].as_int(), "module")));
                    });
              })
      .keeps_alive("layers");
}

}  // namespace

MIXGRAD_CLASS(Sequential) {
  by_places(c)
      .summary("Runs modules one after the other.")
      .description(
          "The children are named by their place, from \"0\". Modules of the host's language may be among them.")
      .reference("PyTorch 2.x, torch.nn.Sequential")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the chain.")
            .description("The modules themselves become children, not copies.")
            .attribute("layers", types::list(types::object("Module")), "The modules, first to last.")
            .output("module", types::object("Sequential"), "The chain.")
            .trait("variadic")
            .native(make_list<Sequential>);
      })
      .method("forward",
              [](FunctionBuilder& f) {
                f.tensor("x", "The input, [...].", "any", "[...]")
                    .output("output", "The output, [...].", "as x", "[...]")
                    .summary("Runs the modules.")
                    .description("Each gets what the one before returned.")
                    .native([](Invocation& call) {
                      Tensor x = call.tensor(0);
                      for (auto& [name, child] : call.self<Sequential>().children())
                        x = module_forward(call.context, *child, x);
                      call.result(x);
                    });
              })
      .example(R"(
        let net = new Sequential([new Linear(4, 3), new ReLU()])
        expect net.length = 2
        expect net.forward(tensor([[1, 2, 3, 4]])) shape = [1, 3]
        do net.append(new Linear(3, 2))
        expect net.forward(tensor([[1, 2, 3, 4]])) shape = [1, 2]
      )");
}

MIXGRAD_CLASS(ModuleList) {
  by_places(c)
      .summary("Modules in a list, for a network that says itself how it runs them.")
      .description(
          "A field of a network that holds several modules: their parameters are the network's, with the places from "
          "\"0\" in their names. It has no forward.")
      .reference("PyTorch 2.x, torch.nn.ModuleList")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the list.")
            .description("The modules themselves become children, not copies.")
            .attribute("layers", types::list(types::object("Module")), "The modules, first to last; there may be none.")
            .output("module", types::object("ModuleList"), "The list.")
            .trait("variadic")
            .native(make_list<ModuleList>);
      })
      .example(R"(
        let layers = new ModuleList([new Linear(4, 3), new Linear(3, 2)])
        let second = layers.get(1)
        expect second.call(x: tensor([[1, 2, 3]])) shape = [1, 2]
        do layers.append(new ReLU())
        expect layers.length = 3
      )");
}

MIXGRAD_CLASS(ModuleDict) {
  container(c)
      .summary("Modules by names, for a network that says itself how it runs them.")
      .description(
          "A field of a network that holds several modules: their parameters are the network's, with these names in "
          "theirs. More are added with register_module. It has no forward.")
      .reference("PyTorch 2.x, torch.nn.ModuleDict")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the map.")
            .description("The modules themselves become children, not copies.")
            .attribute("modules", types::optional(types::map(types::object("Module"))), Value::null(),
                       "The modules by name; none if they are left out.")
            .positional(1)
            .output("module", types::object("ModuleDict"), "The map.")
            .error("value", "a name is empty or has a dot")
            .native([](Invocation& call) {
              auto dict = make_ref<ModuleDict>();
              if (call.has(0)) {
                for (auto& [name, module] : call[0].as_map()) {
                  try {
                    dict->add_child(name, module_of(module));
                  } catch (Error& e) {
                    e.as_of("", false).on("modules");
                    throw;
                  }
                }
              }
              call.result(Value(dict));
            });
      })
      .method("get",
              [](FunctionBuilder& f) {
                f.summary("The module of a name.")
                    .description("It itself, not a copy.")
                    .attribute("name", types::string, "The name.")
                    .output("module", types::object("Module"), "The module.")
                    .error("not_found", "there is no such module")
                    .native([](Invocation& call) {
                      call.result(Value(member_named(call.self<Module>().children(), call[0].as_string(), "module")));
                    });
              })
      .method("names",
              [](FunctionBuilder& f) {
                f.summary("The names, in their order.")
                    .description("In the order in which the modules were added.")
                    .output("names", types::list(types::string), "The names.")
                    .native([](Invocation& call) { call.result(names_of(call.self<Module>().children())); });
              })
      .keeps_alive("modules")
      .example(R"(
        let heads = new ModuleDict()
        do heads.register_module("small", new Linear(4, 1))
        do heads.register_module("large", new Linear(4, 3))
        let large = heads.get("large")
        expect large.call(x: tensor([[1, 2, 3, 4]])) shape = [1, 3]
        expect heads.length = 2
      )");
}

}  // namespace mixgrad
