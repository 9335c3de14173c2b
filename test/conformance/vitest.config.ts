import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const milliseconds = 300_000;

/** The principles of GitOps, asked of an agent that runs already: `npm run conformance`. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    name: "conformance",
    include: ["test/conformance/*.test.ts"],
    testTimeout: milliseconds,
    hookTimeout: milliseconds,
    expect: { poll: { timeout: milliseconds / 2, interval: 100 } },
  },
});
