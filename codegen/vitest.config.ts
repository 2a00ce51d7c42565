import { configDefaults, defineConfig } from "vitest/config";

// Goldens are texts to compare with, also where they are tests of a package.
export default defineConfig({
  test: { testTimeout: 600_000, hookTimeout: 600_000, exclude: [...configDefaults.exclude, "test/golden/**"] },
});
