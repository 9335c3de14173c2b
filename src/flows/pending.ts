import type { AffectedEnvironment, AffectedSet, Reason } from "../change/index.ts";
import type { CommitId } from "../git/index.ts";
import type { LastRun } from "../history/index.ts";
import { affectedEnvironments, readFleetFiles } from "./affected/index.ts";
import type { FlowPorts } from "./ports.ts";

/**
 * The environments that do not stand at `head` yet: those that a change since their own last `up` touches, those whose last
 * `up` failed, and those that were never brought up.
 *
 * Each is compared with the commit that it stands at, so a merge that was skipped is not lost.
 */
export async function pendingEnvironments(
  head: CommitId,
  ports: Pick<FlowPorts, "git" | "programs" | "history">,
): Promise<AffectedSet> {
  const { names } = await readFleetFiles(await ports.git.treeOf(head));
  const runs = await ports.history.lastRuns();
  const since = new Map<CommitId, AffectedSet>();
  for (const commit of new Set([...runs.values()].map((run) => run.commit)))
    since.set(commit, await changesSince(commit, head, ports));

  const present = names.flatMap((name) => pendingOne(name, runs.get(name), since));
  const gone = [...runs]
    .filter(([name, run]) => run.verb === "up" && !names.includes(name))
    .map(([name]): AffectedEnvironment => {
      const layer = "infrastructure";
      return { name, folder: "removed", reasons: [{ kind: "removed", layer }], layers: [layer] };
    });
  const [only] = since.values();
  return {
    ...(since.size === 1 && only?.range ? { range: only.range } : {}),
    environments: [...present, ...gone].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    total: names.length,
    changedFiles: Math.max(0, ...[...since.values()].map(({ changedFiles }) => changedFiles)),
  };
}

function pendingOne(
  name: string,
  run: LastRun | undefined,
  since: ReadonlyMap<CommitId, AffectedSet>,
): readonly AffectedEnvironment[] {
  if (!run || run.verb === "destroy") return [untouched(name, "never-up")];
  const changed = since.get(run.commit)?.environments.find((environment) => environment.name === name);
  if (run.result === "succeeded") return changed ? [changed] : [];
  const reason: Reason = { kind: "not-applied", layer: "infrastructure", because: "last-run-failed" };
  if (!changed) return [untouched(name, "last-run-failed")];
  const layers = changed.layers.includes("infrastructure")
    ? changed.layers
    : (["infrastructure", ...changed.layers] as const);
  return [{ ...changed, reasons: [reason, ...changed.reasons], layers }];
}

function untouched(name: string, because: "never-up" | "last-run-failed"): AffectedEnvironment {
  return {
    name,
    folder: "unchanged",
    reasons: [{ kind: "not-applied", layer: "infrastructure", because }],
    layers: ["infrastructure", "cluster"],
  };
}

/** A commit that is no longer in the clone says nothing: everything may have changed since. */
async function changesSince(
  commit: CommitId,
  head: CommitId,
  ports: Pick<FlowPorts, "git" | "programs">,
): Promise<AffectedSet> {
  if (commit === head) return { range: { base: head, head }, environments: [], total: 0, changedFiles: 0 };
  return affectedEnvironments({ base: commit, head }, ports);
}
