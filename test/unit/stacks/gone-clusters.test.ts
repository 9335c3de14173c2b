import { describe, expect, it } from "vitest";
import { parseProviderConfig } from "../../../src/kubernetes/pulumi-provider/provider-config.ts";
import { registered } from "./registered.ts";

describe("objects of a cluster that does not answer", () => {
  it.each([
    ["dev", "are gone in the local cloud, where the cluster is", true],
    ["production", "are not known in a real cloud, where only the way to it may be broken", false],
  ])("of %s %s", async (environment, _, deleteUnreachable) => {
    const [, provider] = await registered(environment);
    expect(parseProviderConfig(provider)).toMatchObject({ deleteUnreachable });
  });
});
