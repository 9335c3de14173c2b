import { counted, GroundworkError, printable } from "../lib/index.ts";
import type { Lease, LeaseOwner } from "./lease.ts";

/** `up of 4c1f2ab by Ada on ci-7 (https://ci/jobs/9), since 2026-01-01T00:00:00.000Z`: one harmless line, also of a document with other characters. */
export function ownerText({ doing, actor, host, job, since }: LeaseOwner): string {
  return printable(`${doing} by ${actor} on ${host}${job === undefined ? "" : ` (${job})`}, since ${since}`);
}

/** Another run acts on environments that this one needs. */
export class LeaseHeld extends GroundworkError {
  readonly code = "lease-held";
  readonly kind = "refused";
  constructor(
    /** Of each lease: the environment, its run, what that does and for how many seconds without a renewal it counts. */
    readonly data: {
      readonly held: readonly {
        readonly environment: string;
        readonly run: string;
        readonly by: string;
        readonly seconds: number;
      }[];
    },
    options?: ErrorOptions,
  ) {
    const [first, ...others] = data.held;
    const { environment = "", by = "", run = "", seconds = 0 } = first ?? {};
    super(
      `${environment} is being changed: ${by}.` +
        (others.length > 0 ? ` So ${others.length === 1 ? "is" : "are"} ${namesText(others)}.` : "") +
        " Nothing was started. It can be taken when that run has ended, " +
        `or when it has not renewed its lease for ${seconds} s. Wait for it with --wait-for-lock. ` +
        `If the run is known to have ended, release its lease with: groundwork leases release ${environment} --owner ${run}`,
      options,
    );
  }
}

/** Leases of this run were taken by another run, or away from it, or could not be renewed in their time. */
export class LeaseLost extends GroundworkError {
  readonly code = "lease-lost";
  readonly kind = "failed";
  constructor(
    /** `why` of each names who has it now, as a part of a sentence. */
    readonly data: { readonly lost: readonly { readonly environment: string; readonly why: string }[] },
    options?: ErrorOptions,
  ) {
    const [first, ...others] = data.lost;
    super(
      `The lease of ${first?.environment ?? "an environment"} was lost while this run acted under it: ${first?.why ?? "it is gone"}.` +
        (others.length > 0 ? ` So ${others.length === 1 ? "was that" : "were those"} of ${namesText(others)}.` : "") +
        " What was running was finished, nothing more was started. " +
        "Look at what stands with groundwork status, then run the same command again.",
      options,
    );
  }
}

/** The document of a lease is damaged, so whether a run acts on the environment is not known. */
export class LeaseUnreadable extends GroundworkError {
  readonly code = "lease-unreadable";
  readonly kind = "unknown";
  constructor(
    readonly data: {
      readonly place: string;
      readonly unreadable: readonly { readonly environment: string; readonly problem: string }[];
    },
    options?: ErrorOptions,
  ) {
    const { place, unreadable } = data;
    const [{ environment } = { environment: "" }] = unreadable;
    super(
      `Whether a run acts on ${unreadable.length === 1 ? environment : counted(unreadable.length, "environment")} is not known, because in ${place} ` +
        `${unreadable.map((each) => `the lease of ${each.environment} cannot be read: ${each.problem}`).join("; ")}. Nothing was started. ` +
        `When no run acts on it, release it with: groundwork leases release ${environment} --unreadable`,
      options,
    );
  }
}

/** The document of a lease was written by a later version of Groundwork. */
export class LeaseTooNew extends GroundworkError {
  readonly code = "lease-too-new";
  readonly kind = "refused";
  constructor(
    readonly data: {
      readonly place: string;
      readonly leases: readonly { readonly environment: string; readonly version: number }[];
    },
    options?: ErrorOptions,
  ) {
    const { place, leases } = data;
    super(
      `In ${place} ${leases.map(({ environment, version }) => `the lease of ${environment} has version ${version}`).join(", ")}, which this ` +
        "version of Groundwork does not know. Nothing was changed. Install the version of Groundwork that the other runs have.",
      options,
    );
  }
}

/** Leases cannot be read or written now, so whether one is held is not known. */
export class LeasesUnreachable extends GroundworkError {
  readonly code = "leases-unreachable";
  readonly kind = "unknown";
  constructor(
    /** `place` is a folder, a reference, or an address without credentials. */
    readonly data: { readonly place: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `Whether another run holds the leases in ${data.place} is not known: ${data.problem}. ` +
        "Give access to it, also to write, or mend the connection, then try again.",
      options,
    );
  }
}

/** A lease that is to be released is not held by the run that was named. */
export class LeaseNotHeldBy extends GroundworkError {
  readonly code = "lease-not-held-by";
  readonly kind = "refused";
  constructor(
    /** `run` is the one that was named; `found` says how the lease stands. */
    readonly data: { readonly environment: string; readonly run: string; readonly found: string },
    options?: ErrorOptions,
  ) {
    super(
      `The lease of ${data.environment} is not released, because ${data.run} does not hold it: ${data.found}. ` +
        "See who does with: groundwork leases",
      options,
    );
  }
}

/** As {@link LeaseHeld} names it. */
export function heldBy({ environment, owner, seconds }: Lease): LeaseHeld["data"]["held"][number] {
  return { environment, run: owner.run, by: ownerText(owner), seconds };
}

function namesText(of: readonly { readonly environment: string }[]): string {
  return of.map(({ environment }) => environment).join(", ");
}
