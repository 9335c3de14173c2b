import type {
  AffectedEnvironment,
  InputsDigest,
  InstanceIds,
  Kubediff,
  Layer,
  LayerPreview,
  LayerRun,
  LayerStatus,
  ManifestFiles,
  PlannedLayer,
  Problem,
  StandingInstances,
} from "../change/index.ts";
import type { DesiredState } from "../desired/index.ts";
import type { PreviewedOutputs, StackConfig } from "../engine/index.ts";
import type { LastRun } from "../history/index.ts";
import type { CheckLimit } from "./check-limit.ts";

/** What was read, or all that is wrong with it. */
export type Declared<T> = T | { readonly problem: Problem };

/** The environments whose outputs an environment may use, as far as the same change touches them. */
export interface Upstreams {
  /** All that it declares to use, whether the change touches them or not. */
  readonly declared: readonly string[];
  /** Those that the change would change. */
  readonly pending: readonly string[];
  /** Those that the change touches and that are previewed elsewhere, or not at all. */
  readonly unselected: readonly string[];
  /** By name, the outputs that their previews gave. */
  readonly outputs: ReadonlyMap<string, PreviewedOutputs>;
  /** Takes what this environment's preview gives, for those that use it. */
  readonly onOutputs: (outputs: PreviewedOutputs) => void;
}

/**
 * One environment at one commit, as a layer is handed it. What a method gives is read when it is first asked for, and once: an
 * apply works with what was compared.
 */
export interface LayerTarget {
  readonly environment: string;
  readonly commit: string;
  /** The commit's files on disk, with the packages that its program imports. */
  readonly folder: string;
  /** Configuration that is not in Git, on top of the stack's own. */
  readonly config: StackConfig;
  /** Read what stands from where it stands, and not from what is on record. Slower, and the only proof. */
  readonly refresh: boolean;
  /** Whether the program may run in a process that has run it for another environment. @default false */
  readonly mayShareProcess?: boolean;
  /** Compare on what the same change makes of other environments. Absent: on what stands of them. */
  readonly upstreams?: Upstreams;
  /** Ends a comparison, whose answer is not needed any more. Absent: an interruption of the command alone does. */
  readonly signal?: AbortSignal;
  /** What the commit declares of the environment. */
  desired(): Promise<Declared<DesiredState>>;
  /**
   * Whether the state is known to be what the program makes of the commit: its last run applied it, and neither has changed since. Then
   * the cloud is compared with the state, and the program is not run where they are the same. Absent: it is not known.
   */
  readonly isAsApplied?: () => Promise<boolean>;
  /**
   * Names all that decides what the environment's program plans, the state as it is now included; `undefined` where that is not
   * known, or {@link refresh} asks the cloud. Read it before what is compared.
   */
  programInputs(): Promise<InputsDigest | undefined>;
  /**
   * The environment's clusters as they stand, object by object against the commit. Absent where no cluster is to be asked.
   *
   * @throws {GroundworkError} saying why one of them cannot be compared
   */
  readonly kubediffs?: (of: DesiredState) => Promise<readonly Kubediff[]>;
  /** Files that a sync agent would build at the commit. Cheaper than {@link desired}. */
  manifests(): Promise<Declared<ManifestFiles>>;
  /** Files that the agent was handed last; `undefined` where that is not known, or nothing stands. */
  standingManifests(): Promise<ManifestFiles | undefined>;
  /**
   * Files and machines that the last run of its playbooks was about, as {@link LayerPreview} holds them; `undefined` where that is not known.
   * Absent: nothing is known of earlier runs.
   */
  readonly standingPlaybookFiles?: () => Promise<ManifestFiles | undefined>;
  /** The instances that this run was applied to; `undefined` where that is not known. Absent: nothing is known of earlier runs. */
  readonly appliedInstances?: () => Promise<InstanceIds | undefined>;
  /** The instances that stand, as the state was when it was first asked for. Absent: that is not known. */
  readonly standingInstances?: () => Promise<StandingInstances>;
  /** Ask the machines how they stand to their playbooks, without a change to them. @default false */
  readonly checksMachines?: boolean;
  /** How long machines may be asked, those of other environments of the same preview included. Absent: without an end of its own. */
  readonly checkLimit?: CheckLimit;
  /** Layers of the same environment that this one stands on, as they were compared right before. */
  readonly comparedBefore?: readonly LayerPreview[];
  /** Why an agent or a cluster would refuse manifests of the commit, where the caller wants to know that beforehand. */
  refusedManifests(): Promise<Problem | undefined>;
}

export interface ApplyOptions {
  /** How long to wait for an agent that carries the layer out. Absent: it is not waited for. */
  readonly wait?: { readonly timeoutMilliseconds: number };
}

/** What is known of an environment before a layer is asked for its status. */
export interface OnRecord {
  readonly environment: string;
  readonly commit: string;
  /** What the commit declares of it, or all that is wrong with that. */
  readonly desired: Declared<DesiredState>;
  /** Its last `up` or `destroy`. */
  readonly run?: LastRun;
  /** Records that are lost or cannot be read: without {@link run}, one of them may be the environment's only run. */
  readonly lost: readonly string[];
  /** Why it does not stand at the commit, where it does not. */
  readonly pending?: AffectedEnvironment;
  /** Layers that the commit declares. */
  readonly declared: readonly Layer[];
  /** The instances that stand by the state. Absent: that is not known. */
  readonly standingInstances?: () => Promise<StandingInstances>;
  /** What a comparison has just given, where one was made: it is known better than any record. */
  readonly compared?: LayerPreview;
}

/**
 * A part of environments that is compared with Git, and applied, on its own.
 *
 * No method throws for what is wrong with an environment: that is a value, so that one layer takes nothing from the others.
 * Unknown is never given as unchanged.
 */
export interface LayerAdapter {
  readonly layer: Layer;
  /**
   * What bringing the layer up to the commit would do. Changes nothing.
   *
   * Equal targets over an equal world give equal digests, whenever they are compared.
   */
  compare(target: LayerTarget): Promise<LayerPreview>;
  /** Reads what {@link compare} is going to wait for, while other environments are compared. Never rejects. */
  readonly prefetch?: (target: LayerTarget) => Promise<void>;
  /**
   * Does what was compared; absent where nothing applies the layer yet. Repeatable: once it came to a good end, and nothing
   * else changed, the layer is compared as unchanged.
   *
   * An interruption lets what runs finish and is `cancelled`.
   */
  readonly apply?: (target: LayerTarget, planned: PlannedLayer, options: ApplyOptions) => Promise<LayerRun>;
  /**
   * Whether the layer stands at the commit, as far as its keeper says so: records, the state, a sync agent.
   *
   * @returns `undefined` where the environment has nothing of it.
   */
  status(known: OnRecord): Promise<LayerStatus | undefined>;
}
