import type { Problem } from "./problem.ts";
import type { Suspension } from "./suspension.ts";

/**
 * How an object is, in the words of kstatus. `NotFound`: it was applied and is not there any more. `Unknown`: it could not be read.
 */
export type ObjectHealth = "Current" | "InProgress" | "Failed" | "Terminating" | "NotFound" | "Unknown";

/** One object of a `Kustomization`, as the cluster has it now. */
export interface TreeObject {
  /** `<Kind>/<namespace>/<name>`, without the namespace where the kind has none. */
  readonly object: string;
  readonly health: ObjectHealth;
  /** What is missing, or why that is not known. */
  readonly message: string;
  /** What a `Kustomization` applied itself. */
  readonly applied?: AppliedTree;
}

/** A `Kustomization`, and what it applied. */
export interface AppliedTree {
  /** As the agent writes it: `main@sha1:<commit>`. */
  readonly revision?: string;
  readonly suspended: boolean;
  readonly objects: readonly TreeObject[];
}

/** What the sync agent of one cluster applied, from the source down. */
export interface SyncTree {
  readonly source: SourceNode | undefined;
  readonly root: RootNode;
}

/** What the agent says of where it fetches from. */
export interface SourceNode {
  readonly object: string;
  readonly ready: ReadyWord;
  readonly message: string;
  readonly revision?: string;
}

/** The environment's own `Kustomization`. */
export interface RootNode extends AppliedTree {
  readonly object: string;
  readonly ready: ReadyWord;
  readonly message: string;
  /** The agent has not looked at the newest spec or request yet. */
  readonly stale: boolean;
  readonly suspension?: Suspension;
}

/** A `Ready` condition; `Unknown` also where there is none yet. */
export type ReadyWord = "True" | "False" | "Unknown";

export interface ClusterTree {
  readonly cluster: string;
  readonly tree: SyncTree | { readonly problem: Problem };
}

/** All that stands below an environment in its clusters. */
export interface EnvironmentTree {
  readonly environment: string;
  readonly at: string;
  readonly clusters: readonly ClusterTree[];
  /** Why there is nothing to be read in any cluster. */
  readonly problem?: Problem;
}

/** `unknown` where anything could not be read: never to be read as healthy. */
export type TreeVerdict = "healthy" | "not-converged" | "unknown";

/** The loudest of all clusters; `unknown` where there is none that could be read. */
export function treeVerdict({ clusters }: EnvironmentTree): TreeVerdict {
  const verdicts = clusters.map(({ tree }) => ("problem" in tree ? "unknown" : verdictOfTree(tree)));
  if (verdicts.length === 0 || verdicts.includes("unknown")) return "unknown";
  return verdicts.includes("not-converged") ? "not-converged" : "healthy";
}

function verdictOfTree({ source, root }: SyncTree): TreeVerdict {
  const objects = everyObject(root);
  if (objects.some(({ health }) => health === "Unknown")) return "unknown";
  const stands = source?.ready === "True" && root.ready === "True" && !root.suspended && !root.stale;
  return stands && objects.every(isHealthy) ? "healthy" : "not-converged";
}

function isHealthy({ health, applied }: TreeObject): boolean {
  return health === "Current" && applied?.suspended !== true;
}

/** Those of nested ones as well, each after the one that applied it. */
export function everyObject({ objects }: AppliedTree): readonly TreeObject[] {
  return objects.flatMap((object) => [object, ...(object.applied ? everyObject(object.applied) : [])]);
}

/** The loudest first: what failed, then what could not be read, then what is on its way. */
const healthByLoudness: readonly ObjectHealth[] = [
  "Failed",
  "NotFound",
  "Unknown",
  "Terminating",
  "InProgress",
  "Current",
];

/** Loud ones first, otherwise as they were. */
export function loudestFirst(objects: readonly TreeObject[]): readonly TreeObject[] {
  const loudness = ({ health }: TreeObject) => healthByLoudness.indexOf(health);
  return objects.toSorted((a, b) => loudness(a) - loudness(b));
}

/** An object that keeps its environment from being converged. */
export type HeldUpBy = Pick<TreeObject, "object" | "message"> & {
  /** Absent where the agent could not even apply it. */
  readonly health?: ObjectHealth;
};

/** The objects that are not what was asked of them, the loudest first. */
export function holdUpsOf(tree: AppliedTree): readonly HeldUpBy[] {
  return loudestFirst(everyObject(tree))
    .filter(({ health }) => health !== "Current")
    .map(({ object, health, message }) => ({ object, health, message }));
}

/** One line each, at most as many as fit, and then how many more there are. */
export function holdUpLines(heldUpBy: readonly HeldUpBy[], most = 10): readonly string[] {
  const lines = heldUpBy.slice(0, most).map(({ object, health, message }) => {
    return health === undefined ? `${object}: ${message}` : `${object} ${healthWords[health]}: ${message}`;
  });
  const more = heldUpBy.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

/** For people. */
export const healthWords: Readonly<Record<ObjectHealth, string>> = {
  Current: "current",
  InProgress: "in progress",
  Failed: "failed",
  Terminating: "being deleted",
  NotFound: "not found",
  Unknown: "unknown",
};
