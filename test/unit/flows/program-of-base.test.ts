import { describe, expect, it } from "vitest";
import { programIsOfBase } from "../../../src/flows/preview/program-of-base.ts";

const range = { base: "a".repeat(40), head: "b".repeat(40) };

/** A repository in which the range changes these paths. */
const changing = (...paths: readonly string[]) => ({ changedFiles: async () => paths.map((path) => ({ path })) });

describe("a program counts as the base's own", () => {
  it.each([
    ["nothing changes"],
    [
      "what environments and profiles declare",
      "environments/dev/environment.yaml",
      "environments/_profiles/small.yaml",
    ],
    ["manifests and playbooks", "environments/dev/apps/web.yaml", "environments/dev/machines/site.yml"],
    ["configuration of a stack", "Pulumi.dev.yaml"],
    ["text at the root", "README.md"],
  ])("when a range changes %s", async (_, ...paths) => {
    expect(await programIsOfBase(range, changing(...paths))).toBe(true);
  });

  it.each([
    ["a source", "stacks/index.ts"],
    ["a source beside data", "environments/dev/environment.yaml", "src/desired/cidr.ts"],
    ["code among the environments", "environments/dev/rules.ts"],
    ["data that a program imports as code", "environments/dev/sizes.json"],
    ["the project", "Pulumi.yaml"],
    ["packages", "package-lock.json"],
    ["installed packages in Git", "node_modules/yaml/index.js"],
    ["npm's settings", ".npmrc"],
    ["a file that no rule knows", "templates/startup.sh"],
  ])("but not when it changes %s", async (_, ...paths) => {
    expect(await programIsOfBase(range, changing(...paths))).toBe(false);
  });
});
