import type { AuditLogs } from "../audit/index.ts";
import type { Layer, NotReached, ReachedByTag } from "../change/index.ts";
import type { ClusterAccesses, ComparableClusters, SyncSource } from "../cluster/index.ts";
import type { DesiredState } from "../desired/index.ts";
import type { Engine } from "../engine/index.ts";
import type { CommitId, Repository } from "../git/index.ts";
import type { HealthChecks } from "../health/index.ts";
import type { History, KeptPlans } from "../history/index.ts";
import type { LayerAdapter, ProgressEvent, SyncAgents } from "../layer/index.ts";
import type { RunLeases, WatchedRuns } from "../lease/index.ts";
import type { Clock } from "../lib/index.ts";
import type { ManifestBuilder } from "../manifests/index.ts";
import type { MachineComparison, PlaybookRuns, PlaybookSyntax } from "../playbook/index.ts";
import type { ProgramReader, Workspaces } from "../program/index.ts";

export type Layers = Readonly<Record<Layer, LayerAdapter>>;

/** Which engine runs an environment, and where its state is kept. */
export interface Engines {
  /** @throws {GroundworkError} naming what is missing for this environment's cloud. */
  engineFor(desired: Pick<DesiredState, "environment" | "cloud">): Engine;
  /** Where the stacks of environments in such a cloud are kept, and which there are now. Never rejects. */
  stateFor(cloud: Pick<DesiredState["cloud"], "kind">): Promise<StackState>;
  /** The engine that knows the state of an environment whose folder is gone. */
  readonly engineForRemoved: Engine;
  /** Name of the Pulumi project: the other half of every stack's name. */
  readonly project: string;
  readonly local: boolean;
}

export interface StackState {
  /** A folder, or the URL of a backend without credentials. */
  readonly location: string;
  /** By the names of the stacks that hold resources, when each was saved last. Absent where it cannot be listed. */
  readonly stacks?: ReadonlyMap<string, string | undefined>;
  /** When one stack was saved last, as it is now; `nothing` where it holds no resources. Absent where asking again costs too much. */
  readonly savedNow?: (stack: string) => Promise<string | undefined>;
}

/** How commits come to environments. */
export type Arrival =
  /** As commits of a branch; `undefined` where it is not known. */
  | { readonly as: "commits"; readonly branch: string | undefined }
  /** As a change that is to be merged into a branch: what tags bring up later counts as well. */
  | { readonly as: "change"; readonly branch: string }
  /** By a tag that stands on a commit of the branch. */
  | { readonly as: "tag"; readonly branch: string; readonly tag: string };

/** Which environments the commits of a run reach. */
export interface Reach {
  /** Absent where all are reached. */
  readonly arrival?: Arrival;
  /**
   * Those of these environments that they do not reach. Where their branch is not known, they reach none that takes commits from certain
   * branches only.
   *
   * @param before the commit before them, whose file counts as well: no change decides how far it reaches itself
   * @throws {InvalidPromotion} where the file of the protected branch does not tell
   */
  beyond(names: readonly string[], before?: CommitId): Promise<readonly NotReached[]>;
  /** Those of these environments that a change reaches only by a tag on the branch that it is merged into. */
  laterByTag(names: readonly string[]): Promise<readonly ReachedByTag[]>;
}

/** Lets time pass. Resolves early when `signal` aborts. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** What the processes that previews start may use together. Sizes are in bytes. */
export interface MemoryBudget {
  readonly bytes: number;
  /** What one preview is taken to need as long as none has needed more. */
  readonly usual: number;
  /** What they use now: all together, and the one that uses most with what it has started. `undefined` where the system does not say. */
  used(): Promise<{ readonly total: number; readonly largest: number } | undefined>;
  /** Processes that run a program or wait to run it again. One that waits takes no more memory when it is used. @default none */
  readonly processes?: () => number;
  /** Ends processes that wait to run a program again, for when no more are run: one that is started nevertheless has its own. */
  readonly release?: () => void;
}

/** What the flows work with; every flow names the part that it uses. */
export interface FlowPorts {
  readonly git: Repository;
  readonly programs: ProgramReader;
  /** Which environments the commits of the branch reach that the run is about. */
  readonly reach: Reach;
  readonly engines: Engines;
  readonly workspaces: Workspaces;
  /**
   * Whether all of these are for a change from outside: programs are confined and get no secret, no cloud is asked, and what was
   * previewed binds nothing. @default false
   */
  readonly isForOutside?: boolean;
  /** The ports for a change from outside. Absent: such a change is refused. @throws {GroundworkError} where it cannot be confined. */
  readonly forOutside?: () => Promise<FlowPorts>;
  readonly source: SyncSource;
  /** What compares and applies each layer. */
  readonly layers: Layers;
  readonly syncAgents: SyncAgents;
  readonly history: History;
  /** Keeps other runs, also those of other machines, from acting on the same environments. */
  readonly leases: RunLeases;
  /** Begins to watch which runs act on environments. Absent: that is not known, and nothing is taken for changing. */
  readonly watchRuns?: (environments: readonly string[]) => Promise<WatchedRuns>;
  /** By whom and when something was changed in the cloud, where a log of it can be read. */
  readonly auditLogs?: AuditLogs;
  /** What asks the checks that environments declare of their health. Absent: their answers are unknown. */
  readonly health?: HealthChecks;
  /** What checks the form of playbooks. Absent: they are not checked, and that is said of them. */
  readonly playbooks?: PlaybookSyntax;
  /** What carries playbooks out. Absent: nothing does, as for a change from outside. */
  readonly playbookRuns?: PlaybookRuns;
  /** What compares machines with their playbooks. Absent: how they stand is unknown. */
  readonly machines?: MachineComparison;
  /** What builds folders with a kustomization for a report. Absent: their files are shown as they are written. */
  readonly manifests?: ManifestBuilder;
  /** How clusters are reached and compared with Git. Absent: none is asked. */
  readonly comparison?: { readonly accesses: ClusterAccesses; readonly clusters: ComparableClusters };
  /** Plans that were shown, in full. */
  readonly plans: KeptPlans;
  readonly clock: Clock;
  readonly wait: Wait;
  /** Aborted by the first Ctrl-C, and when a lease is lost: what runs is finished, nothing more is started. */
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
  /** The person or the pipeline that runs this, for the record. */
  readonly actor: string;
  /** Environments previewed or changed at the same time, at most. */
  readonly parallel: number;
  /** Fewer are previewed at the same time where they would not fit. Absent: they are only counted. */
  readonly memory?: MemoryBudget;
}
