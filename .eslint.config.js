import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["build/", "**/dist/", "**/node_modules/", "**/generated/", "codegen/test/golden/"] },
  ...tseslint.configs.strict,
  {
    files: ["**/*.ts"],
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      eqeqeq: "error",
    },
  },
);
