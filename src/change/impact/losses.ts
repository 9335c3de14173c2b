import { memberOf, sameJson } from "../../lib/index.ts";
import { isProviderType, isUnknown, type PropertyMap, parsePath, typeOfUrn } from "../../pulumi/index.ts";
import { isDeletion, type PlannedStep, type StepOp } from "../plan.ts";

/** A resource that is gone when a plan has been carried out: deleted, or replaced by a new one. */
export interface Loss {
  readonly op: "delete" | "replace";
  readonly step: PlannedStep;
  /** Whether data, or other things that nothing registers, are gone with it. */
  readonly hasContents: boolean;
}

/** A property whose known new value forces a replacement. */
export interface ForcingChange {
  readonly step: PlannedStep;
  /** In Pulumi's path syntax. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What a plan takes away, and which of its changes brings that about. */
export interface Losses {
  /** Those with contents first, otherwise in the order of the plan. Each resource once. */
  readonly lost: readonly Loss[];
  /**
   * Of replaced resources: changes that follow from no other change of the plan. A replacement that is forced by a value which
   * only another one brings about is not among them.
   */
  readonly causes: readonly ForcingChange[];
}

const replacements: ReadonlySet<StepOp> = new Set([
  "replace",
  "create-replacement",
  "delete-replaced",
  "import-replacement",
]);

export function lossesOf(steps: readonly PlannedStep[]): Losses {
  const kept = new Set(
    steps.flatMap(({ op, urn, retained }) => (op === "discard-replaced" || retained === true ? [urn] : [])),
  );
  const lost = new Map<string, Loss>();
  for (const step of steps) {
    const isReplaced = replacements.has(step.op);
    if ((!isReplaced && !isDeletion(step.op)) || kept.has(step.urn)) continue;
    // The step `replace` alone has both sides of what differs.
    if (lost.has(step.urn) && step.op !== "replace") continue;
    lost.set(step.urn, { op: isReplaced ? "replace" : "delete", step, hasContents: holdsMore(step.urn) });
  }
  const all = [...lost.values()];
  // A provider is settings of the program: nothing is gone with it, and its name, such as "kubernetes cluster", misleads.
  const things = all.filter(({ step }) => !isProviderType(typeOfUrn(step.urn)));
  return {
    lost: [...things.filter(({ hasContents }) => hasContents), ...things.filter(({ hasContents }) => !hasContents)],
    causes: all.filter(({ op }) => op === "replace").flatMap(({ step }) => forcingChanges(step)),
  };
}

/** Resources that a plan creates and that hold what no program registers: what one of that name held before does not come back. */
export function madeEmptyBy(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  return steps.filter(({ op, urn }) => op === "create" && holdsMore(urn) && !isProviderType(typeOfUrn(urn)));
}

/** Kinds of resources whose contents no program registers: disks, databases, clusters, keys that data was encrypted with. */
const containers =
  /^(?:Cluster|Instance|DatabaseInstance|Database|DB|Bucket(?:V2)?|Disk|RegionDisk|Volume|FileSystem|Secret(?:Version)?|ManagedZone|Zone|Namespace|PersistentVolume(?:Claim)?|CustomResourceDefinition|StatefulSet|Dataset|Table|Topic|Queue|Project|CryptoKey|KeyRing|Key|ResourceGroup|Repository)$/u;

function holdsMore(urn: string): boolean {
  return holdsContents(typeOfUrn(urn));
}

/** Whether a resource of the type may hold what no program registers. */
export function holdsContents(type: string): boolean {
  return containers.test(type.split(":").at(-1) ?? "");
}

function forcingChanges(step: PlannedStep): readonly ForcingChange[] {
  return forcingPaths(step).flatMap((path) => {
    const [before, after] = [valueAt(step.oldInputs, path), valueAt(step.newInputs, path)];
    return containsUnknown(after) || sameJson(before, after) ? [] : [{ step, path, before, after }];
  });
}

/** Property paths that force the replacement of a resource, as its provider named them. */
function forcingPaths({ detailedDiff, replaceKeys }: PlannedStep): readonly string[] {
  const paths = Object.entries(detailedDiff ?? {}).flatMap(([path, { kind }]) =>
    kind.endsWith("-replace") ? [path] : [],
  );
  return paths.length > 0 ? paths : replaceKeys;
}

function valueAt(properties: unknown, path: string): unknown {
  let value = properties;
  for (const key of parsePath(path) ?? [path])
    value = typeof value === "object" && value !== null ? memberOf(value as PropertyMap, String(key)) : undefined;
  return value;
}

function containsUnknown(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(containsUnknown);
  return isUnknown(value);
}
