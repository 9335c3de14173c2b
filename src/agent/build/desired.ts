import type { KubernetesObject } from "../../kubernetes/client/index.ts";

/** An object as the source wants it, before the cluster's say. */
export interface DesiredObject {
  readonly object: KubernetesObject;
  /** Where it is written: `apps/web.yaml:12`, or the folder whose kustomization made it. */
  readonly origin: string;
}

/** Something in the source that is no object, and where. */
export interface BuildProblem {
  readonly origin: string;
  readonly problem: string;
  /** It may pass without a change in Git: a tool was missing, or too slow. */
  readonly passing?: true;
  /** All text in which what was not understood is written, with every name as it is. Absent where names may stand there otherwise. */
  readonly verbatim?: string;
}

/**
 * All that a source's folder says. A file that is no YAML contributes nothing; an object that cannot be used is a problem, and
 * everything beside it is contributed.
 */
export interface Rendering {
  readonly objects: readonly DesiredObject[];
  readonly problems: readonly BuildProblem[];
}
