import { type Explanation, type RecordedChange, resourceNameOf, type ShownStep } from "../../change/index.ts";
import {
  compareRecorded,
  isPreview,
  isRun,
  type KeptRecord,
  type LayerRecord,
  type PreviewRecord,
  positionOf,
  type RunRecord,
} from "../../history/index.ts";
import { nearestName } from "../../lib/nearest-name.ts";
import type { FlowPorts } from "../ports.ts";
import { ResourceAmbiguous, ResourceNotOnRecord } from "./errors.ts";
import { circumstancesOf } from "./read-record.ts";

export interface ExplainRequest {
  /** A URN, the end of one, the name of a resource, its type and name as reports print them, or the path of a manifest. */
  readonly resource: string;
  /** Empty for all. */
  readonly environments: readonly string[];
}

/**
 * Finds in the record which runs made a resource what it is, and which preview showed each of them.
 *
 * @throws {ResourceNotOnRecord}
 * @throws {ResourceAmbiguous} when several resources have the name.
 */
export async function explainResource(
  { resource, environments }: ExplainRequest,
  { history, clock }: Pick<FlowPorts, "history" | "clock">,
): Promise<Explanation> {
  const { records, unreadable } = await history.list();
  const touched = touchesIn(records).filter(
    ({ environment }) => environments.length === 0 || environments.includes(environment),
  );
  const found = touched.filter(({ step }) => isCalled(step.urn, resource));
  const resources = [...new Set(found.map(({ environment, step }) => `${step.urn} of ${environment}`))];
  if (resources.length > 1) throw new ResourceAmbiguous({ resource, found: resources });
  const changes = changesOf(found, records.filter(isPreview));
  const [last, ...earlier] = changes;
  const [first] = found;
  if (!last || !first) {
    const names = touched.map(({ step }) => resourceNameOf(step.urn).name);
    const runs = records.filter(isRun).length;
    throw new ResourceNotOnRecord({ resource, environments, runs, unreadable, near: nearestName(resource, names) });
  }
  const { step, environment } = first;
  return { at: clock.now().toISOString(), resource: step.urn, environment, last, earlier, unreadable };
}

/** A step of a run, and where it stands in the record. */
interface Touch {
  readonly run: KeptRecord & RunRecord;
  readonly environment: string;
  readonly layer: LayerRecord;
  readonly step: ShownStep;
}

/** Of the newest run first. */
function touchesIn(records: readonly KeptRecord[]): readonly Touch[] {
  return records.flatMap((run) =>
    !isRun(run)
      ? []
      : run.environments.flatMap(({ environment, layers }) =>
          layers.flatMap((layer) => layer.steps.map((step) => ({ run, environment, layer, step }))),
        ),
  );
}

function isCalled(urn: string, resource: string): boolean {
  // The types of a resource's parents stand before its own, with a `$` between them.
  const ends = [`::${resource}`, `$${resource}`];
  const { type, name } = resourceNameOf(urn);
  const printed = [name, `${type} ${name}`, `${type}::${name}`];
  return urn === resource || ends.some((end) => urn.endsWith(end)) || printed.includes(resource);
}

/** One change for each run: the steps of a replacement are one. */
function changesOf(
  touches: readonly Touch[],
  previews: readonly (KeptRecord & PreviewRecord)[],
): readonly RecordedChange[] {
  const runs = [...new Set(touches.map(({ run }) => run))];
  return runs.flatMap((run) => {
    const steps = touches.filter((touch) => touch.run === run);
    const [first] = steps;
    return first ? [changeOf(first, steps, previews)] : [];
  });
}

function changeOf(
  { run, environment, layer }: Touch,
  steps: readonly Touch[],
  previews: readonly (KeptRecord & PreviewRecord)[],
): RecordedChange {
  const preview = previews.find(
    (each) => compareRecorded(positionOf(each), positionOf(run)) < 0 && hasShown(each, environment, layer),
  );
  const { id, kind, commit, at, by } = run;
  return {
    layer: layer.layer,
    ops: steps.map(({ step }) => step.op),
    paths: [...new Set(steps.flatMap(({ step }) => Object.keys(step.paths)))],
    run: { id, verb: kind, commit, at, by },
    ...(preview && { shownBy: shownBy(preview) }),
    // An equal plan may have been shown on several change requests: only that of the run's own commit is its.
    ...(preview?.range.head === run.commit && circumstancesOfRequest(preview)),
    ...circumstancesOf(run),
  };
}

function hasShown({ plans }: PreviewRecord, environment: string, { layer, planDigest }: LayerRecord): boolean {
  return plans.some(
    (plan) =>
      plan.environment === environment &&
      plan.layers.some((shown) => shown.layer === layer && shown.planDigest === planDigest),
  );
}

function shownBy({ id, range, at, by }: PreviewRecord): NonNullable<RecordedChange["shownBy"]> {
  return { id, commit: range.head, at, ...(by !== undefined && { by }) };
}

function circumstancesOfRequest({ changeRequest, approvals }: PreviewRecord) {
  return { ...(changeRequest && { changeRequest }), ...(approvals && { approvals }) };
}
