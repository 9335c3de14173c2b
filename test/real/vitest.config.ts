import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Ends what hangs, and never judges speed: each test runs the Pulumi CLI several times, and machines are busy. */
const milliseconds = 300_000;

/** The suites that run other projects' executables: `npm run test:real`. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    name: "real",
    // The engine's contract, all of it but what only the embedded engine does, holds for the CLI too.
    include: ["test/real/**/*.test.ts", "test/contract/engine/*.test.ts"],
    exclude: ["test/contract/engine/embedded-*.test.ts"],
    globalSetup: ["test/real/provide-parts.ts"],
    restoreMocks: true,
    // Suites that wait for a server run beside those that compute, and several of them wait for minutes.
    maxWorkers: availableParallelism() + 1,
    // Stories that wait for a server are told at the same time; each holds a command and its program.
    maxConcurrency: 3,
    testTimeout: milliseconds,
    hookTimeout: milliseconds,
    expect: { poll: { timeout: milliseconds / 2, interval: 50 } },
  },
});
