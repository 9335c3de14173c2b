import { beforeAll, describe, expect, it } from "vitest";
import { diffObject } from "../../../src/kubernetes/pulumi-provider/diff.ts";
import { parseProviderConfig } from "../../../src/kubernetes/pulumi-provider/provider-config.ts";
import type { JsonObject } from "../../../src/lib/index.ts";
import { registered } from "./registered.ts";

describe("the ConfigMap with an environment's facts", () => {
  let facts: JsonObject;
  let provider: JsonObject;
  beforeAll(async () => {
    [facts, provider] = await registered("dev");
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
