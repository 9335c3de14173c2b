import type { ResourceHandle } from "./recording/resource-handle.ts";
import type { Step } from "./step.ts";

/** What the deployment decided for each resource, by URN where nothing else is said: the sets of Pulumi's `stepGenerator`. */
export class Decisions {
  /** Registered in this deployment. */
  readonly seen = new Set<string>();
  readonly sames = new Set<string>();
  readonly creates = new Set<string>();
  readonly updates = new Set<string>();
  readonly replaces = new Set<string>();
  readonly reads = new Set<string>();
  readonly deletes = new Set<string>();
  readonly imports = new Set<string>();
  /** Would be created but are not among the targets. */
  readonly skippedCreates = new Set<string>();
  /** Resources whose deletion was started. Two halves of a replacement have the same URN, so these are handles. */
  readonly deleted = new Set<ResourceHandle>();
  /** The properties because of which a resource is replaced together with a resource that it depends on. */
  readonly dependentReplaceKeys = new Map<string, readonly string[]>();
  /** The old URN, which became an alias, to the new one. */
  readonly renamedFrom = new Map<string, string>();
  /** The new URN to the old one. */
  readonly renamedTo = new Map<string, string>();
  /** By the URN of the old state: registrations that found a resource there; each settles when its steps have ended. */
  readonly registrations = new Map<string, Promise<unknown>>();
  /** Every resource as it stands now. */
  readonly current = new Map<string, ResourceHandle>();
  /** The last step of every resource that was registered. */
  readonly steps = new Map<string, Step>();
  /** Resources that failed, or were left out because a resource that they need failed, when the operation goes on after errors. */
  readonly failed = new Set<string>();
  /** By URN of a resource that is made anew, paths of its inputs that its provider added to those of the program. */
  readonly addedInputs = new Map<string, readonly (readonly string[])[]>();
  /** True when it is not known whether some step was done. */
  uncertain = false;
  /** A part of the deployment that was not a step went wrong. */
  sawError = false;

  /** True when the resource of the old state got a decision, under its old name or its new one. */
  isDecided(oldUrn: string): boolean {
    const urn = this.renamedFrom.get(oldUrn) ?? oldUrn;
    return this.sames.has(urn) || this.updates.has(urn) || this.replaces.has(urn) || this.reads.has(urn);
  }

  /** URNs whose registration has finished. A deletion may rely on them having no new dependents. */
  settled(): ReadonlySet<string> {
    return new Set([...this.reads, ...this.creates, ...this.sames, ...this.updates, ...this.deletes, ...this.replaces]);
  }
}
