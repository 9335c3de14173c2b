import { describe, expect, it } from "vitest";
import { type ChangeCounts, type EnvironmentPreview, noChanges } from "../../../src/change/index.ts";
import { destroyQuestion } from "../../../src/cli/destroy-run.ts";
import { upQuestion } from "../../../src/cli/up-run.ts";
import { destroyEnvironments } from "../../../src/flows/index.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";

const planned = (name: string, counts: Partial<ChangeCounts>) =>
  ({
    affected: { name },
    layers: [{ layer: "infrastructure", kind: "planned", counts: { ...noChanges, ...counts } }],
  }) as unknown as EnvironmentPreview;

describe("the question before up", () => {
  it("repeats the environment and its numbers", () => {
    expect(upQuestion([planned("dev", { create: 2, replace: 1, delete: 3 })])).toBe(
      "Bring up dev: 2 to create, 0 to update, 1 to replace, 3 to delete (1 by replacement)? [yes/no] ",
    );
  });

  it("repeats each of several environments, and their sum", () => {
    expect(upQuestion([planned("dev", { create: 2 }), planned("net", { update: 1, delete: 1 })])).toBe(
      "  dev: 2 to create, 0 to update, 0 to replace, 0 to delete\n" +
        "  net: 0 to create, 1 to update, 0 to replace, 1 to delete\n" +
        "Bring up these 2 environments: 2 to create, 1 to update, 0 to replace, 1 to delete? [yes/no] ",
    );
  });
});

describe("the question before destroy", () => {
  it.each<readonly [readonly (readonly [string, number | undefined])[], string]>([
    [[["dev", 12]], "Everything in dev is deleted: 12 resources. Type dev to go on: "],
    [[["dev", 1]], "Everything in dev is deleted: 1 resource. Type dev to go on: "],
    [[["dev", undefined]], "Everything in dev is deleted: an unknown number of resources. Type dev to go on: "],
    [
      [
        ["dev", 12],
        ["net", 0],
      ],
      "Everything in dev and net is deleted: dev 12 resources, net 0 resources. Type dev net to go on: ",
    ],
  ])("repeats %j", (standing, question) => {
    expect(destroyQuestion(new Map(standing))).toBe(question);
  });

  it("counts what stands in the cloud, and says so where a state cannot be read", async () => {
    const world = new DriverWorld(["dev", "staging"]);
    const exportState = async ({ stack }: { readonly stack: string }) => {
      if (stack === "staging") throw new Error("unreadable");
      const resources = [
        { type: "pulumi:pulumi:Stack" },
        { type: "pulumi:providers:gcp", custom: true },
        { type: "groundwork:index:Network" },
        { type: "gcp:compute/network:Network", custom: true },
        { type: "pulumi-nodejs:dynamic:Resource", custom: true },
      ];
      return { version: 3, deployment: { resources } };
    };
    Object.assign(world.engine, { exportState });
    const seen: unknown[] = [];
    await destroyEnvironments(
      {
        environments: ["dev", "staging"],
        confirm: async (_, standing) => {
          seen.push(...(await standing()));
          return false;
        },
      },
      world.ports,
    );
    expect(seen).toEqual([
      ["dev", 2],
      ["staging", undefined],
    ]);
  });
});
