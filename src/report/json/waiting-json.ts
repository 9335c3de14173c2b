import type { WaitingOnBranch } from "../../change/index.ts";

/** What `groundwork queue --json` prints. Within a version members are added, never changed. */
export interface WaitingJson {
  readonly kind: "waiting";
  readonly version: 1;
  readonly branch: string;
  readonly tag?: string;
  /** Its newest commit, or the one with the tag. */
  readonly tip: string;
  /** Sorted by name. */
  readonly environments: WaitingOnBranch["waiting"];
  /** Names of those that wait for commits further back than is looked. */
  readonly longWaiting: readonly string[];
  /** Names of those that stand although the newest commit does not declare them any more. */
  readonly leftGit: readonly string[];
}

export function waitingJson({ branch, tag, tip, waiting, longWaiting, leftGit }: WaitingOnBranch): WaitingJson {
  const environments = waiting.map(({ name, commits, due }) => ({ name, commits, due }));
  const line = { branch, ...(tag !== undefined && { tag }) };
  return { kind: "waiting", version: 1, ...line, tip, environments, longWaiting, leftGit };
}
