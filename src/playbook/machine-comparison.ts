import type { DriftVerdict } from "../drift/index.ts";
import type { PlaybookFiles } from "./playbook-syntax.ts";

/** A machine of an environment, as the stack's outputs and the declaration have it. */
export interface Machine {
  /** `web-1`: the same in every environment that declares it. */
  readonly key: string;
  /** Its name in the cloud. */
  readonly name: string;
  readonly group: string;
  readonly zone: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Empty where it has none. */
  readonly internalIp: string;
  /** Empty where it has none. */
  readonly externalIp: string;
}

/** How machines are reached, as far as Git says. Keys are none of it: an adapter is given files of keys, or an agent. */
export interface MachineConnection {
  /** The account on the machines. Absent: the one that runs this. */
  readonly user?: string;
  readonly through:
    | { readonly kind: "internal-address" }
    | { readonly kind: "external-address" }
    /** Google's Identity-Aware Proxy, by the installed `gcloud`. */
    | { readonly kind: "iap"; readonly project: string }
    | { readonly kind: "bastion"; readonly host: string; readonly user?: string }
    /** Machines of the local cloud, in one of its projects. */
    | { readonly kind: "local"; readonly project: string };
}

export interface MachinesRequest {
  /** Of the folder of the machines, at one commit. */
  readonly files: PlaybookFiles;
  /** Those of them that are executable, whose mode `copy` may keep. @default none */
  readonly executables?: ReadonlySet<string>;
  /** Paths among {@link files}, in the order in which they are run. */
  readonly playbooks: readonly string[];
  readonly machines: readonly Machine[];
  readonly connection: MachineConnection;
  /** Whether tasks may run that check mode does not hold back, and that change machines. @default false */
  readonly mayChange?: boolean;
  /** Whether the text of differences is wanted, without values of vaults and of tasks under `no_log`. @default false */
  readonly showsText?: boolean;
  readonly signal: AbortSignal;
}

/** What one task found of one file, or of what it manages. It holds no text unless that was asked for. */
export interface TaskDiff {
  readonly file?: string | undefined;
  /** `unreadable`: a binary file, or one that is too large. `prepared`: the words of a module, as of `apt` and `git`. */
  readonly kind: "text" | "attributes" | "prepared" | "unreadable";
  /** Lines that only the declared text has. A line that has moved is in neither count. */
  readonly added?: number | undefined;
  readonly removed?: number | undefined;
  /** Names of attributes that differ. */
  readonly names?: readonly string[] | undefined;
  readonly lines?: number | undefined;
  readonly text?: string | undefined;
  /** The text is too long to be shown. */
  readonly cut?: boolean | undefined;
}

/**
 * What a task says of a machine.
 *
 * - `not-applicable`: a condition of its own skipped it.
 * - `noise`: it reports a change in every run, so that a change says nothing.
 * - `undeclared`: it found a difference that the playbook declares to be none (`changed_when: false`).
 */
export type TaskVerdict = "in-sync" | "diverged" | "unknown" | "not-applicable" | "noise" | "undeclared";

/** One task on one machine that is more than in sync. */
export interface TaskFinding {
  /** With the name of its role in front. */
  readonly task: string;
  /** From the folder of the machines, with the line: `roles/web/tasks/main.yml:3`. */
  readonly place?: string;
  readonly verdict: Exclude<TaskVerdict, "in-sync" | "not-applicable">;
  /** Without what a module said, which may hold a secret. */
  readonly because: string;
  readonly diffs: readonly TaskDiff[];
}

export interface MachineDiff {
  /** Its key. A play on `localhost` is shown as a machine of that name. */
  readonly machine: string;
  /** Unknown where one task is, or Ansible did not come to its end there; diverged where one task is. */
  readonly verdict: DriftVerdict;
  readonly counts: Readonly<Record<TaskVerdict, number>>;
  readonly findings: readonly TaskFinding[];
  /** A task did not reach it, so that none after it is known. @default false */
  readonly isUnreachable?: boolean;
}

/** How all machines of an environment were found. */
export interface MachinesDiff {
  readonly verdict: DriftVerdict;
  /** Of ansible-core. Absent where it did not say. */
  readonly version?: string;
  readonly machines: readonly MachineDiff[];
  /** Why all of it is unknown, where it is: one line each. */
  readonly problems: readonly string[];
}

/** Compares machines with their playbooks, and changes none. */
export interface MachineComparison {
  /**
   * What each task would change on each machine. A machine is in sync only where every task said so.
   *
   * @throws {NoMachinesToCompare}
   * @throws {PlaybookChangesMachines} where tasks would run that check mode does not hold back
   * @throws {AnsibleUnavailable} where the tool, or ssh, is missing
   * @throws {InventoryUnusable}
   */
  compare(request: MachinesRequest): Promise<MachinesDiff>;
}
