import { type Corrections, readCorrections } from "../../correction/index.ts";
import { DeclarationIndex, errorLines } from "../../environment/index.ts";
import type { FlowPorts } from "../ports.ts";
import { isSeenWithin, mainLineOf, requireKnown } from "../selection/index.ts";
import { CorrectionOffBranch, InvalidCorrections } from "./errors.ts";

/** What the checked-out commit declares, and what becomes of its drift. */
export interface SettingsInForce {
  readonly commit: string;
  /** Names of all environments. */
  readonly names: readonly string[];
  readonly corrections: Corrections;
}

/**
 * Reads the file of corrections of the protected branch, so that no change decides itself what is done without a person. A rehearsal reads that of
 * the checked-out commit.
 *
 * @throws {UnknownEnvironment} {@link InvalidCorrections}
 * @throws {CorrectionOffBranch} where another commit is checked out than one of that branch
 */
export async function settingsInForce(
  environments: readonly string[],
  { git, engines }: Pick<FlowPorts, "git" | "engines">,
): Promise<SettingsInForce> {
  const commit = await git.resolve("HEAD");
  const names = await new DeclarationIndex(await git.treeOf(commit)).names();
  requireKnown(environments, names);
  // A rehearsal touches nothing that other people use, and shows what a change would do once it is merged.
  const mainLine = engines.local ? undefined : await mainLineOf(git);
  if (mainLine && !(await isSeenWithin(commit, mainLine.commit, git)))
    throw new CorrectionOffBranch({ commit, branch: mainLine.name });
  const reading = await readCorrections(await git.treeOf(mainLine?.commit ?? commit), names);
  if (reading.ok) return { commit, names, corrections: reading.value };
  throw new InvalidCorrections({ issues: errorLines(reading.issues) });
}
