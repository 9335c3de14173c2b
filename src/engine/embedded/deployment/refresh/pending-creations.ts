import { messageOf } from "../../../../lib/index.ts";
import {
  formatReference,
  packageOfProviderType,
  parseReference,
  typeOfUrn,
  withoutSecretMarks,
} from "../../../../pulumi/index.ts";
import { keepingSecretsOf, ResourceInitFailed } from "../../providers/index.ts";
import type { PendingOperation, ResourceState } from "../../stack/index.ts";
import type { DeploymentContext } from "../context.ts";
import { providerOf } from "../generation/provider-of.ts";

/** The part of a resource that only its provider knows. */
export type FoundResource = Pick<ResourceState, "inputs" | "outputs" | "initErrors"> & { readonly id: string };

/** What became of a creation whose end an earlier run did not see. */
export type CreationFinding =
  /** The state has the resource already: the creation was repeated, and that one's end was seen. */
  | { readonly kind: "settled" }
  | { readonly kind: "exists"; readonly found: FoundResource }
  | { readonly kind: "absent"; readonly id: string }
  /** The state has it under another URN. */
  | { readonly kind: "another's"; readonly id: string; readonly urn: string }
  /** The id cannot be told from the inputs, so the provider cannot be asked. */
  | { readonly kind: "unnamed" }
  | { readonly kind: "unreadable"; readonly id: string; readonly reason: string };

export interface PendingCreation {
  readonly operation: PendingOperation;
  /** What was being created, with a provider that the state has. */
  readonly resource: ResourceState;
  readonly finding: CreationFinding;
}

/**
 * Asks the cloud for each creation by the id that it was to lead to. Changes nothing and never rejects.
 *
 * @param given ids that a person gave, by URN: they are taken instead of those that follow from the inputs.
 */
export async function lookForCreations(
  operations: readonly PendingOperation[],
  context: DeploymentContext,
  given: ReadonlyMap<string, string> = new Map(),
): Promise<readonly PendingCreation[]> {
  return await Promise.all(
    operations.map(async (operation) => {
      const resource = withLivingProvider(operation.resource, context);
      const id = given.get(resource.urn) ?? (await idOfCreation(resource, context));
      return { operation, resource, finding: await lookFor(resource, id, context) };
    }),
  );
}

/** A destroy and another up give a provider another id. */
function withLivingProvider(resource: ResourceState, { old }: DeploymentContext): ResourceState {
  const { provider } = resource;
  if (!provider || old.provider(provider)) return resource;
  const living = old.get(parseReference(provider).urn);
  return living ? { ...resource, provider: formatReference({ urn: living.urn, id: living.state.id ?? "" }) } : resource;
}

async function lookFor(
  resource: ResourceState,
  id: string | undefined,
  context: DeploymentContext,
): Promise<CreationFinding> {
  if (id === undefined) return { kind: "unnamed" };
  const known = context.old.all.find(({ state }) => state.type === resource.type && state.id === id && !state.delete);
  if (known) return known.urn === resource.urn ? { kind: "settled" } : { kind: "another's", id, urn: known.urn };
  try {
    const provider = await providerOf(resource, context);
    const found = await provider
      .read({ urn: resource.urn, id }, { inputs: resource.inputs, outputs: {} }, 0)
      .catch(partlyUp);
    if (found.id === "") return { kind: "absent", id };
    const inputs = found.inputs ? keepingSecretsOf(found.inputs, resource.inputs) : resource.inputs;
    // The provider was told no outputs, so it cannot know which of them repeat what the program keeps secret.
    const outputs = keepingSecretsOf(found.outputs, resource.inputs);
    context.events.learnResource({ inputs, outputs });
    const reasons = "initErrors" in found ? found.initErrors.map((reason) => context.events.redact(reason)) : undefined;
    return { kind: "exists", found: { id: found.id, inputs, outputs, ...(reasons && { initErrors: reasons }) } };
  } catch (error) {
    return { kind: "unreadable", id, reason: messageOf(error) };
  }
}

/** A resource that is there without being up exists all the same. */
function partlyUp(error: unknown) {
  if (!(error instanceof ResourceInitFailed)) throw error;
  return { ...error.resource, initErrors: error.data.reasons };
}

async function idOfCreation(
  { type, inputs, provider = "" }: ResourceState,
  { old, idOfCreation: idFor }: DeploymentContext,
): Promise<string | undefined> {
  if (provider === "" || idFor === undefined) return undefined;
  const configuration = old.provider(provider)?.state.inputs ?? {};
  const packageName = packageOfProviderType(typeOfUrn(parseReference(provider).urn));
  return await idFor(
    { package: packageName },
    {
      type,
      inputs: withoutSecretMarks({ ...inputs }) as Record<string, unknown>,
      configuration: withoutSecretMarks({ ...configuration }) as Record<string, unknown>,
    },
  ).catch(() => undefined);
}
