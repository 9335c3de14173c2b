import type { Layer } from "../change/index.ts";
import type { CommandVerb } from "../command/index.ts";
import type { Moment } from "../lib/index.ts";
import type { CiForge } from "../project/index.ts";

/** Flags that every command of the driver has. */
export interface DriverFlags {
  readonly env?: readonly string[];
  readonly local?: boolean;
  /** Of previews. */
  readonly outside?: boolean;
  readonly json?: boolean;
  readonly jsonStream?: boolean;
  readonly parallel?: number;
  /** In MiB. */
  readonly memory?: number;
  readonly record?: string;
  readonly waitForLock?: boolean;
  readonly verbose?: boolean;
}

/** Which forge shows results. What is left out is read from environment variables; a token never is a flag. */
export interface ForgeFlags {
  readonly forge?: string;
  readonly forgeUrl?: string;
  readonly forgePublicUrl?: string;
  readonly repository?: string;
}

/** How a preview is shown, and told by the exit code. */
export interface ReportFlags {
  readonly json?: boolean;
  readonly jsonStream?: boolean;
  readonly markdown?: string;
  readonly report?: string;
  readonly exitCode?: boolean;
}

export interface PreviewFlags extends DriverFlags, ReportFlags, ForgeFlags {
  readonly changeRequest?: number;
  readonly branch: string;
  readonly base?: string;
  readonly head?: string;
  readonly refresh?: boolean;
  readonly readOnly?: boolean;
  readonly part?: string;
  /** In milliseconds. */
  readonly previewTimeout?: number;
  /** In milliseconds. */
  readonly checkModeTimeout?: number;
  /** `false` for `--no-reuse`. */
  readonly reuse: boolean;
}

export interface DriftFlags extends DriverFlags, ForgeFlags {
  readonly approvals: number;
  readonly merge?: string;
  readonly metrics?: string;
  readonly notify?: boolean;
  readonly layer?: readonly Layer[];
  readonly readOnly?: boolean;
  readonly markdown?: string;
  readonly exitCode?: boolean;
}

export interface CorrectFlags extends DriverFlags, ForgeFlags {
  readonly branch: string;
  readonly dryRun?: boolean;
  readonly resume?: readonly string[];
  readonly markdown?: string;
  readonly exitCode?: boolean;
}

export interface MergeFlags extends ReportFlags, ForgeFlags {
  readonly changeRequest?: number;
  readonly branch: string;
  readonly expect?: string;
  readonly head?: string;
  readonly mergeQueue?: boolean;
  readonly record?: string;
}

export interface KubediffFlags extends ComparisonFlags {
  readonly env?: string;
  readonly path?: string;
}

export interface ComparisonFlags {
  readonly local?: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly readOnly?: boolean;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly exitCode?: boolean;
}

export interface AffectedFlags {
  readonly base?: string;
  readonly head?: string;
  readonly json?: boolean;
  readonly format?: "github-matrix" | "gitlab-child-pipeline" | "lines";
  readonly jobs?: number;
  readonly jobKeywords?: string;
}

export interface UpFlags extends DriverFlags, ForgeFlags {
  readonly branch: string;
  readonly approvals: number;
  readonly allowUnreviewed?: string;
  readonly base?: string;
  readonly head?: string;
  readonly yes?: boolean;
  readonly refresh?: boolean;
  readonly plan?: string;
  readonly expectDigest?: string;
  readonly requirePreview?: boolean;
  /** `false` for `--no-wait`. */
  readonly wait: boolean;
  readonly timeout: number;
  readonly markdown?: string;
  readonly since?: string;
  readonly queue?: boolean;
  readonly tag?: string;
  readonly exitCode?: boolean;
}

export interface QueueFlags extends Pick<DriverFlags, "local" | "json" | "record">, ForgeFlags {
  readonly branch: string;
  readonly tag?: string;
  readonly exitCode?: boolean;
}

/** The branch that is meant, or the tag on it. */
export function lineOf({ branch, tag }: Pick<QueueFlags, "branch" | "tag">): Pick<QueueFlags, "branch" | "tag"> {
  return { branch, ...(tag !== undefined && { tag }) };
}

export interface RespondFlags extends DriverFlags, ForgeFlags {
  readonly event: string;
  readonly branch: string;
  readonly approvals: number;
  readonly commands?: readonly CommandVerb[];
  readonly handOver?: string;
  /** `false` for `--no-preview`. */
  readonly preview: boolean;
  readonly mostDeletes: number;
  readonly timeout: number;
}

export interface ChangeFlags extends DriverFlags {
  readonly yes?: boolean;
}

export interface RollbackFlags extends DriverFlags, ForgeFlags {
  readonly to?: string;
  readonly branch: string;
  readonly onlyOwn?: boolean;
  readonly dryRun?: boolean;
}

export interface RefreshFlags extends ChangeFlags {
  readonly adopt?: boolean;
  /** URN, id, URN, id … */
  readonly importPendingCreates?: readonly string[];
  readonly clearPendingCreates?: boolean;
}

export interface StatusFlags extends DriverFlags {
  readonly refresh?: boolean;
  readonly readOnly?: boolean;
  readonly watch?: boolean;
  readonly waitConverged?: boolean;
  readonly metrics?: string;
  readonly timeout: number;
  readonly exitCode?: boolean;
}

export interface NotifyTestFlags extends ForgeFlags {
  readonly route?: readonly string[];
  readonly json?: boolean;
}

/** Flags of commands that read the record alone. */
export interface RecordFlags {
  readonly local?: boolean;
  readonly record?: string;
  readonly json?: boolean;
}

export interface HistoryFlags extends RecordFlags {
  readonly limit: number;
  readonly verify?: boolean;
}

/** How a lease to release is told from one that another run has taken meanwhile. */
export interface ReleaseFlags extends RecordFlags {
  readonly owner?: string;
  readonly unreadable?: boolean;
}

export interface ExplainFlags extends RecordFlags {
  readonly env?: readonly string[];
}

export interface AuditFlags extends RecordFlags {
  readonly all?: boolean;
  readonly since?: Moment;
  readonly until?: Moment;
  readonly env?: readonly string[];
  readonly markdown?: string;
}

export interface DoctorFlags extends ForgeFlags {
  readonly branch: string;
  readonly approvals: number;
  readonly local?: boolean;
  readonly json?: boolean;
  readonly fix?: boolean;
  readonly yes?: boolean;
}

export interface EnvFlags {
  readonly json?: boolean;
}

export interface ListFlags extends EnvFlags {
  readonly format?: "github-matrix" | "lines";
  readonly jobs?: number;
}

export interface ValidateFlags extends EnvFlags {
  readonly fix?: boolean;
}

export interface NewFlags extends EnvFlags {
  readonly profile: string;
  readonly owner?: string;
}

export interface BootstrapFlags {
  readonly previewOnly?: boolean;
  readonly waitForLock?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export interface BootstrapInitFlags {
  readonly cloud: "local" | "gcp";
  readonly parent: string;
  readonly billingAccount: string;
  readonly seedProject: string;
  readonly region: string;
  readonly forge?: "github" | "gitlab" | "bitbucket";
  readonly repository?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export interface InitFlags {
  readonly cloud: "local" | "gcp";
  readonly project?: string;
  readonly region: string;
  readonly agent: "groundwork" | "flux";
  readonly forge?: CiForge;
  readonly upRunner?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export interface TestFlags {
  readonly env: readonly string[];
  readonly keep?: boolean;
  /** `false` for `--no-types`. */
  readonly types: boolean;
  readonly json?: boolean;
}
