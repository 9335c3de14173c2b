import { randomBytes } from "node:crypto";
import {
  batchedContents,
  type Environment,
  fetchOnlyThis,
  GitCommandFailed,
  installedGit,
  installedGitBytes,
  lacksAtomicPush,
  leasedPush,
  remoteProblem,
  slownessLimits,
} from "../../git/executable/index.ts";
import { asClause } from "../../lib/index.ts";
import { LeasesUnreachable } from "../errors.ts";
import type { LeaseStore } from "../lease-store.ts";
import { leaseCommits, leaseFile } from "./lease-commit.ts";

/** A clone, and the remote of it that keeps the leases. */
export interface RefsPlace {
  /** Folder of the clone. */
  readonly folder: string;
  /** Name of the remote. */
  readonly remote: string;
  /** Where Git takes credentials and settings from; this process's when left out. */
  readonly environment?: Environment;
}

/** Each environment has a reference below it, `refs/groundwork/leases/dev`. */
export const leasesRef = "refs/groundwork/leases";

/**
 * Leases as references of the clone's remote, each at a commit with one document. A push names the commits that it expects, and
 * moves all of its references or none, where the remote can do that.
 */
export function refLeases({ folder, remote, environment }: RefsPlace): LeaseStore {
  const place = `${leasesRef} of ${remote}`;
  const git = (args: readonly string[], input?: string) =>
    installedGit({
      args: ["-C", folder, ...slownessLimits, ...args],
      environment,
      ...(input !== undefined && { input }),
    });
  const unreachable = async (thrown: unknown) => {
    if (!(thrown instanceof GitCommandFailed)) return thrown;
    const problem = await remoteProblem(thrown, remote, (...args) => git(args));
    return new LeasesUnreachable({ place, problem }, { cause: thrown });
  };
  const reaching = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      throw await unreachable(thrown);
    }
  };
  /** Texts by the names of their commits, which never change. */
  const texts = new Map<string, string>();
  /** The commits that the references stood at when they were seen last. */
  const standing = new Map<string, string>();

  const list = async (environments: readonly string[] | undefined): Promise<ReadonlyMap<string, string>> => {
    const printed = await reaching(() => git(["ls-remote", "--quiet", "--refs", remote, `${leasesRef}/*`]));
    const wanted = environments && new Set(environments);
    const commits = linesOf(printed).map((line) => line.split(`\t${leasesRef}/`) as [string, string]);
    return new Map(commits.flatMap(([commit, name]) => (wanted?.has(name) === false ? [] : [[name, commit]])));
  };
  /** By the names of the commits: fetched under names of references, each would be written to the clone and removed again. */
  const fetch = async (commits: readonly string[]): Promise<void> => {
    const how = ["-c", "fetch.negotiationAlgorithm=noop", "fetch", ...fetchOnlyThis, "--stdin", remote];
    await git(how, commits.map((commit) => `${commit}\n`).join(""));
    const input = commits.map((commit) => `${commit}:${leaseFile}\n`).join("");
    const printed = await installedGitBytes({ args: ["-C", folder, "cat-file", "--batch"], input, environment });
    const contents = batchedContents(printed);
    for (const [index, commit] of commits.entries()) texts.set(commit, contents[index] ?? "");
  };
  const unknownOf = (listed: ReadonlyMap<string, string>) => [
    ...new Set([...listed.values()].filter((commit) => !texts.has(commit))),
  ];
  return {
    place,
    async read(environments) {
      let listed = await list(environments);
      for (let unknown = unknownOf(listed); unknown.length > 0; unknown = unknownOf(listed)) {
        try {
          await fetch(unknown);
        } catch (thrown) {
          // A remote need not hand out a commit that its reference has left since it was listed.
          const again = await list(environments).catch(() => undefined);
          const standStill = again && new Set(again.values());
          if (!standStill || unknown.every((commit) => standStill.has(commit))) throw await unreachable(thrown);
          listed = again;
        }
      }
      standing.clear();
      for (const [name, commit] of listed) standing.set(name, commit);
      return new Map([...listed].map(([name, commit]) => [name, texts.get(commit) ?? ""]));
    },
    async exchange(exchanges) {
      const stands = (name: string) => {
        const commit = standing.get(name);
        return commit === undefined ? undefined : texts.get(commit);
      };
      if (exchanges.some(({ environment: name, expected }) => stands(name) !== expected)) return false;
      const temporary = `refs/groundwork/writing/${process.pid}-${randomBytes(6).toString("hex")}`;
      // Before anything is waited for: another question may move what stands, and these were compared.
      const expected = exchanges.map(({ environment: name }) => standing.get(name));
      const written = linesOf(
        await reaching(() => git(["fast-import", "--quiet"], leaseCommits(temporary, exchanges))),
      );
      const moves = exchanges.map(({ environment: name }, index) => ({
        reference: `${leasesRef}/${name}`,
        expected: expected[index],
        to: written[index] ?? "",
      }));
      const push = (...how: readonly string[]) => git(["push", "--porcelain", ...how, ...leasedPush(remote, moves)]);
      try {
        await (exchanges.length === 1
          ? push()
          : push("--atomic").catch((thrown: unknown) => withoutAtomic(thrown, push)));
      } catch (thrown) {
        if (thrown instanceof GitCommandFailed && isStale(thrown)) return false;
        throw await refusal(thrown, place, unreachable);
      }
      for (const [index, { environment: name, text }] of exchanges.entries()) {
        const commit = written[index] ?? "";
        texts.set(commit, text);
        standing.set(name, commit);
      }
      return true;
    },
  };
}

/** A remote that cannot move several references at once moves one after the other. */
async function withoutAtomic(thrown: unknown, push: () => Promise<string>): Promise<string> {
  if (lacksAtomicPush(thrown)) return await push();
  throw thrown;
}

/**
 * Whether a reference stood elsewhere for sure. "failed to update ref" is said when another push came first, and also when the remote cannot
 * lock or write the reference: what stands there then tells which it was.
 */
function isStale({ data: { printed } }: GitCommandFailed): boolean {
  return printed.split("\n").some((line) => line.startsWith("!") && line.includes("(stale info)"));
}

/** What a rule of the remote says comes before Git's own words, which are only that a push failed. */
async function refusal(
  thrown: unknown,
  place: string,
  otherwise: (thrown: unknown) => Promise<unknown>,
): Promise<unknown> {
  if (!(thrown instanceof GitCommandFailed)) return thrown;
  const rejected = thrown.data.printed.split("\n").find((line) => line.includes("[remote rejected]"));
  if (rejected === undefined) return await otherwise(thrown);
  const said = linesOf(thrown.data.words).filter((line) => line.startsWith("remote:"));
  const problem = asClause([rejected.split("\t").at(-1) ?? "", ...said].join(" "));
  return new LeasesUnreachable({ place, problem }, { cause: thrown });
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}
