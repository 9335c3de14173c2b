import { isProviderType } from "../../../../pulumi/index.ts";
import type { CheckAnswer, DiffAnswer } from "../../providers/index.ts";
import type { Properties, ResourceState } from "../../stack/index.ts";
import type { DeploymentContext } from "../context.ts";
import { diffResource } from "./diff-resource.ts";
import { providerOf } from "./provider-of.ts";

/** What checks and compares a custom resource: its provider, or the registry for a provider resource. */
export interface ProviderView {
  check(olds: Properties | undefined, news: Properties, randomSeed: Uint8Array): Promise<CheckAnswer>;
  diff(old: ResourceState, news: Properties, ignoreChanges: readonly string[]): Promise<DiffAnswer>;
}

export async function providerViewFor(state: ResourceState, context: DeploymentContext): Promise<ProviderView> {
  const { urn } = state;
  if (isProviderType(state.type)) {
    const { registry } = context;
    return {
      check: async (olds, news) => await registry.check(urn, olds, news),
      diff: async (old, news, ignoreChanges) =>
        await registry.diff({ urn, id: old.id ?? "" }, old, news, ignoreChanges),
    };
  }
  const provider = await providerOf(state, context);
  return {
    check: async (olds, news, randomSeed) =>
      await provider.check(urn, olds, news, { preview: context.preview, randomSeed }),
    diff: async (old, news, ignoreChanges) =>
      await diffResource(provider, { urn, id: old.id ?? "" }, old, news, ignoreChanges),
  };
}
