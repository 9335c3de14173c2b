import type { CommitRange } from "../../change/index.ts";
import type { Forge } from "../../forge/index.ts";
import type { PreviewRecord } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import type { UpRequest } from "../up/index.ts";
import { refusedRun } from "./bound-run.ts";
import { isOnBranch, standingAhead } from "./landing.ts";
import { findingOfHistory } from "./landing-history.ts";

/** A commit that was found fit to be brought up before its leases were taken. */
export interface DecidedLanding {
  readonly branch: string;
  /** What is brought up, its last commit the one that was decided about. */
  readonly range: CommitRange;
  readonly isOfChange: (preview: PreviewRecord) => boolean;
}

/**
 * Looks at the history again when the leases are held: the run that held them may have brought up a later merge.
 *
 * The branch is asked as well, since that brings the later merge into a clone that was made before it.
 *
 * @throws {ForgeUnavailable} {@link ForgeRefused} {@link RecordUnreachable} Nothing was changed.
 */
export function refusedByNow(
  { branch, range, isOfChange }: DecidedLanding,
  forge: Pick<Forge, "branches">,
  ports: FlowPorts,
): NonNullable<UpRequest["refusedByNow"]> {
  const commit = range.head;
  return async () => {
    const found = findingOfHistory({
      commit,
      branch,
      isOnBranch: await isOnBranch(commit, branch, forge, ports.git),
      standingAhead: await standingAhead(range, ports, isOfChange),
    });
    if (!found) return undefined;
    const { code, because, remedy } = found;
    return refusedRun(commit, { kind: "not-reviewed", code, because, remedy }, ports);
  };
}
