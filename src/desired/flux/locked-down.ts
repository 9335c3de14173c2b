import { isObject, type JsonObject, listAt, withValue } from "../../lib/index.ts";
import type { FluxManifest } from "./manifests.ts";

const noReferences = "--no-cross-namespace-refs=true";
const ownAccount = "--default-service-account=default";

/** Arguments by which Flux's controllers keep teams apart (fluxcd.io, "Multi-tenancy lock-down"). A flag that one does not know would end it. */
const lockDown: Readonly<Record<string, readonly string[]>> = {
  "kustomize-controller": [noReferences, "--no-remote-bases=true", ownAccount],
  "helm-controller": [noReferences, ownAccount],
  "notification-controller": [noReferences],
  "image-reflector-controller": [noReferences],
  "image-automation-controller": [noReferences],
};

/** The account that Flux's own objects are applied by where it acts in the name of teams' accounts otherwise. */
export const fluxAccount = "kustomize-controller";

/**
 * The same object such that Flux gives a team no more than the team's own service account may: another one for Flux's controllers and for
 * a `FluxInstance`, which flux-operator asks for the same.
 */
export function lockedDown(manifest: FluxManifest): FluxManifest {
  if (manifest.kind === "FluxInstance")
    return asManifest(withValue(manifest, ["spec", "cluster", "multitenant"], true));
  const wanted = manifest.kind === "Deployment" ? lockDown[manifest.metadata.name] : undefined;
  if (wanted === undefined) return manifest;
  const path = ["spec", "template", "spec", "containers"] as const;
  const [first, ...sidecars] = listAt(manifest, ...path);
  if (!isObject(first)) return manifest;
  return asManifest(withValue(manifest, path, [withArguments(first, wanted), ...sidecars]));
}

function withArguments(container: JsonObject, wanted: readonly string[]): JsonObject {
  const flagOf = (argument: unknown) => String(argument).split("=")[0];
  const flags = new Set(wanted.map(flagOf));
  const kept = listAt(container, "args").filter((argument) => !flags.has(flagOf(argument)));
  return { ...container, args: [...kept, ...wanted] };
}

const asManifest = (object: JsonObject): FluxManifest => object as FluxManifest;
