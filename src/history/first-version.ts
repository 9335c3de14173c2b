import * as z from "zod";
import {
  type ChangeCounts,
  countChanges,
  digestOf,
  hasChanges,
  noChanges,
  type ShownLayer,
  type ShownStep,
} from "../change/index.ts";
import {
  type EnvironmentRecord,
  type HistoryRecord,
  historyVersion,
  type LayerRecord,
  type PreviewRecord,
  type RunRecord,
} from "./history.ts";
import { counts, digest, head, manifests, previewHead, runHead, step } from "./record-parts.ts";

/** Records without a `version`: they know one plan for each environment, over its infrastructure and its manifests. */
const preview = head.extend(previewHead).extend({
  plans: z.array(
    z.looseObject({ environment: z.string(), digest, steps: z.array(step), manifests: manifests.optional() }),
  ),
});

const run = head.extend(runHead).extend({
  by: z.string().default("unknown"),
  environments: z.array(
    z.looseObject({
      environment: z.string(),
      result: z.enum(["succeeded", "failed", "cancelled", "refused", "not-started"]),
      digest: digest.optional(),
      summary: z.partialRecord(counts.keyof(), z.number()).catch({}),
      problem: z.string().optional(),
      milliseconds: z.number().default(0),
      converged: z.boolean().optional(),
    }),
  ),
});

type FirstPlan = z.infer<typeof preview>["plans"][number];
type FirstRun = z.infer<typeof run>;

/** The same record in today's version; `undefined` for what is no record of the first one. */
export function recordOfFirstVersion(json: object): HistoryRecord | undefined {
  const shown = preview.safeParse(json);
  if (shown.success) return previewOf(shown.data);
  const made = run.safeParse(json);
  return made.success ? runOf(made.data) : undefined;
}

function previewOf({ kind, id, at, tree, range, plans }: z.infer<typeof preview>): PreviewRecord {
  return {
    version: historyVersion,
    kind,
    id,
    at,
    tree,
    range: { base: range.base, head: range.head },
    plans: plans.map((plan) => ({ environment: plan.environment, layers: shownLayers(plan, at) })),
  };
}

/** A plan of manifests alone had no steps either: what it showed of the infrastructure, an empty plan shows as well. */
function shownLayers({ steps: parsed, manifests: files }: FirstPlan, at: string): readonly ShownLayer[] {
  const steps = parsed as readonly ShownStep[];
  const planned = countChanges(steps);
  const infrastructure: ShownLayer = {
    layer: "infrastructure",
    kind: hasChanges(planned) ? "planned" : "unchanged",
    at,
    planDigest: digestOf(steps),
    steps,
    counts: planned,
  };
  if (!files) return [infrastructure];
  const cluster: ShownLayer = {
    layer: "cluster",
    kind: "planned",
    at,
    planDigest: digestOf([], files),
    steps: [],
    counts: noChanges,
    manifests: files,
  };
  return [infrastructure, cluster];
}

function runOf({ kind, id, at, commit, by, environments }: FirstRun): RunRecord {
  const records = environments.map((each): EnvironmentRecord => {
    const { environment, result, problem, milliseconds } = each;
    const layers = layerRecords(each, at);
    return { environment, result, layers, ...(problem !== undefined && { problem }), milliseconds };
  });
  return { version: historyVersion, kind, id, at, commit, by, environments: records };
}

function layerRecords(
  { result, digest: bound, summary, problem, converged }: FirstRun["environments"][number],
  at: string,
): readonly LayerRecord[] {
  const { create = 0, update = 0, replace = 0, delete: deletes = 0, same = 0 } = summary;
  const done: ChangeCounts = { create, update, replace, delete: deletes, same };
  const infrastructure: LayerRecord = {
    layer: "infrastructure",
    kind: result === "succeeded" ? appliedOr(done) : result,
    at,
    ...(bound && { planDigest: bound }),
    steps: [],
    counts: done,
    ...(problem !== undefined && { problem }),
  };
  if (converged === undefined) return [infrastructure];
  const kind = converged ? "applied" : "not-converged";
  return [infrastructure, { layer: "cluster", kind, at, steps: [], counts: noChanges }];
}

function appliedOr(done: ChangeCounts): "applied" | "unchanged" {
  return hasChanges(done) ? "applied" : "unchanged";
}
