import { LeaseNotHeldBy, ownerText } from "./errors.ts";
import { type FoundLease, type Lease, leaseVersion } from "./lease.ts";
import { fenceAfter } from "./lease-document.ts";

/** What a person takes away from whom. */
export interface Revocation {
  readonly environment: string;
  readonly from: { readonly run: string } | "unreadable";
  readonly by: string;
  /** The document as it stands. */
  readonly text: string | undefined;
  /** By this machine's clock. */
  readonly at: Date;
}

/** The lease as it stands when it was taken away. @throws {LeaseNotHeldBy} */
export function revoked(
  found: Exclude<FoundLease, { readonly kind: "too-new" }> | undefined,
  revocation: Revocation,
): Lease {
  const { from, by } = revocation;
  if (found === undefined) throw notHeld(revocation, "it was never taken");
  if (found.kind === "unreadable") {
    if (from !== "unreadable") throw notHeld(revocation, "it cannot be read, which --unreadable releases");
    return begunAnew(revocation);
  }
  const { lease } = found;
  if (lease.state === "released") throw notHeld(revocation, "it is released");
  if (from === "unreadable" || lease.owner.run !== from.run)
    throw notHeld(revocation, `it is held for ${ownerText(lease.owner)}`);
  return { ...lease, state: "released", releasedBy: by };
}

export function notHeld(
  { environment, from }: Pick<Revocation, "environment" | "from">,
  found: string,
): LeaseNotHeldBy {
  const run = from === "unreadable" ? "a run that cannot be read" : from.run;
  return new LeaseNotHeldBy({ environment, run, found });
}

/** In the place of a document that cannot be read. The time in it keeps its text from being written twice. */
function begunAnew({ environment, by, text, at }: Revocation): Lease {
  const since = at.toISOString();
  return {
    version: leaseVersion,
    environment,
    fence: fenceAfter(text, at.getTime()),
    state: "released",
    owner: {
      run: `released-${since}`,
      actor: by,
      host: "unknown",
      doing: "release of a lease that could not be read",
      since,
      process: { pid: 0 },
    },
    seconds: 1,
    renewal: 0,
    releasedBy: by,
  };
}
