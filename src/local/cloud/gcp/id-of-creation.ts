import type { PropertyMap } from "../../../provider/index.ts";
import { idOf, planned } from "./cloud/index.ts";
import type { GcpFacts } from "./facts/index.ts";
import { settingsOf } from "./provider-config.ts";
import type { World } from "./rules/index.ts";

/** The id depends on other resources in the cloud, so that a resource's own inputs do not determine it. */
class CloudNotAsked extends Error {}

const unknownWorld: World = {
  find: refuse,
  ofType: refuse,
  resolve: refuse,
};

/**
 * The id that a resource of checked `inputs` gets when it is created with a provider of this configuration.
 *
 * `undefined` where the cloud draws it, counts it, or the type is unknown. Ids are those of the real provider.
 */
export function idOfGcpCreation(
  facts: GcpFacts,
  type: string,
  inputs: PropertyMap,
  configuration: PropertyMap,
): string | undefined {
  if (!facts.hasType(type)) return undefined;
  const settings = settingsOf(configuration);
  const properties = planned(facts.typeOf(type), inputs, settings);
  const draft = { facts: facts.typeOf(type), properties, settings, previous: undefined, now: "" };
  try {
    const id = idOf(draft, unknownWorld);
    // Random parts differ each time.
    return id === idOf(draft, unknownWorld) ? id : undefined;
  } catch {
    // A missing setting, or an id that depends on other resources.
    return undefined;
  }
}

function refuse(): never {
  throw new CloudNotAsked();
}
