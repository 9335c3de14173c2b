import type { RecordRequest } from "../cli/index.ts";
import type { FlowPorts } from "../flows/index.ts";
import { mergeTreesWithGit } from "../git/executable/index.ts";
import { openRepository } from "../git/isomorphic/index.ts";
import { fileHistory } from "../history/file/index.ts";
import { gitNotesHistory } from "../history/git-notes/index.ts";
import type { History } from "../history/index.ts";
import { systemClock } from "../lib/index.ts";
import { checkoutFolder } from "./checkout-folder.ts";
import { driverHome } from "./driver-home.ts";
import { UnknownRecordPlace } from "./errors.ts";

/** What decides where the record of previews and runs is kept. */
export interface RecordChoice {
  /** Root of the checkout. */
  readonly root: string;
  readonly local: boolean;
  /** The value of `--record`. */
  readonly record?: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The record that `--record` names, else `GROUNDWORK_RECORD`, else files below `.groundwork`. A rehearsal keeps its own there,
 * so that no `up` is ever bound to what was rehearsed.
 *
 * @throws {UnknownRecordPlace}
 */
export function historyOf({ root, local, record, environment }: RecordChoice): History {
  const variable = environment["GROUNDWORK_RECORD"];
  const [from, place] = record === undefined ? ["GROUNDWORK_RECORD", variable || "file"] : ["--record", record];
  if (place !== "file" && place !== "git") throw new UnknownRecordPlace({ from });
  if (place === "file" || local) return fileHistory(driverHome(root, local).history);
  return gitNotesHistory({ folder: root, remote: "origin", environment });
}

/** The record alone, for commands that ask nothing else. */
export async function openRecord(
  { cwd, local, record }: RecordRequest,
  environment: NodeJS.ProcessEnv,
): Promise<Pick<FlowPorts, "history" | "clock">> {
  const git = await openRepository(cwd, mergeTreesWithGit(environment), environment);
  const root = checkoutFolder(git, cwd);
  const history = historyOf({ root, local, ...(record !== undefined && { record }), environment });
  return { history, clock: systemClock };
}
