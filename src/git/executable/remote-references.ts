import type { CommitId } from "../repository.ts";
import { GitCommandFailed } from "./errors.ts";
import { type Environment, installedGit } from "./installed-git.ts";

/** A repository that Git reaches by an address, and a clone whose objects may be pushed to it. */
export interface RemoteRepository {
  /** Address without credentials, a folder of this machine, or the name of a remote of the clone. */
  readonly url: string;
  /** Folder of the clone. */
  readonly clone: string;
  /**
   * An `Authorization` header for this address alone. It is handed to Git by its environment, where other users do not see it.
   * Without one Git takes what it is configured to.
   */
  readonly authorization?: string;
  readonly environment: Environment;
}

/** What became of a push that expected a value. */
export type ReferenceMove =
  | { readonly kind: "moved" }
  /** The reference stood elsewhere, or another push came first. */
  | { readonly kind: "elsewhere" }
  /** A rule of the remote forbids it. */
  | { readonly kind: "refused"; readonly words: string };

/** The commit of a full reference name. @throws {GitCommandFailed} when the remote cannot be asked */
export async function readRemoteReference(remote: RemoteRepository, reference: string): Promise<CommitId | undefined> {
  const printed = await run(remote, ["ls-remote", "--refs", "--", remote.url, reference]);
  return listedAt(printed, reference);
}

/**
 * The commit of a full reference name, whose objects are in the clone when this resolves, unless the reference was rewritten at that
 * moment. No reference of the clone is moved, nor the one of the last fetch.
 *
 * @throws {GitCommandFailed} when the remote cannot be asked
 */
export async function fetchRemoteReference(remote: RemoteRepository, reference: string): Promise<CommitId | undefined> {
  const commit = await readRemoteReference(remote, reference);
  if (commit === undefined) return undefined;
  // Without a map of references, Git moves those that a remote with a name is followed by.
  const only = ["--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--refmap="];
  await run(remote, ["fetch", ...only, "--", remote.url, reference]);
  return commit;
}

/** The commit of a full reference name in what `git ls-remote` printed, which matches the end of names as well. */
export function listedAt(printed: string, reference: string): CommitId | undefined {
  const line = printed.split("\n").find((each) => each.endsWith(`\t${reference}`));
  return line?.split("\t")[0];
}

/** A reference that a push moves, if it stands at `expected`; `undefined` is for one that must not exist yet, and for one that is deleted. */
export interface LeasedMove {
  readonly reference: string;
  readonly expected: CommitId | undefined;
  readonly to: CommitId | undefined;
}

/**
 * Arguments of a `git push` that moves each reference that stands as expected, and does nothing else.
 *
 * @param remote an address, or the name of a remote
 */
export function leasedPush(remote: string, moves: readonly LeasedMove[]): readonly string[] {
  const leases = moves.map(({ reference, expected }) => `--force-with-lease=${reference}:${expected ?? ""}`);
  const only = ["--no-verify", "--no-signed", "--no-follow-tags", "--recurse-submodules=no"];
  return [...only, ...leases, "--", remote, ...moves.map(({ reference, to }) => `${to ?? ""}:${reference}`)];
}

/** Whether a push with `--atomic` failed because the remote can move one reference after the other alone. Nothing was moved then. */
export function lacksAtomicPush(thrown: unknown): boolean {
  return thrown instanceof GitCommandFailed && /does not support --atomic/.test(thrown.data.words);
}

/** Whether a push failed because a reference stood elsewhere, or another push came first. */
function stoodElsewhere({ data: { printed } }: GitCommandFailed): boolean {
  return printed
    .split("\n")
    .some(
      (line) =>
        line.startsWith("!") &&
        /\(stale info\)|cannot lock ref|\(failed to update ref\)|reference already exists/.test(line),
    );
}

/**
 * Moves a reference of the remote to a commit of the clone, if it stands at `expected`; `undefined` is for one that must not
 * exist yet, and for one that is deleted. The remote compares and moves in one step.
 *
 * @throws {GitCommandFailed} when the remote cannot be reached, or did not answer.
 */
export async function moveRemoteReference(
  remote: RemoteRepository,
  reference: string,
  expected: CommitId | undefined,
  to: CommitId | undefined,
): Promise<ReferenceMove> {
  try {
    const leased = leasedPush(remote.url, [{ reference, expected, to }]);
    const printed = await run(remote, ["push", "--porcelain", ...leased]);
    // A reference that stands at the new commit already is not compared with the expected one.
    return /^=\t/m.test(printed) && expected !== to ? { kind: "elsewhere" } : { kind: "moved" };
  } catch (thrown) {
    if (!(thrown instanceof GitCommandFailed)) throw thrown;
    if (stoodElsewhere(thrown)) return { kind: "elsewhere" };
    const { words, printed } = thrown.data;
    const [line = ""] = printed.split("\n").filter((each) => each.startsWith("!"));
    if (line.includes("[remote rejected]"))
      return { kind: "refused", words: hookWords(words) ?? line.split("\t").at(-1) ?? "" };
    throw thrown;
  }
}

/** What the remote's hooks printed; `undefined` where they printed nothing. */
function hookWords(words: string): string | undefined {
  const printed = words.split("\n").filter((line) => line.startsWith("remote:"));
  const said = printed.map((line) => line.slice("remote:".length).trim()).filter((line) => line !== "");
  return said.length > 0 ? said.join(" ") : undefined;
}

/**
 * With an authorization no redirect is followed, since it is for one address, and headers that the clone is configured to send there
 * are left out: a job of a CI often has one, Git sends all of them, and a server refuses two authorizations.
 */
async function run(remote: RemoteRepository, args: readonly string[]): Promise<string> {
  const { url, clone, authorization, environment } = remote;
  if (authorization === undefined) return await installedGit({ args: ["-C", clone, ...args], environment });
  const settings = [
    ["http.followRedirects", "false"],
    ["credential.helper", ""],
    [`http.${url}.extraHeader`, ""],
    [`http.${url}.extraHeader`, `Authorization: ${authorization}`],
  ];
  const given = Number(environment["GIT_CONFIG_COUNT"] ?? 0);
  const variables = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${given + index}`, key],
    [`GIT_CONFIG_VALUE_${given + index}`, value],
  ]);
  const count = { GIT_CONFIG_COUNT: String(given + settings.length) };
  return await installedGit({
    args: ["-C", clone, ...args],
    environment: { ...environment, ...Object.fromEntries(variables), ...count },
  });
}
