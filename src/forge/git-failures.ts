import { GitCommandFailed } from "../git/executable/index.ts";
import { ForgeUnavailable } from "./errors.ts";

/**
 * What `work` comes to, which runs `git`.
 *
 * @param at for people: the forge and the request; without a request the command that failed is named
 * @throws {ForgeUnavailable} for a command that fails
 */
export async function asForgeErrors<T>(
  at: { readonly forge: string; readonly request?: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof GitCommandFailed)) throw thrown;
    const { command, words } = thrown.data;
    const what = words || "git said nothing";
    throw new ForgeUnavailable({ request: `git ${command}`, ...at, what }, { cause: thrown });
  }
}
