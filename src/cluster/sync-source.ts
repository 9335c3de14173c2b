import type { DesiredSync } from "../desired/index.ts";
import type { StackConfig } from "../engine/index.ts";
import type { Followed } from "../environment/index.ts";
import type { CommitId } from "../git/index.ts";

/** Where clusters fetch Git from. */
export interface SyncSource {
  /** Configuration of every program about it. The same answer at every run, or each preview would show a change. */
  config(): Promise<StackConfig>;
  /** What the agent of an environment really follows there: a copy on this machine has no tags, so that its branch stands in for them. */
  followed(sync: Pick<DesiredSync, "repository" | "follows">): Followed;
  /**
   * Brings `commit` to where agents fetch, before anything is started, and changes nothing that they see. Repeatable.
   *
   * @throws {GroundworkError} when it cannot be published; nothing has been changed then.
   */
  prepare(commit: CommitId, branch: string): Promise<void>;
  /**
   * Pushes `commit` to `branch` of the local Git host. Does nothing when agents follow a real remote. Repeatable, also by
   * several runs at the same time.
   */
  publish(commit: CommitId, branch: string): Promise<void>;
}
