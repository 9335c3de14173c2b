import { type Revision, revisionText } from "../../kubernetes/flux/index.ts";
import { type InventoryEntry, type Kustomization } from "../flux/index.ts";
import { leaving, merged } from "../inventory/index.ts";
import { guardPrune, type PruneFailure, type PrunePlan } from "../prune/index.ts";
import type { Memory } from "./memory.ts";
import type { KustomizationParts, Writers } from "./parts.ts";
import { awaitingOthersVerdict, blockedVerdict, listed, type Verdict } from "./verdict.ts";

interface Departures {
  readonly key: string;
  readonly kustomization: Kustomization;
  readonly memory: Memory;
  readonly parts: Pick<KustomizationParts, "claims" | "metrics"> & Pick<Writers, "pruner">;
  /** Objects in the inventory before this pass. */
  readonly before: number;
  /** What the source holds now. */
  readonly wanted: readonly InventoryEntry[];
  readonly revision: Revision;
  /** Writes the inventory. */
  readonly write: (entries: readonly InventoryEntry[]) => Promise<void>;
  /** Records an event. */
  readonly tell: (message: string) => void;
}

/**
 * Deletes what left the source and no other Kustomization has, and corrects the inventory. Answers why something that left is
 * still there.
 *
 * @throws {MassPruneRefused} @throws {InventoriesUnreadable} Nothing was deleted then.
 */
export async function pruneDeparted(at: Departures): Promise<Verdict | undefined> {
  const { key, kustomization, memory, wanted, parts, write } = at;
  const { pruner, claims } = parts;
  const revision = revisionText(at.revision);
  const ask = () => claims.ask(kustomization);
  const stale = leaving(memory.inventory ?? [], new Set(wanted.map(({ id }) => id)));
  memory.awaitsReadings = false;
  if (stale.length === 0) {
    claims.refuse(key, false);
    return undefined;
  }
  if (!kustomization.prune) {
    await write(merged([], wanted));
    return undefined;
  }
  const plan = await pruner.plan(stale, ask);
  memory.awaitsReadings = plan.failures.some(({ passing }) => passing);
  if (memory.awaitsReadings) return awaitingOthersVerdict(revision, undeletedText(plan.failures));
  guard(at, plan, stale.length);
  for (const { id } of stale) memory.records.delete(id);
  const first = await pruner.delete(plan, ask);
  await write(merged(entriesOf(first.failures), wanted));
  // Another agent may have dropped the object at the same moment, when it still stood in both inventories.
  const dropped = entriesOf(first.shared);
  const again = dropped.length === 0 ? undefined : await pruner.delete(await pruner.plan(dropped, ask), ask);
  const failures = [...first.failures, ...(again?.failures ?? [])];
  if (failures.length > first.failures.length) await write(merged(entriesOf(failures), wanted));
  const deleted = [...first.deleted, ...(again?.deleted ?? [])];
  parts.metrics.add("groundwork_agent_changes_total", { action: "pruned" }, deleted.length);
  const lines = [
    ...deleted.map((object) => `${object} deleted`),
    ...[...first.kept, ...(again?.shared ?? [])].map(({ object, reason }) => `${object} kept: ${reason}`),
  ];
  if (lines.length > 0) at.tell(listed(lines));
  return failures.length === 0
    ? undefined
    : blockedVerdict("PruneFailed", undeletedText(failures), { attempted: revision });
}

/** What others have is not deleted, and so no part of a mass deletion. */
function guard(
  { key, kustomization, before, wanted, revision, parts }: Departures,
  plan: PrunePlan,
  stale: number,
): void {
  parts.claims.refuse(key, true);
  guardPrune({
    leaving: stale - plan.shared.length,
    before,
    kept: wanted.length + plan.shared.length,
    commit: revision.commit,
    accepted: kustomization.acceptedMassPrune,
  });
  parts.claims.refuse(key, false);
}

const entriesOf = (some: readonly { readonly entry: InventoryEntry }[]): readonly InventoryEntry[] =>
  some.map(({ entry }) => entry);

const undeletedText = (failures: readonly PruneFailure[]): string =>
  listed(failures.map(({ object, problem }) => `${object} could not be deleted: ${problem}`));
