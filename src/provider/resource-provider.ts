/**
 * Inputs or outputs of a resource as plain JSON.
 *
 * Unknown values of a preview are Pulumi's unknown sentinel string; assets and archives stay special-signature maps.
 * Secrets never arrive here as such: the engine unwraps them and marks the results again.
 */
export type PropertyMap = Record<string, unknown>;

export interface CheckFailure {
  /** Property path, for example `nodeConfig.machineType`; empty for the resource itself. */
  readonly property: string;
  readonly reason: string;
}

export interface CheckResult {
  /** The inputs with defaults filled in. */
  readonly inputs: PropertyMap;
  readonly failures: readonly CheckFailure[];
}

export type DetailedDiffKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

export interface DiffResult {
  readonly changes: "none" | "some" | "unknown";
  readonly replaces: readonly string[];
  /** Top-level keys that differ. */
  readonly diffs: readonly string[];
  readonly detailedDiff: Readonly<Record<string, { readonly kind: DetailedDiffKind; readonly inputDiff: boolean }>>;
  readonly stables: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** The resource that a call is about. */
export interface Subject {
  readonly urn: string;
  /** Type token, for example `gcp:compute/network:Network`. */
  readonly type: string;
  readonly name: string;
  /** Aborts when the operation's custom timeout is over or the engine cancels. */
  readonly signal: AbortSignal;
}

export interface ExistingSubject extends Subject {
  readonly id: string;
}

export interface CreatedResource {
  readonly id: string;
  readonly outputs: PropertyMap;
}

export interface ReadResource {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

export interface CheckRequest {
  /** `undefined` for a resource that does not exist yet. */
  readonly oldInputs: PropertyMap | undefined;
  readonly news: PropertyMap;
  /** What is made up follows from it: an `up` that is held to a plan gets the seeds of its preview. Absent or empty when the engine has none. */
  readonly randomSeed?: Uint8Array;
}

/** A component that a program asked for and its provider fills. It is registered already. */
export interface Component {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Unknown values of a preview are Pulumi's unknown sentinel string. */
  readonly inputs: PropertyMap;
}

/** A resource in a component, as its provider registers it. */
export interface RegistrationRequest {
  readonly type: string;
  readonly name: string;
  /** Values may be marked as secret. */
  readonly inputs: PropertyMap;
  /** URNs. */
  readonly dependsOn: readonly string[];
  readonly retainOnDelete?: boolean;
}

export interface Registered {
  readonly type: string;
  readonly urn: string;
  /** Empty in a preview of its creation. */
  readonly id: string;
}

/** The engine's resource monitor, for children of one component. */
export interface Registrations {
  /** Resolves when the resource is created, updated or found unchanged. Rejects when it failed or the deployment stopped. */
  register(request: RegistrationRequest): Promise<Registered>;
}

/**
 * A resource provider in plain JSON: the methods of `pulumirpc.ResourceProvider`, without its wire format.
 * The embedded engine's interface of the same name is the other end of that service.
 *
 * One instance serves one provider resource of one program: `configure` is called once, before any resource.
 */
export interface ResourceProvider {
  checkConfig(news: PropertyMap): Promise<CheckResult>;
  diffConfig(oldInputs: PropertyMap, news: PropertyMap): Promise<DiffResult>;
  configure(inputs: PropertyMap): Promise<void>;
  check(subject: Subject, request: CheckRequest): Promise<CheckResult>;
  diff(
    subject: ExistingSubject,
    request: {
      readonly oldInputs: PropertyMap;
      readonly oldOutputs: PropertyMap;
      readonly news: PropertyMap;
      readonly ignoreChanges: readonly string[];
    },
  ): Promise<DiffResult>;
  /** With `preview`, changes nothing and returns what is known already; unknown outputs are left out. @throws {PartlyCreated} */
  create(
    subject: Subject,
    request: { readonly inputs: PropertyMap; readonly preview: boolean },
  ): Promise<CreatedResource>;
  /** `undefined` when the resource is gone. */
  read(
    subject: ExistingSubject,
    request: { readonly inputs: PropertyMap | undefined; readonly outputs: PropertyMap | undefined },
  ): Promise<ReadResource | undefined>;
  update(
    subject: ExistingSubject,
    request: {
      readonly oldInputs: PropertyMap;
      readonly oldOutputs: PropertyMap;
      readonly news: PropertyMap;
      readonly preview: boolean;
      readonly ignoreChanges: readonly string[];
    },
  ): Promise<{ readonly outputs: PropertyMap }>;
  delete(
    subject: ExistingSubject,
    request: { readonly inputs: PropertyMap; readonly outputs: PropertyMap },
  ): Promise<void>;
  /** @param signal aborts when the caller gives up */
  invoke(
    token: string,
    args: PropertyMap,
    signal?: AbortSignal,
  ): Promise<{ readonly result: PropertyMap; readonly failures: readonly CheckFailure[] }>;
  /** Registers what is in a component, and returns its outputs. Left out by a package without components. */
  construct?(component: Component, registrations: Registrations): Promise<PropertyMap>;
}

/** The resource exists but did not come up: the engine keeps it in its state, with the reasons, and fails the step. */
export class PartlyCreated extends Error {
  constructor(
    /** With its inputs where it was read; a creation or an update has those of its request. */
    readonly resource: CreatedResource & { readonly inputs?: PropertyMap },
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("; "));
    this.name = "PartlyCreated";
  }
}
