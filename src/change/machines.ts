/** How an environment's machines stand to the playbooks of a commit, as check mode finds it. Without any text of theirs. */
export interface MachinesAgainstGit {
  readonly verdict: "in-sync" | "diverged" | "unknown";
  /** In a few words: how many machines stand in which way. */
  readonly detail: string;
  /** Tasks that would change something, each with its machine in front, and the files of it. */
  readonly differences: readonly { readonly subject: string; readonly paths: readonly string[] }[];
  /** Why something is not known, one line each. */
  readonly problems: readonly string[];
}

/** How one machine came out of a run of its playbooks. */
export interface MachineRun {
  /** `web-1`: its key. */
  readonly machine: string;
  /** The batch that it was in, from 1. */
  readonly batch: number;
  /**
   * - `gone`: the cloud has no such instance.
   * - `not-reached`: what failed on another machine kept tasks from it.
   * - `cut-off`: the run was ended in the middle of its work there.
   * - `unhealthy`: its playbooks ended well, and the check of its health did not.
   * - `not-started`: an earlier batch did not come to a good end.
   * - `not-meant`: no play is about it.
   */
  readonly kind:
    | "done"
    | "failed"
    | "unreachable"
    | "gone"
    | "unhealthy"
    | "not-reached"
    | "cut-off"
    | "not-started"
    | "not-meant";
  /** Tasks that changed something. */
  readonly changed: number;
  /** Tasks that ended well, those that changed something among them. */
  readonly ok: number;
  /** Tasks that did not, with their places, one line each. */
  readonly failures: readonly string[];
}
