import type { PropertyMap } from "../../provider/resource-provider.ts";
import { isUnknown } from "../../pulumi/index.ts";

/** The configuration of a provider resource, as far as it is carried out here. */
export interface ProviderConfig {
  /** Content or path. */
  readonly kubeconfig: string | undefined;
  /** False in a preview before the cluster exists. */
  readonly clusterKnown: boolean;
  readonly context: string | undefined;
  readonly cluster: string | undefined;
  readonly namespace: string | undefined;
  readonly enableServerSideApply: boolean;
  readonly enablePatchForce: boolean;
  readonly enableConfigMapMutable: boolean;
  readonly enableSecretMutable: boolean;
  readonly upsertExistingObjects: boolean;
  readonly deleteUnreachable: boolean;
  readonly skipUpdateUnreachable: boolean;
}

/** Reads the inputs of a provider resource, whose flags arrive as booleans or, from the SDK, as the text of one. */
export function parseProviderConfig(inputs: PropertyMap): ProviderConfig {
  const text = (key: string): string | undefined => {
    const value = inputs[key];
    return typeof value === "string" && value !== "" && !isUnknown(value) ? value : undefined;
  };
  const flag = (key: string, otherwise: boolean): boolean => {
    const value = inputs[key];
    return value === undefined || value === null || value === "" ? otherwise : value === true || value === "true";
  };
  return {
    kubeconfig: isUnknown(inputs["kubeconfig"]) ? undefined : kubeconfigText(inputs["kubeconfig"]),
    clusterKnown: !["kubeconfig", "context", "cluster"].some((key) => isUnknown(inputs[key])),
    context: text("context"),
    cluster: text("cluster"),
    namespace: text("namespace"),
    enableServerSideApply: flag("enableServerSideApply", true),
    enablePatchForce: flag("enablePatchForce", false),
    enableConfigMapMutable: flag("enableConfigMapMutable", false),
    enableSecretMutable: flag("enableSecretMutable", false),
    upsertExistingObjects: flag("upsertExistingObjects", false),
    deleteUnreachable: flag("deleteUnreachable", false),
    skipUpdateUnreachable: flag("skipUpdateUnreachable", false),
  };
}

/** A kubeconfig may also be given as the object itself. */
function kubeconfigText(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : undefined;
}
