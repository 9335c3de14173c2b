import { gitReferenceLedger } from "../command/git-reference/index.ts";
import type { RespondPorts } from "../flows/index.ts";
import type { Forge } from "../forge/index.ts";
import { ForgeNotConfigured } from "./errors.ts";
import { cloneAt } from "./forges/clone-at.ts";

/**
 * What commands in comments need besides what every flow has.
 *
 * @throws {ForgeNotConfigured} outside of a clone, where it cannot be noted which commands were carried out.
 */
export async function openCommands(
  { name, branches }: Forge,
  cwd: string,
  environment: NodeJS.ProcessEnv,
): Promise<Pick<RespondPorts, "ledger">> {
  const git = await cloneAt({ cwd, environment });
  if (!git || !branches)
    throw new ForgeNotConfigured({
      forge: name,
      missing: ["a clone of its repository, in whose references commands are noted"],
    });
  return { ledger: gitReferenceLedger({ branches, clone: git.clone, environment }) };
}
