import { mainLineOf } from "../flows/index.ts";
import type { Repository } from "../git/index.ts";
import { textIn } from "../lib/index.ts";
import { parseSettings, type RepositorySettings, settingsFile } from "../project/index.ts";

/**
 * The settings that the main branch has, which a change request cannot change before it is merged. Those of the checked-out commit in
 * a repository without a main branch.
 *
 * @throws {SettingsInvalid}
 */
export async function settingsOf(git: Repository): Promise<RepositorySettings> {
  const commit = (await mainLineOf(git))?.commit ?? git.checkout.head;
  if (commit === undefined) return {};
  const text = await textIn(await git.treeOf(commit), settingsFile);
  return text === undefined ? {} : parseSettings(text);
}
