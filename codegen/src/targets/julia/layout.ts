/** Where the files stand. */
export const FOLDER = "bindings/julia/src/generated";
export const TESTS = "bindings/julia/test/generated";

/** The file of a namespace. */
export const fileOf = (namespace: string): string => (namespace === "" ? "top" : namespace.replaceAll(".", "_"));
