import type { CheckResult } from "../change/index.ts";
import type { ComparableClusters } from "../cluster/index.ts";
import type { BootstrapPorts, FlowPorts, ProgressEvent, RespondPorts } from "../flows/index.ts";
import type { Forge } from "../forge/index.ts";
import type { CommitWriter } from "../git/index.ts";
import type { Leases } from "../lease/index.ts";
import type { Clock, FileTree } from "../lib/index.ts";
import type { ManifestBuilder } from "../manifests/index.ts";
import type { NotifierOf } from "../notify/index.ts";
import type { ForgeFlags } from "./driver-flags.ts";
import type { TestEnd, TestRequest } from "./test-session.ts";

/** What a command of the driver asks the composition root for. */
export interface DriverRequest {
  readonly cwd: string;
  /** Rehearse on the local cloud, with a state of its own. */
  readonly local: boolean;
  readonly parallel?: number;
  /** What the processes of previews may use together, in bytes. Absent: what is free now. */
  readonly memory?: number;
  /** Where previews and runs are recorded, when `--record` says so. */
  readonly record?: string;
  /** Environments named by `--env`. */
  readonly environments?: readonly string[];
  /** The change comes from outside: confined programs, no secrets, no cloud. @default as the forge says */
  readonly outside?: boolean;
  /** Wait for stacks that another process is changing, instead of refusing. */
  readonly waitForLock?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
  /** Reports one line about something that happens on the way, such as waiting for a lock. */
  readonly onNotice: (line: string) => void;
}

/** Which record of previews and runs a command asks for. */
export type RecordRequest = Pick<DriverRequest, "cwd" | "local" | "record">;

/** What `groundwork doctor` looks at. */
export interface DiagnosisRequest extends Pick<DriverRequest, "cwd" | "local"> {
  /** The forge to look at as well, with the branch and the approvals that `up` is run with. */
  readonly forge?: ForgeFlags & { readonly forge: string; readonly branch: string; readonly approvals: number };
}

/** Programs that a command is going to run. */
export interface ProgramsToPrewarm {
  readonly cwd: string;
  readonly parallel?: number;
  /** How many runs are expected. A run that was not expected starts its process later. */
  readonly runs: number;
  /** Receives lines that say how the SDK of the programs was started. */
  readonly onSdkNotice?: (line: string) => void;
}

/** The files of a checkout as they are on disk now. */
export interface CheckoutFiles {
  readonly folder: string;
  readonly tree: FileTree;
}

/** Files on disk, and a folder of them; `""` is their root. */
export interface ManifestsOnDisk {
  readonly tree: FileTree;
  readonly folder: string;
}

/** An organization, and the two places of its state. */
export interface OpenedBootstrap {
  readonly ports: BootstrapPorts;
  /** Where its resources are. */
  readonly cloud: "local" | "gcp";
}

/** What compares a folder with a cluster. */
export interface OpenedComparison {
  readonly clusters: ComparableClusters;
  readonly manifests: ManifestBuilder;
  readonly clock: Clock;
  /** The files that building a folder may need. Those of a folder that is not there are none. */
  readonly manifestsAt: (folder: string) => Promise<ManifestsOnDisk>;
}

/** The forge of a repository, and the change request that a CI runs for. */
export interface OpenedForge {
  readonly forge: Forge;
  readonly changeRequest?: number;
}

/** Leases without a run that holds them, and who asks. */
export interface LeaseAccess {
  readonly leases: Leases;
  readonly actor: string;
}

/** What the composition root gives the driver's commands besides what every command gets. */
export interface DriverHost {
  /**
   * Starts the processes of these programs before the driver is opened, because loading the SDKs takes as long as
   * everything that the driver does before a run.
   *
   * Never rejects: opening the driver reports what is wrong.
   */
  readonly prewarmPrograms: (expected: ProgramsToPrewarm) => Promise<void>;
  readonly openDriver: (request: DriverRequest) => Promise<FlowPorts>;
  /** What commits of the repository say, without a checkout, an engine or a state. */
  readonly openRepository: (cwd: string) => Promise<Pick<FlowPorts, "git" | "programs" | "manifests">>;
  /**
   * The forge that flags or environment variables name; `undefined` when they name none.
   *
   * @throws {ForgeNotConfigured} naming what else it needs.
   */
  readonly openForge: (flags: ForgeFlags, cwd: string) => Promise<OpenedForge | undefined>;
  /**
   * Which commands in comments were taken.
   *
   * @throws {ForgeNotConfigured} outside of a clone of the forge's repository.
   */
  readonly openCommands: (forge: Forge, cwd: string) => Promise<Pick<RespondPorts, "ledger">>;
  /** What tells people of what lasts; by issues of the forge, where there is one. */
  readonly openNotifiers: (forge: Forge | undefined, cwd: string) => Promise<NotifierOf>;
  /** Makes commits in the clone. */
  readonly openCommits: (cwd: string) => Promise<CommitWriter>;
  /** The record of previews and runs, without an engine or a state. */
  readonly openRecord: (request: RecordRequest) => Promise<Pick<FlowPorts, "history" | "clock" | "actor">>;
  /** Where leases of environments are kept: beside the record. */
  readonly openLeases: (request: RecordRequest) => Promise<LeaseAccess>;
  readonly openFiles: (cwd: string) => Promise<CheckoutFiles>;
  /**
   * The organization that the checkout declares.
   *
   * @throws {NoOrganization} {@link InvalidOrganization} {@link NoOrganizationProgram}
   */
  readonly openBootstrap: (
    request: Pick<DriverRequest, "cwd" | "onNotice" | "waitForLock">,
  ) => Promise<OpenedBootstrap>;
  /** What compares folders with clusters, without an engine or a state. */
  readonly openComparison: () => Promise<OpenedComparison>;
  /** Looks at everything that the driver needs on this machine. */
  readonly diagnose: (request: DiagnosisRequest) => Promise<readonly CheckResult[]>;
  /** Does what a check's `fix` says. Gives one line about what was done. */
  readonly fix: (check: CheckResult) => Promise<string>;
  /** Runs a team's own tests against environments that are up for them alone. */
  readonly runTests: (request: TestRequest) => Promise<TestEnd>;
}
