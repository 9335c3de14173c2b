import type { CommitId } from "../../git/index.ts";
import { type KeptRecord, lostAfter, type RunRecord } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { NothingBefore, StoodAtUnknown } from "./errors.ts";

/** How many earlier commits are looked at for one that declares the environment otherwise. */
const mostLookedAt = 20;

/** A commit that an environment was brought up to. */
export interface StoodAt {
  readonly commit: CommitId;
  /** In ISO 8601. */
  readonly at: string;
}

/** Results of a run that has left an environment as it was, and of one that was not about it. */
const untouched: ReadonlySet<string | undefined> = new Set(["not-started", "refused", undefined]);

type KeptRun = Extract<KeptRecord, RunRecord>;

/**
 * What an environment stood at before: the newest commit that it was brought up to whole, before its newest run, and from which what
 * declares it has changed since. Of one whose newest run is a destroy that is what it stood at last. Only where every record since is kept: a
 * lost one may be of a run to another commit.
 *
 * @param differs whether going back to a commit changes something
 * @throws {StoodAtUnknown} {@link NothingBefore}
 */
export async function stoodAtBefore(
  { environment, branch }: { readonly environment: string; readonly branch: string },
  { history }: Pick<FlowPorts, "history">,
  differs: (commit: CommitId) => Promise<boolean>,
): Promise<StoodAt> {
  const page = await history.list();
  const own = (record: RunRecord) => record.environments.find((each) => each.environment === environment);
  const [newest, ...earlier] = page.records.filter(
    (record): record is KeptRun =>
      (record.kind === "up" || record.kind === "destroy") && !untouched.has(own(record)?.result),
  );
  const isGone = newest?.kind === "destroy";
  const looked = new Set(newest && !isGone ? [newest.commit] : []);
  for (const record of earlier.filter(({ kind }) => kind === "up")) {
    const { commit, at } = record;
    if (own(record)?.result !== "succeeded" || looked.has(commit)) continue;
    if (looked.size > mostLookedAt) break;
    looked.add(commit);
    if (!(await differs(commit))) continue;
    requireKept(environment, lostAfter(record, page));
    return { commit, at };
  }
  requireKept(environment, lostAfter({}, page));
  throw new NothingBefore({ environment, branch });
}

function requireKept(environment: string, lost: readonly string[]): void {
  if (lost.length > 0) throw new StoodAtUnknown({ environment, lost });
}
