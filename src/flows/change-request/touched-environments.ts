import type {
  AffectedEnvironment,
  CommitRange,
  LastChange,
  ManifestFiles,
  TouchedEnvironment,
} from "../../change/index.ts";
import { isRun, type LayerRecord } from "../../history/index.ts";
import { GroundworkError } from "../../lib/index.ts";
import type { FlowPorts } from "../ports.ts";
import { standingManifests } from "../preview/index.ts";
import { type DesiredStates, desiredStates } from "../selection/index.ts";

/** What is known of each environment without running the change's code. */
export async function touchedEnvironments(
  environments: readonly AffectedEnvironment[],
  range: CommitRange,
  ports: Pick<FlowPorts, "git" | "history">,
): Promise<ReadonlyMap<string, TouchedEnvironment>> {
  const { git, history } = ports;
  const { base, head } = range;
  const [before, after] = [desiredStates(await git.treeOf(base)), desiredStates(await git.treeOf(head))];
  const standing = standingManifests(range, { has: async () => undefined }, ports);
  const changes = await lastChangesOf(history);
  const touched = new Map<string, TouchedEnvironment>();
  for (const affected of environments) {
    const { name } = affected;
    const manifests = await manifestsOf(name, after);
    const applied = await orNone(undefined, () => standing.recorded(name));
    // The job may have had no record, and then it took what the base says for what stands.
    const mayStand = [await manifestsOf(name, before), applied];
    const changed = changes.get(name);
    touched.set(name, { affected, ...(manifests && { manifests }), mayStand, ...(changed && { changed }) });
  }
  return touched;
}

/** Ends of a layer after which it is as it was before. */
const unchanging: ReadonlySet<LayerRecord["kind"]> = new Set(["unchanged", "skipped", "not-started"]);

/** By environment, the newest run that did something to it, or may have. */
async function lastChangesOf(history: FlowPorts["history"]): Promise<ReadonlyMap<string, LastChange>> {
  const records = await orNone([], async () => (await history.list()).records);
  const changes = new Map<string, LastChange>();
  for (const record of records) {
    if (!isRun(record)) continue;
    for (const { environment, layers } of record.environments) {
      const ends = layers.filter(({ kind }) => !unchanging.has(kind)).map(({ at }) => at);
      const last = ends.toSorted().at(-1);
      if (last !== undefined && !changes.has(environment))
        changes.set(environment, { verb: record.kind, commit: record.commit, at: last });
    }
  }
  return changes;
}

/** None where the record cannot be read: then the preview cannot be recorded either, which says why. */
async function orNone<T>(none: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (!(thrown instanceof GroundworkError)) throw thrown;
    return none;
  }
}

async function manifestsOf(name: string, desired: DesiredStates): Promise<ManifestFiles | undefined> {
  const manifests = await desired.manifestsOf(name);
  return "problem" in manifests ? undefined : manifests;
}
