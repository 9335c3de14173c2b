import type { ChangeRequest, Forge } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import { GroundworkError } from "../../lib/index.ts";
import { ChangeFromOutside, ChangeNotIdentified } from "../errors.ts";
import type { PreviewChangePorts } from "../preview/index.ts";

/**
 * Whether the author of a change may not write to the repository: its head is in another one, or the forge says so of the author.
 *
 * Where the forge does not say what the author may do, the branch counts: a person who may write has pushed it.
 */
export async function isFromOutside(
  { isFromFork, author }: Pick<ChangeRequest, "isFromFork" | "author">,
  { identities }: Pick<Forge, "identities">,
): Promise<boolean> {
  if (isFromFork) return true;
  const permission = await identities?.permissionOf(author).catch(unknownWhereNotTold);
  return permission === "none" || permission === "read";
}

/** A token that may not ask, and a forge that does not answer, say nothing of the author. */
function unknownWhereNotTold(thrown: unknown): "unknown" {
  if (thrown instanceof GroundworkError) return "unknown";
  throw thrown;
}

/**
 * Ports to preview a change request with: those for changes from outside where its author may not write to the repository.
 *
 * @throws {ChangeFromOutside} where programs cannot be confined
 */
export async function portsForAuthor(
  found: Pick<ChangeRequest, "number" | "isFromFork" | "author">,
  ports: PreviewChangePorts,
  forge: Pick<Forge, "identities">,
): Promise<PreviewChangePorts> {
  if (!(await isFromOutside(found, forge))) return ports;
  return await confined(ports, () => new ChangeFromOutside({ number: found.number }));
}

/**
 * Ports to preview a commit with that is known to be no change request's: those for changes from outside where the forge could not tell,
 * and where no branch leads to the commit, as with the head of a fork whose change request was closed. A commit on a branch was put
 * there by a person who may push, or is the caller's own.
 *
 * @param problem why the forge did not tell; `undefined` where it answered that none is open.
 * @throws {ChangeNotIdentified} where programs cannot be confined
 */
export async function portsForUnidentified(
  commit: CommitId,
  problem: string | undefined,
  ports: PreviewChangePorts,
): Promise<PreviewChangePorts> {
  if (problem === undefined && (await ports.git.isOnBranch(commit))) return ports;
  const because = problem ?? "no change request is open for it, and no branch of this clone leads to it";
  return await confined(ports, () => new ChangeNotIdentified({ commit, problem: because }));
}

async function confined(ports: PreviewChangePorts, refusal: () => Error): Promise<PreviewChangePorts> {
  if (ports.isForOutside) return ports;
  if (!ports.forOutside) throw refusal();
  return await ports.forOutside();
}
