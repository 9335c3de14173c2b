import type { Step } from "./step.ts";
import type { Tracked } from "./tracked.ts";

/** What was decided so far for each resource; by URN unless said otherwise. */
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
  /** Resources, not URNs, whose deletion was started. */
  readonly deleted = new Set<Tracked>();
  /** Keys that made a resource go together with the one that it depends on. */
  readonly dependentReplaceKeys = new Map<string, readonly string[]>();
  /** Old URN to the URN of now. */
  readonly renamedFrom = new Map<string, string>();
  /** URN of now to the old URN. */
  readonly renamedTo = new Map<string, string>();
  /** By the URN of the old state: registrations that found a resource there; each settles when its steps have ended. */
  readonly registrations = new Map<string, Promise<unknown>>();
  /** Every resource as it stands now. */
  readonly current = new Map<string, Tracked>();
  /** The last step of every resource that was registered. */
  readonly steps = new Map<string, Step>();
  /** Failed, or left out because something that they need failed, where the operation goes on regardless. */
  readonly failed = new Set<string>();
  /** Nobody knows whether some step was done. */
  uncertain = false;
  /** A part of the deployment that was not a step went wrong. */
  sawError = false;

  /** True when the resource of the old state got a decision, under its old name or its new one. */
  isDecided(oldUrn: string): boolean {
    const urn = this.renamedFrom.get(oldUrn) ?? oldUrn;
    return this.sames.has(urn) || this.updates.has(urn) || this.replaces.has(urn) || this.reads.has(urn);
  }

  /** Everything that can no longer turn out to depend on something that is being registered. */
  settled(): ReadonlySet<string> {
    return new Set([...this.reads, ...this.creates, ...this.sames, ...this.updates, ...this.deletes, ...this.replaces]);
  }
}
