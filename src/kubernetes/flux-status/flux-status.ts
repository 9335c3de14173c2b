import * as z from "zod";
import { annotations } from "../flux/index.ts";
import type { ObjectProblem, SyncCondition, SyncStatus, SyncSuspension } from "./sync-status.ts";

const condition = z.looseObject({
  type: z.string(),
  status: z.enum(["True", "False", "Unknown"]),
  reason: z.string().default(""),
  message: z.string().default(""),
  lastTransitionTime: z.string(),
  observedGeneration: z.number().optional(),
});

const metadata = z.looseObject({
  name: z.string(),
  namespace: z.string(),
  generation: z.number().default(0),
  annotations: z.record(z.string(), z.string()).default({}),
});

const commonStatus = {
  observedGeneration: z.number().optional(),
  lastHandledReconcileAt: z.string().optional(),
  conditions: z.array(condition).default([]),
};

const inventoryEntry = z.looseObject({ id: z.string(), v: z.string().default("") });

/** The part of a `Kustomization` that says how far the agent has got. */
export const kustomization = z.looseObject({
  metadata,
  spec: z.looseObject({ suspend: z.boolean().default(false) }),
  status: z
    .looseObject({
      ...commonStatus,
      lastAppliedRevision: z.string().optional(),
      lastAttemptedRevision: z.string().optional(),
      inventory: z.looseObject({ entries: z.array(inventoryEntry).default([]) }).optional(),
    })
    .prefault({}),
});

/** The part of a `GitRepository` that says what was fetched. */
export const gitRepository = z.looseObject({
  metadata,
  status: z.looseObject({ ...commonStatus, artifact: z.looseObject({ revision: z.string() }).optional() }).prefault({}),
});

type Kustomization = z.output<typeof kustomization>;
type GitRepository = z.output<typeof gitRepository>;

/** What two of Flux's objects say together. The source may be missing: the agent then has nothing to apply. */
export function syncStatusOf(applied: Kustomization, source: GitRepository | undefined): SyncStatus {
  const { metadata, spec, status } = applied;
  const ready = conditionOf(status.conditions, "Ready");
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    ready,
    source: source && conditionOf(source.status.conditions, "Ready"),
    sourceStalled: source !== undefined && conditionOf(source.status.conditions, "Stalled")?.status === "True",
    sourceStale: source !== undefined && isStale(source),
    suspended: spec.suspend,
    ...(spec.suspend && { suspension: suspensionIn(metadata.annotations) }),
    appliedCommit: commitOf(status.lastAppliedRevision),
    attemptedCommit: commitOf(status.lastAttemptedRevision),
    fetchedCommit: commitOf(source?.status.artifact?.revision),
    stalled: conditionOf(status.conditions, "Stalled")?.status === "True",
    stale: isStale(applied) || (source !== undefined && isStale(source)),
    objects: status.inventory?.entries.length ?? 0,
    problems: ready?.status === "False" ? problemsIn(ready.message) : [],
  };
}

/** `main@sha1:<commit>`, or `<commit>` alone as older versions wrote it. */
export function commitOf(revision: string | undefined): string | undefined {
  return revision === undefined ? undefined : /(?:^|sha1:)([0-9a-f]{40})$/.exec(revision)?.[1];
}

function conditionOf(conditions: Kustomization["status"]["conditions"], type: string): SyncCondition | undefined {
  const found = conditions.find((each) => each.type === type);
  return (
    found && {
      type: found.type,
      status: found.status,
      reason: found.reason,
      message: found.message,
      since: new Date(found.lastTransitionTime),
    }
  );
}

/** A time that is none is left out: it is compared with now. */
function suspensionIn(written: Readonly<Record<string, string>>): SyncSuspension {
  const { suspendedBy: by, suspendedReason: reason, suspendedAt, suspendedUntil } = annotations;
  const timeIn = (name: string): string | undefined =>
    Number.isNaN(Date.parse(written[name] ?? "")) ? undefined : written[name];
  const said = { by: written[by], reason: written[reason], at: timeIn(suspendedAt), until: timeIn(suspendedUntil) };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** The spec, or a request, is newer than what the agent says it has looked at. */
function isStale({ metadata, status }: Kustomization | GitRepository): boolean {
  const requested = metadata.annotations[annotations.requestedAt];
  const seen = status.observedGeneration ?? -1;
  return seen < metadata.generation || (requested !== undefined && status.lastHandledReconcileAt !== requested);
}

const objectLine = /^\s*(?:[-*] )?(?<place>\S+:\d+: )?(?<object>[A-Z]\w*\/\S*[^\s:])(?::|\s)\s*(?<problem>.+)$/;

/** A file that could not be built. */
const fileLine = /^(?<place>\S+:\d+): (?<problem>.+)$/;

/**
 * One line of a message per object, as both agents write them: `Deployment/shop/web: …`, `Deployment/shop/web dry-run
 * failed: …`, with the manifest's place before it where the agent knows it; and per place where no object could be read.
 */
function problemsIn(message: string): readonly ObjectProblem[] {
  return message.split("\n").flatMap((line) => {
    const { place = "", object, problem } = objectLine.exec(line)?.groups ?? {};
    if (object !== undefined && problem !== undefined) return [{ object, problem: `${problem}${inPlace(place)}` }];
    const file = fileLine.exec(line)?.groups ?? {};
    return file["place"] !== undefined && file["problem"] !== undefined
      ? [{ object: file["place"], problem: file["problem"] }]
      : [];
  });
}

function inPlace(place: string): string {
  return place === "" ? "" : ` (${place.replace(/: $/, "")})`;
}
