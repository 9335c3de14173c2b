import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/**
 * Limits are there to end what hangs, and never to judge speed: a test that holds on a quiet machine has to hold on a busy one.
 * What is waited for inside of a test gives up before the test does, so that it says what it last saw.
 */
const suite = (name: string, milliseconds: number, isolate = true) => ({
  extends: true as const,
  test: {
    name,
    isolate,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: milliseconds,
    hookTimeout: milliseconds,
    expect: { poll: { timeout: milliseconds / 2, interval: 50 } },
  },
});

export default defineConfig({
  test: {
    globalSetup: ["test/build-once.ts"],
    restoreMocks: true,
    // One fewer by default, which leaves half of a machine of two cores idle.
    maxWorkers: availableParallelism(),
    // A test that needs one before it fails here first. `--sequence.seed` takes the seed that a run prints.
    sequence: { shuffle: { files: false, tests: true } },
    projects: [
      // Most of a unit test file's time was the import of what it tests. Files of one worker share these modules.
      suite("unit", 60_000, false),
      suite("contract", 120_000),
      suite("scenario", 120_000),
      suite("simulation", 120_000),
    ],
  },
});
