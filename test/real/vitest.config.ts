import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The suites that run other projects' executables: `npm run test:real`. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    name: "real",
    include: ["test/real/**/*.test.ts"],
    globalSetup: ["test/real/provide-parts.ts"],
    restoreMocks: true,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
