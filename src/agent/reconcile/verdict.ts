import { notReady, ready, reconciling, stalled, type WantedCondition } from "../../kubernetes/flux/index.ts";
import type { ForeignFields } from "../../kubernetes/ownership/index.ts";
import type { ObjectFailure } from "../apply/index.ts";
import type { BuildProblem } from "../build/index.ts";

/** How a pass ended, for the status and for when to come back. */
export interface Verdict {
  readonly conditions: readonly WantedCondition[];
  /** Comes back by backoff, by the interval or that of retries, after so many milliseconds, or only when something changes. */
  readonly again: "backoff" | "retry" | "interval" | "never" | number;
  readonly attempted?: string;
  readonly applied?: string;
}

/** Longest part of a condition's message: a screen, not a log. */
const mostLines = 25;

export const listed = (lines: readonly string[]): string =>
  lines.length <= mostLines
    ? lines.join("\n")
    : [...lines.slice(0, mostLines), `and ${lines.length - mostLines} more`].join("\n");

/** Nothing helps but a change of the object itself. */
export const stalledVerdict = (reason: string, message: string): Verdict => ({
  conditions: [notReady(reason, message), stalled(reason, message)],
  again: "never",
});

/** Something that is needed is not there. */
export const blockedVerdict = (reason: string, message: string, extra: Partial<Verdict> = {}): Verdict => ({
  conditions: [notReady(reason, message), reconciling("ProgressingWithRetry", message)],
  again: "backoff",
  ...extra,
});

/**
 * Some objects or files failed; every one of them is named.
 *
 * The pass is retried in any case, since objects in the cluster may change too. `Stalled` is set where only another
 * commit is likely to help, so that a client that waits for this commit can stop waiting; retries are as far apart as Flux's then.
 */
export function failedVerdict(
  revision: string,
  problems: readonly BuildProblem[],
  failures: readonly ObjectFailure[],
): Verdict {
  const lines = [
    ...problems.map(({ origin, problem }) => `${origin}: ${problem}`),
    ...failures.map(({ origin, object, problem }) => `${origin}: ${object}: ${problem}`),
  ];
  const reason = failures.length > 0 ? "ReconciliationFailed" : "BuildFailed";
  const verdict = blockedVerdict(reason, listed(lines), { attempted: revision });
  const mayPass = problems.some(({ passing }) => passing) || failures.some(({ kind }) => !final.has(kind));
  if (mayPass) return verdict;
  return { ...verdict, again: "retry", conditions: [...verdict.conditions, stalled(reason, listed(lines))] };
}

/** What is wrong with the manifest itself. */
const final: ReadonlySet<ObjectFailure["kind"]> = new Set(["invalid", "not-in-schema", "immutable"]);

/** Objects that left are deleted as soon as it is known that no other Kustomization has them. */
export const awaitingOthersVerdict = (revision: string, message: string): Verdict => ({
  conditions: [
    { type: "Ready", status: "Unknown", reason: "Progressing", message },
    reconciling("Progressing", message),
  ],
  again: 2_000,
  attempted: revision,
});

/** The cluster differs, and it was asked only to say so. */
export const driftVerdict = (revision: string, differing: readonly string[]): Verdict => ({
  conditions: [notReady("DriftDetected", listed(differing))],
  again: "interval",
  attempted: revision,
});

/** Applied, and not healthy yet. `wasReady` keeps an environment ready through the moment that a Pod is replaced. */
export function waitingVerdict(
  revision: string,
  waiting: readonly string[],
  at: { readonly timeout: string; readonly wasReady: boolean; readonly again: number },
): Verdict {
  const message = `Running health checks for revision ${revision} with a timeout of ${at.timeout}\n${listed(waiting)}`;
  if (at.wasReady) return { ...readyVerdict(revision, undefined), again: at.again };
  return {
    conditions: [
      { type: "Ready", status: "Unknown", reason: "Progressing", message },
      reconciling("Progressing", message),
      { type: "Healthy", status: "Unknown", reason: "Progressing", message },
    ],
    again: at.again,
    attempted: revision,
  };
}

export function unhealthyVerdict(revision: string, message: string): Verdict {
  return {
    conditions: [
      notReady("HealthCheckFailed", message),
      reconciling("ProgressingWithRetry", message),
      { type: "Healthy", status: "False", reason: "HealthCheckFailed", message },
    ],
    again: "interval",
    attempted: revision,
  };
}

/** `health`, when it was checked, says how that went. */
export const readyVerdict = (revision: string, health: string | undefined): Verdict => ({
  conditions: [
    ready("ReconciliationSucceeded", `Applied revision: ${revision}`),
    ...(health === undefined
      ? []
      : [{ type: "Healthy", status: "True", reason: "Succeeded", message: health } as const]),
  ],
  again: "interval",
  attempted: revision,
  applied: revision,
});

/** Objects that other Kustomizations declare as well, and those that were taken over from one that dropped them. */
export const sharingConditions = (
  shared: readonly {
    readonly object: string;
    readonly others: readonly string[];
    readonly owner: string | undefined;
  }[],
  takenOver: readonly { readonly object: string; readonly from: string }[],
): readonly WantedCondition[] => [
  ...(shared.length === 0
    ? []
    : [
        {
          type: "SharedObjects",
          status: "True",
          reason: "DeclaredByOthers",
          message: listed(
            shared.map(
              ({ object, others, owner }) =>
                `${object} is declared by ${others.join(", ")} as well${owner === undefined ? "" : `; ${owner} applied it last`}`,
            ),
          ),
        } as const,
      ]),
  ...(takenOver.length === 0
    ? []
    : [
        {
          type: "TakenOver",
          status: "True",
          reason: "DroppedByOther",
          message: listed(takenOver.map(takenOverText)),
        } as const,
      ]),
];

export const takenOverText = ({ object, from }: { readonly object: string; readonly from: string }): string =>
  `${object} taken over from ${from}, which no longer declares it`;

/** Fields that others set on our objects. */
export const foreignCondition = (
  found: readonly { readonly object: string; readonly foreign: readonly ForeignFields[] }[],
): readonly WantedCondition[] => {
  const lines = found.flatMap(({ object, foreign }) =>
    foreign.map(({ manager, fields }) => `${object}: ${fields.join(", ")} (${manager})`),
  );
  return lines.length === 0
    ? []
    : [{ type: "ForeignFields", status: "True", reason: "FieldsAdded", message: listed(lines) }];
};
