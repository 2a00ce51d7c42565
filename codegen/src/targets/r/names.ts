/** What R calls otherwise: prefixes in place of namespaces, `dim` for `axis`, and what the hand-written part does itself. */
import { Namer, words, type NameTable } from "../../lower/names.ts";
import type { ClassModel, FunctionModel } from "../../model/model.ts";
import { capabilities } from "./capabilities.ts";

const PREFIXES: Readonly<Record<string, string>> = {
  "": "mg_",
  nn: "nnf_",
  optim: "optim_",
  metrics: "metric_",
  datasets: "dataset_",
  plot: "mg_plot_",
  init: "nn_init_",
};
/** `mg_odd_` of a namespace that has no prefix of its own. */
const prefixOf = (namespace: string): string => PREFIXES[namespace] ?? `mg_${namespace.replaceAll(".", "_")}_`;

export const names: NameTable = {
  prefix: prefixOf,
  parameters: {
    axis: "dim",
    axes: "dims",
    in_axes: "in_dims",
    out_axis: "out_dim",
    start_axis: "start_dim",
    end_axis: "end_dim",
    dim: "size",
  },
};

const namer = new Namer(capabilities.language, capabilities.naming, names);

export const functionName = (f: FunctionModel): string => namer.function(f);
/** What R's users of torch look for among the functions of networks, and stands with the arrays' here. */
const ALSO_FUNCTIONAL = new Set(["dropout", "linear", "log_softmax", "relu", "sigmoid", "softmax", "tanh"]);
export const aliasNames = (f: FunctionModel): string[] => [
  ...f.aliases.map((alias) => prefixOf(f.namespace) + alias),
  ...(f.namespace === "" && ALSO_FUNCTIONAL.has(f.name) ? [prefixOf("nn") + f.name] : []),
];
export const parameterName = (f: FunctionModel, name: string): string => namer.parameter(f, { name });
export const variableName = (name: string): string => namer.variable(name);
/** For lowering. */
export { namer };

/** Constructors, which are also the S3 classes of what they make. Open classes have a function by hand of that name. */
const CLASSES: Readonly<Record<string, string>> = {
  Callback: "callback",
  CosineSimilarity: "nn_cosine_similarity",
  DataLoader: "dataloader",
  Dataset: "dataset",
  AdamW: "optim_adamw",
  KVStore: "mg_kvstore",
  LeNet: "nn_lenet",
  LeakyReLU: "nn_leaky_relu",
  MaxUnpool1d: "nn_max_unpool1d",
  MaxUnpool2d: "nn_max_unpool2d",
  MaxUnpool3d: "nn_max_unpool3d",
  Metric: "metric",
  MetricCollection: "metric_collection",
  MobileNetV2: "nn_mobilenet_v2",
  Module: "nn_module",
  ModuleDict: "nn_module_dict",
  ModuleList: "nn_module_list",
  NAdam: "optim_nadam",
  PReLU: "nn_prelu",
  PairwiseDistance: "nn_pairwise_distance",
  RAdam: "optim_radam",
  RReLU: "nn_rrelu",
  ReLU: "nn_relu",
  ReLU6: "nn_relu6",
  ResNet: "nn_resnet",
  ResNetV2: "nn_resnet_v2",
  RMSprop: "optim_rmsprop",
  Sampler: "sampler",
  Schedule: "lr_schedule",
  SiLU: "nn_silu",
  Trainer: "trainer",
};

/** Prefixes by what a class is derived from; the base's own word is left out of its name. */
const FAMILIES: Readonly<Record<string, { readonly prefix: string; readonly without: string }>> = {
  Callback: { prefix: "callback", without: "callback" },
  Dataset: { prefix: "dataset", without: "dataset" },
  Loss: { prefix: "nn", without: "" },
  Metric: { prefix: "metric", without: "metric" },
  Module: { prefix: "nn", without: "module" },
  Optimizer: { prefix: "optim", without: "" },
  Sampler: { prefix: "sampler", without: "sampler" },
  Schedule: { prefix: "lr", without: "lr" },
};

export function className(c: Pick<ClassModel, "name" | "ancestors">): string {
  const known = CLASSES[c.name];
  if (known) return known;
  const family = [...c.ancestors, c.name].map((name) => FAMILIES[name]).find((found) => found);
  if (!family) return `mg_${words(c.name).join("_")}`;
  return [family.prefix, ...words(c.name).filter((word) => word !== family.without)].join("_");
}

/** Classes whose R function defines subclasses, and is written by hand. */
export const isDefinedByHand = (c: ClassModel): boolean => c.kind === "open" && c.name in CLASSES;

/** R's names of methods that users override. */
const OVERRIDABLE: Readonly<Record<string, string>> = { "Dataset.length": ".length", "Dataset.get": ".getitem" };
export const overridableName = (c: ClassModel, name: string): string => OVERRIDABLE[`${c.name}.${name}`] ?? name;
