import { randomBytes } from "node:crypto";
import {
  batchedContents,
  type Environment,
  fetchOnlyThis,
  GitCommandFailed,
  installedGit,
  installedGitBytes,
  leasedPush,
  remoteProblem,
  slownessLimits,
} from "../../git/executable/index.ts";
import { asClause, cleaningUp } from "../../lib/index.ts";
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

  /** The references may have moved since they were listed: what was fetched is what they stand at. */
  const fetch = async (names: readonly string[]): Promise<void> => {
    const below = `refs/groundwork/reading/${process.pid}-${randomBytes(6).toString("hex")}`;
    const refspecs = names.map((name) => `+${leasesRef}/${name}:${below}/${name}`);
    await cleaningUp(
      async () => {
        await git(["fetch", ...fetchOnlyThis, remote, ...refspecs]);
        const listed = await git(["for-each-ref", "--format=%(objectname) %(refname)", below]);
        const fetched = linesOf(listed).map((line) => line.split(` ${below}/`) as [string, string]);
        const asked = fetched.map(([commit]) => `${commit}:${leaseFile}\n`).join("");
        const contents = batchedContents(
          await installedGitBytes({ args: ["-C", folder, "cat-file", "--batch"], input: asked, environment }),
        );
        for (const [index, [commit, name]] of fetched.entries()) {
          texts.set(commit, contents[index] ?? "");
          standing.set(name, commit);
        }
      },
      () => git(["update-ref", "--stdin"], names.map((name) => `delete ${below}/${name}\n`).join("")),
    );
  };
  return {
    place,
    async read(environments) {
      const listed = await reaching(() => git(["ls-remote", "--quiet", "--refs", remote, `${leasesRef}/*`]));
      standing.clear();
      for (const line of linesOf(listed)) {
        const [commit = "", name = ""] = line.split(`\t${leasesRef}/`);
        if (environments === undefined || environments.includes(name)) standing.set(name, commit);
      }
      const unknown = [...standing].filter(([, commit]) => !texts.has(commit)).map(([name]) => name);
      if (unknown.length > 0) await reaching(() => fetch(unknown));
      return new Map([...standing].map(([name, commit]) => [name, texts.get(commit) ?? ""]));
    },
    async exchange(exchanges) {
      const stands = (name: string) => {
        const commit = standing.get(name);
        return commit === undefined ? undefined : texts.get(commit);
      };
      if (exchanges.some(({ environment: name, expected }) => stands(name) !== expected)) return false;
      const below = `refs/groundwork/writing/${process.pid}-${randomBytes(6).toString("hex")}`;
      const commits = exchanges.map(({ environment: name, text }) => ({
        ref: `${below}/${name}`,
        environment: name,
        text,
      }));
      // Before anything is waited for: another question may move what stands, and these were compared.
      const expected = exchanges.map(({ environment: name }) => standing.get(name));
      const written = linesOf(await reaching(() => git(["fast-import", "--quiet"], leaseCommits(commits))));
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
  if (thrown instanceof GitCommandFailed && /does not support --atomic/.test(thrown.data.words)) return await push();
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
