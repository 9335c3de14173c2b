import type { GroundworkError } from "../lib/index.ts";
import type { MachineConnection, MachinesRequest } from "./machine-comparison.ts";

/** Machines, the files of a commit that configure them, and how they are reached. */
export type OpenedMachines = Pick<MachinesRequest, "files" | "executables" | "machines" | "connection">;

/** How many tasks ended in which way on one machine. */
export interface TaskCounts {
  readonly ok: number;
  /** Among {@link ok}. */
  readonly changed: number;
  /** A condition of their own skipped them. */
  readonly skipped: number;
  /** They failed, and the playbook goes on with that: `ignore_errors`, or a rescue. */
  readonly tolerated: number;
  readonly failed: number;
}

/** A task that did not end well on a machine. */
export interface TaskFailure {
  /** With the name of its role in front. */
  readonly task: string;
  /** From the folder of the machines, with the line: `roles/web/tasks/main.yml:3`. */
  readonly place?: string;
  /** Without what a module said, which may hold a secret. */
  readonly because: string;
}

/**
 * How one machine came out of a run.
 *
 * - `done`: every task on it ended well.
 * - `gone`: it does not answer, and the cloud has no such instance.
 * - `not-reached`: what failed elsewhere, or ended the run, kept tasks from it, and none had failed on it.
 * - `cut-off`: the run was ended in the middle of its work there. What the last task did is not known.
 * - `not-meant`: no play is about it.
 */
export interface MachineOutcome {
  /** Its key. A play on `localhost` is shown as a machine of that name. */
  readonly machine: string;
  readonly kind: "done" | "failed" | "unreachable" | "gone" | "not-reached" | "cut-off" | "not-meant";
  readonly counts: TaskCounts;
  readonly failures: readonly TaskFailure[];
}

/** How playbooks came out, by what was told of every task, and never by an exit code or a recap. */
export interface PlaybooksOutcome {
  /** Of ansible-core. Absent where it did not say. */
  readonly version?: string;
  readonly machines: readonly MachineOutcome[];
  /** Why it did not come to its end, or cannot be relied on: one line each. */
  readonly problems: readonly string[];
  readonly isInterrupted: boolean;
}

/** Those of these machines that the cloud does not have. */
export type WhichAreGone = (machines: readonly string[]) => Promise<readonly string[]>;

/** Machines on which playbooks are carried out, until it is closed. */
export interface MachineSession {
  /**
   * Waits until each of these machines answers over its connection, as long as the adapter allows. One that does not is `unreachable`.
   * Changes nothing.
   *
   * @param whichAreGone names those of machines without an answer that the cloud does not have. It is asked once, before any wait; where
   * there is one, none is waited for. Absent: none is known to be gone.
   */
  reach(machines: readonly string[], signal: AbortSignal, whichAreGone?: WhichAreGone): Promise<PlaybooksOutcome>;
  /**
   * Carries playbooks out on these machines alone, one playbook after the other up to the first that does not end well. The other machines
   * stay known to it with their addresses and groups.
   *
   * An interruption ends it, and says on which machines it was done.
   *
   * @param playbooks paths among the files
   */
  run(playbooks: readonly string[], machines: readonly string[], signal: AbortSignal): Promise<PlaybooksOutcome>;
  close(): Promise<void>;
}

/** Carries playbooks out on machines. */
export interface PlaybookRuns {
  /**
   * What has to be installed here first, as an error that says how; `undefined` where nothing is missing, as far as that is known without
   * starting anything.
   *
   * @param machines their keys
   */
  whatIsMissing(
    machines: readonly string[],
    through: MachineConnection["through"],
  ): Promise<GroundworkError | undefined>;
  /**
   * @throws {AnsibleUnavailable} where the tool, or ssh, is missing
   * @throws {InventoryUnusable}
   * @throws {GroundworkError} of the kind `unknown` or `refused` where machines of the local cloud cannot run here
   */
  open(machines: OpenedMachines): Promise<MachineSession>;
}

/** Whether a machine keeps what comes after it from being started. */
export function isBadOutcome({ kind }: Pick<MachineOutcome, "kind">): boolean {
  return kind !== "done" && kind !== "not-meant";
}
