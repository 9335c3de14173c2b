import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import path from "node:path";

export interface Person {
  readonly name: string;
  readonly email: string;
}

/**
 * Facts about the checkout around a folder. A fact that is unknown is absent: without a commit, without a `git`,
 * without a remote.
 */
export interface CheckoutFacts {
  readonly commit?: {
    readonly id: string;
    /** The first line of its message. */
    readonly title: string;
    readonly author: Person;
    readonly committer: Person;
  };
  /** The whole name of the branch, `refs/heads/main`; absent when HEAD is detached. */
  readonly branch?: string;
  /** Whether anything in the checkout differs from the commit, untracked files included. */
  readonly dirty?: boolean;
  /** Without credentials. */
  readonly originUrl?: string;
  /** The folder from the root of the checkout, with `/`; `.` for the root itself. */
  readonly place?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the facts and changes nothing, not even Git's index. Never rejects. */
export async function checkoutFacts(folder: string, environment: Environment): Promise<CheckoutFacts> {
  // Outside of a checkout there are no facts, so that no process has to be started.
  const root = checkoutAround(path.resolve(folder));
  if (root === undefined) return {};
  const git = async (...args: readonly string[]) => await said(folder, args, environment);
  const [commit, status, urls, place] = await Promise.all([
    git("log", "-1", "--no-show-signature", "--format=%H%x00%an%x00%ae%x00%cn%x00%ce%x00%B"),
    git("status", "--porcelain=v2", "--branch", "-z"),
    git("config", "--get-all", "remote.origin.url"),
    placeIn(root, folder),
  ]);
  const originUrl = urls?.split("\n", 1)[0]?.replace(/^(https?:\/\/)[^@/]*@/iu, "$1");
  return {
    ...(commit !== undefined && { commit: commitIn(commit) }),
    ...(status !== undefined && stateIn(status)),
    ...(originUrl && { originUrl }),
    ...(place !== undefined && { place }),
  };
}

function checkoutAround(folder: string): string | undefined {
  if (existsSync(path.join(folder, ".git"))) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : checkoutAround(parent);
}

function stateIn(status: string): Pick<CheckoutFacts, "branch" | "dirty"> {
  const lines = status.split("\0").filter((line) => line !== "");
  const head = lines.find((line) => line.startsWith("# branch.head "))?.slice("# branch.head ".length);
  return {
    ...(head !== undefined && head !== "(detached)" && { branch: `refs/heads/${head}` }),
    dirty: lines.some((line) => !line.startsWith("# ")),
  };
}

function commitIn(text: string): NonNullable<CheckoutFacts["commit"]> {
  const [id = "", name = "", email = "", committer = "", committerEmail = "", ...message] = text.split("\0");
  return {
    id,
    title:
      message
        .join("\0")
        .trim()
        .split(/[\r\n]/u, 1)[0] ?? "",
    author: { name, email },
    committer: { name: committer, email: committerEmail },
  };
}

async function placeIn(root: string, folder: string): Promise<string | undefined> {
  const real = await Promise.all([realpath(root), realpath(folder)]).catch(() => undefined);
  const place = real && path.relative(...real);
  return place === undefined || place.startsWith("..") ? undefined : place.split(path.sep).join("/") || ".";
}

/** What `git` prints; `undefined` when it fails, or is not there. */
async function said(cwd: string, args: readonly string[], env: Environment): Promise<string | undefined> {
  return await new Promise((resolve) => {
    execFile(
      "git",
      ["--no-optional-locks", ...args],
      { cwd, env, maxBuffer: Number.POSITIVE_INFINITY, timeout: 30_000 },
      (error, stdout) => resolve(error ? undefined : stdout),
    );
  });
}
