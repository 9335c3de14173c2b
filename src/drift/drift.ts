import { type Layer, type Problem, type StateLookedAt, type UndeclaredStack, worstVerdict } from "../change/index.ts";

/** How a layer was found: what could not be looked at may be anything, so that `unknown` is the loudest. */
export type DriftVerdict = "in-sync" | "diverged" | "unknown";

/** Who changed something behind Groundwork's back, and when, as an audit log has it. */
export interface AuditEntry {
  readonly actor: string;
  /** In ISO 8601. */
  readonly at: string;
  /** The log's own name of what was done: `v1.compute.firewalls.patch`. */
  readonly action?: string;
}

/** Why something is not as the commit declares it. */
export type DriftCause =
  /** It was changed in the cloud, the cluster or on the machine. Without an entry the audit log does not tell by whom, or not yet. */
  | { readonly kind: "changed-outside"; readonly by?: AuditEntry }
  /** The commit declares it otherwise than the last run left it. */
  | { readonly kind: "not-applied" }
  /** What a provider or a package answers differs, and nothing that is declared does: bringing it up would change nothing. */
  | { readonly kind: "noise" }
  /** Neither the world nor the commit has changed since the last run, and bringing it up would change something nevertheless. */
  | { readonly kind: "unexplained" };

export type DriftCauseKind = DriftCause["kind"];

/** An exception in Git that a difference falls under. */
export interface AcceptedBy {
  readonly owner: string;
  readonly reason: string;
  /** The last day on which it counts: `2026-12-31`. */
  readonly until: string;
  /** It counted until a day that is over, so that the difference counts again. */
  readonly expired?: true;
}

/** One thing in one environment that is not as the commit declares it. It holds no value, so that it can be told to anybody. */
export interface Difference {
  readonly environment: string;
  readonly layer: Layer;
  /** `gcp:compute:Firewall ssh`, `Deployment/shop/web`, `web-1: Install nginx`. The same in every environment that declares it. */
  readonly subject: string;
  /** `surplus`: it stands, and the commit does not have it. */
  readonly change: "changed" | "missing" | "surplus";
  /** Properties, fields or files that differ, sorted. Empty where the whole of it does. */
  readonly paths: readonly string[];
  readonly cause: DriftCause;
  /** The subject of another difference of the layer, of which this one is a consequence. */
  readonly follows?: string;
  readonly accepted?: AcceptedBy;
}

/** How one layer of one environment was found. */
export interface LayerDrift {
  readonly layer: Layer;
  readonly verdict: DriftVerdict;
  /** A run is acting on the environment, so that what was found is not what will stand. It is `unknown`, and no reason to wake anybody. */
  readonly changing?: true;
  /** Why, in a few words. */
  readonly detail: string;
  /** Why it is unknown, one line each. */
  readonly problems: readonly string[];
  readonly differences: readonly Difference[];
  /** What was not found out beside it, such as who changed something. */
  readonly notes?: readonly string[];
}

export interface EnvironmentDrift {
  readonly environment: string;
  /** What is wrong with its declaration. */
  readonly problem?: Problem;
  readonly layers: readonly LayerDrift[];
}

/** Every environment that was compared with its commit. */
export interface FleetDrift {
  readonly commit: string;
  /** In ISO 8601. */
  readonly at: string;
  readonly local: boolean;
  readonly states: readonly StateLookedAt[];
  readonly environments: readonly EnvironmentDrift[];
  /** Stacks that hold resources and that the commit does not declare. Absent where environments were named, and where there are none. */
  readonly undeclared?: readonly UndeclaredStack[];
}

/** Those that are told by themselves, each with how many others follow from it. A consequence of what does not count stands by itself. */
export function withoutConsequences<Each extends Difference>(
  differences: readonly Each[],
): readonly (Each & { readonly consequences: readonly string[] })[] {
  const key = ({ environment, layer }: Each, subject: string) => JSON.stringify([environment, layer, subject]);
  const causes = new Map(
    differences.flatMap((each) =>
      each.follows === undefined && counts(each) ? [[key(each, each.subject), new Set<string>()] as const] : [],
    ),
  );
  const left = differences.filter((each) => {
    const of = each.follows === undefined || !counts(each) ? undefined : causes.get(key(each, each.follows));
    of?.add(each.subject);
    return !of;
  });
  const told = new Set<string>();
  return left.map((each) => {
    const own = key(each, each.subject);
    const consequences = counts(each) && !told.has(own) ? [...(causes.get(own) ?? [])].toSorted() : [];
    if (consequences.length > 0) told.add(own);
    return { ...each, consequences };
  });
}

/** Whether a difference makes its layer diverged: noise and what is accepted do not. */
export function counts({ cause, accepted }: Pick<Difference, "cause" | "accepted">): boolean {
  return cause.kind !== "noise" && (accepted === undefined || accepted.expired === true);
}

/** Unknown where no layer of any environment was there to be compared: nothing was looked at. */
export function driftVerdict({ environments }: Pick<FleetDrift, "environments">): DriftVerdict {
  if (environments.length > 0 && environments.every(isEmpty)) return "unknown";
  return worstVerdict(environments.map(verdictOfEnvironment));
}

export function verdictOfEnvironment({ problem, layers }: EnvironmentDrift): DriftVerdict {
  return problem ? "unknown" : worstVerdict(layers.map(({ verdict }) => verdict));
}

/** Whether it has nothing of the layers that were compared. */
export function isEmpty({ problem, layers }: EnvironmentDrift): boolean {
  return problem === undefined && layers.length === 0;
}
