import { configDefaults, defineConfig } from "vitest/config";

// Goldens are texts to compare with, also where they are tests of a package.
export default defineConfig({ test: { exclude: [...configDefaults.exclude, "test/golden/**"] } });
