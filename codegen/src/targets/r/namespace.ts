/** The package's NAMESPACE: what the schemas name, and what the runtime by hand offers. */
import type { Model } from "../../model/model.ts";
import { file, GENERATED } from "../../print/text.ts";
import { aliasNames, className, functionName, isDefinedByHand } from "./names.ts";
import { mathFunctions, operators } from "./tables.ts";

/** Functions of bindings/r/R that are written by hand. */
const EXPORTS = `
  mg_tensor mg_scalar mg_from_array mg_parameter mg_to mg_newaxis .. is_mg_tensor mg_bytes mg_from_bytes mg_item
  mg_var mg_dispose mg_cast backward fit mg_save mg_load mg_state_dict mg_load_state_dict mg_parameters mg_resume
  with_scope local_scope mg_keep with_no_grad local_no_grad with_enable_grad with_generator with_seed mg_manual_seed mg_is_grad_enabled
  nn_module nn_summary dataset callback metric lr_schedule sampler as_dataset as_list dl_each mg_iterate
  mg_memory mg_set_memory_limit mg_trim_memory mg_set_threads mg_get_threads mg_build mg_doctor mg_version
`;

/** S3 methods by hand: generic and classes. */
const METHODS = `
  [ mg_tensor|[<- mg_tensor|[[ mg_tensor|$ mg_tensor|$<- mg_tensor|! mg_tensor|Math mg_tensor|Summary mg_tensor|Ops mg_tensor|log mg_tensor
  mean mg_tensor|t mg_tensor|aperm mg_tensor|dim mg_tensor|dim<- mg_tensor|length mg_tensor|rep mg_tensor|cbind mg_tensor|rbind mg_tensor
  print mg_tensor|format mg_tensor|str mg_tensor|as.array mg_tensor|as.matrix mg_tensor|as.vector mg_tensor|as.numeric mg_tensor
  as.double mg_tensor|as.integer mg_tensor|as.logical mg_tensor|as.character mg_tensor|as.list mg_tensor|plot mg_tensor
  [[<- mg_tensor|is.na mg_tensor|is.nan mg_tensor|is.finite mg_tensor|is.infinite mg_tensor|anyNA mg_tensor|xtfrm mg_tensor
  unique mg_tensor|rev mg_tensor|head mg_tensor|tail mg_tensor|c mg_tensor|levels mg_tensor|summary mg_tensor|all.equal mg_tensor
  backward default|print mg_class|print mg_summary|format mg_summary|print mg_object|format mg_object|str mg_object|$ mg_object|$<- mg_object|[ mg_object|[[ mg_object|names mg_object|length mg_object
  as.list mg_object|print nn_module|summary nn_module|predict nn_module|coef nn_module|.DollarNames mg_object
  .DollarNames mg_tensor|length dataset|[ dataset|[[ dataset|levels dataset|as.list dataloader|length dataloader
  fit trainer|print trainer|print mg_history|summary mg_history|plot mg_history|predict mg_history|coef mg_history|as.data.frame mg_history
  print mg_figure|plot mg_figure|as.character mg_figure|as_dataset data.frame|as_dataset default|as_dataset dataset|as_dataset matrix
`;

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "");
const quote = (name: string): string => (/^[\w.]+$/.test(name) && name !== ".." ? name : JSON.stringify(name));

export function namespaceFile(model: Model): string {
  const made = model.classes.filter((c) => c.constructorFunction && !isDefinedByHand(c) && c.kind !== "abstract");
  const names = [
    ...model.functions.flatMap((f) => [functionName(f), ...aliasNames(f)]),
    ...made.flatMap((c) => [className(c), ...(c.functionForm === "" ? [] : [`mg_${c.functionForm}`])]),
    ...words(EXPORTS),
  ];
  const byHand = METHODS.split(/[|\n]/)
    .map(words)
    .filter((pair) => pair.length === 2);
  const methods = [
    ...byHand,
    ...operators(model).map(({ symbol }) => [symbol, "mg_tensor"]),
    ...mathFunctions(model).map((f) => [f.name, "mg_tensor"]),
  ].map(([generic = "", cls = ""]) => `S3method(${quote(generic)}, ${quote(cls)})`);
  return file([
    `# ${GENERATED} The source is c-api/schema/ and codegen/src/targets/r/namespace.ts.`,
    'useDynLib(mixgrad, .registration = TRUE, .fixes = "C_")',
    "importFrom(grDevices, gray)",
    "importFrom(graphics, legend, lines, par, plot, plot.default, plot.new, rasterImage, title)",
    "importFrom(methods, setMethod, setOldClass, show)",
    "importFrom(stats, coef, predict)",
    "importFrom(utils, head, str, tail, .DollarNames)",
    'exportMethods("%*%", show)',
    ...[...new Set(names)].sort().map((name) => `export(${quote(name)})`),
    ...[...new Set(methods)].sort(),
  ]);
}
