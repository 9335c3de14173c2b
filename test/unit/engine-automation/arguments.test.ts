import { expect, it } from "vitest";
import { argumentsFor } from "../../../src/engine/automation/arguments.ts";
import type { OperationOptions } from "../../../src/engine/index.ts";

const everything: OperationOptions = {
  parallel: 4,
  refresh: true,
  targets: ["a", "b"],
  targetDependents: true,
  replace: ["c"],
  excludes: ["d"],
  expectNoChanges: true,
  continueOnError: true,
  clearPendingCreates: true,
  message: "why",
  previewOnly: true,
  savePlan: "out.json",
  plan: "in.json",
};

const shared = "--parallel 4 --target a --target b --target-dependents --exclude d --message why";

it.each([
  ["preview", `preview ${shared} --refresh=true --replace c --expect-no-changes --save-plan out.json`],
  [
    "up",
    `up --yes --skip-preview ${shared} --refresh=true --replace c --expect-no-changes --continue-on-error --plan in.json`,
  ],
  ["refresh", `refresh --preview-only ${shared} --expect-no-changes --clear-pending-creates`],
  ["destroy", `destroy --preview-only ${shared} --refresh=true --continue-on-error`],
] as const)("says every option of %s in the CLI's flags, and none that the verb does not have", (verb, expected) => {
  expect(argumentsFor(verb, everything).join(" ")).toBe(expected);
});

it.each(["up", "refresh", "destroy"] as const)("asks nobody before %s", (verb) => {
  expect(argumentsFor(verb, {})).toEqual([verb, "--yes", "--skip-preview"]);
});
