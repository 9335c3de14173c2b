import { runtime } from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { desiredStateOf } from "../../../src/desired/index.ts";
import { diffObject } from "../../../src/kubernetes/pulumi-provider/diff.ts";
import { parseProviderConfig } from "../../../src/kubernetes/pulumi-provider/provider-config.ts";
import { folderTree, type JsonObject, projectRoot } from "../../../src/lib/index.ts";
import { EnvironmentStack } from "../../../stacks/environment-stack.ts";

/** What the program of this project's own `dev` asks for: the facts, and the provider that they are created with. */
async function registered(): Promise<readonly [facts: JsonObject, provider: JsonObject]> {
  const seen = new Map<string, (inputs: JsonObject) => void>();
  const first = (type: string) => new Promise<JsonObject>((resolve) => seen.set(type, resolve));
  const both = [first("kubernetes:core/v1:ConfigMap"), first("pulumi:providers:kubernetes")] as const;
  await runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      seen.get(type)?.(inputs as JsonObject);
      return { id: `${name}-id`, state: { ...(inputs as object), name } };
    },
    call: ({ inputs }) => inputs as Record<string, unknown>,
  });
  const desired = await desiredStateOf(folderTree(projectRoot()), "dev");
  const repository = { url: "https://git.example.com/platform.git" };
  expect(new EnvironmentStack(desired, { repository, installFlux: undefined }).outputs).toBeDefined();
  return Promise.all(both);
}

describe("the ConfigMap with an environment's facts", () => {
  let facts: JsonObject;
  let provider: JsonObject;
  beforeAll(async () => {
    [facts, provider] = await registered();
  });

  it.each([
    ["changes", { tier: "small" }, { tier: "large" }],
    ["is added", {}, { tier: "large" }],
    ["leaves", { tier: "small" }, {}],
    ["gets another name", { tier: "small" }, { size: "small" }],
    ["becomes empty", { tier: "small" }, { tier: "" }],
    ["is known only once its resource is created", { tier: "small" }, { tier: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }],
  ])("is patched when a value %s, and never made anew", (_, before, after) => {
    const withValues = (values: object): JsonObject => ({
      ...facts,
      data: { ...(facts["data"] as JsonObject), ...values },
    });
    const { enableConfigMapMutable, enableSecretMutable } = parseProviderConfig(provider);

    const diff = diffObject({
      type: { group: "", version: "v1", kind: "ConfigMap", patch: false },
      namespaced: true,
      oldInputs: withValues(before),
      live: withValues(before),
      news: withValues(after),
      ignoreChanges: [],
      enableConfigMapMutable,
      enableSecretMutable,
    });

    expect(diff).toMatchObject({ changes: "some", replaces: [], deleteBeforeReplace: false, diffs: ["data"] });
  });
});
