import { defineConfig } from "vitest/config";

const suite = (name: string, extra: object = {}) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], ...extra },
});

export default defineConfig({
  test: {
    globalSetup: ["test/build-once.ts"],
    restoreMocks: true,
    projects: [
      suite("unit"),
      suite("contract", { testTimeout: 60_000, hookTimeout: 60_000 }),
      suite("scenario", { testTimeout: 120_000, hookTimeout: 120_000 }),
    ],
  },
});
