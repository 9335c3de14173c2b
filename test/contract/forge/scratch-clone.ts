import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { NewCommit } from "./forge-world.ts";

export interface ScratchClone {
  readonly folder: string;
  git(...args: readonly string[]): Promise<string>;
  /** Commits and pushes to the address of its author. */
  commit(commit: NewCommit, author: { readonly name: string; readonly email: string }, push: string): Promise<string>;
  /** What is known of the remote's branches is no longer true: they are fetched before the next commit. */
  forget(): void;
  remove(): Promise<void>;
}

/** A clone in which people of a test make their commits. @param url with credentials, if it needs any */
export async function scratchClone(url: string): Promise<ScratchClone> {
  const top = await mkdtemp(path.join(tmpdir(), "groundwork-forge-"));
  const folder = path.join(top, "clone");
  await run(top, ["clone", "--quiet", url, folder]);
  const tips = new Map<string, string>();
  let isKnown = false;
  let count = 0;

  async function knowTips(): Promise<void> {
    if (isKnown) return;
    await run(folder, ["fetch", "--quiet", "--prune", "origin"]);
    const lines = await run(folder, [
      "for-each-ref",
      "--format=%(refname:lstrip=3) %(objectname)",
      "refs/remotes/origin",
    ]);
    tips.clear();
    for (const [branch = "", commit = ""] of lines.split("\n").map((line) => line.split(" "))) tips.set(branch, commit);
    isKnown = true;
  }
  return {
    folder,
    git: (...args) => run(folder, args),
    async commit({ branch, from = "main", ...change }, author, push) {
      await knowTips();
      count++;
      const tip = tips.get(branch);
      const parent = tip === undefined ? (tips.get(from) ?? from) : change.amend ? `${tip}^` : tip;
      const files = change.files ?? { [`file-${count}.txt`]: `${count}\n` };
      const message = change.message ?? `Change number ${count}`;
      const seconds = Date.UTC(2026, 0, 1) / 1_000 + count;
      const commit = await made(folder, { parent, files, message, author, authored: `${seconds} +0530` });
      await run(folder, ["push", "--quiet", push, `${change.amend ? "+" : ""}${commit}:refs/heads/${branch}`]);
      tips.set(branch, commit);
      return commit;
    },
    forget() {
      isKnown = false;
    },
    remove: () => rm(top, { recursive: true, force: true }),
  };
}

interface MadeCommit {
  readonly parent: string;
  readonly files: Readonly<Record<string, string | undefined>>;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Seconds and offset. */
  readonly authored: string;
}

/** A commit by one process of Git, and without a checkout. */
async function made(folder: string, { parent, files, message, author, authored }: MadeCommit): Promise<string> {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const person = `${author.name} <${author.email}>`;
  const changes = Object.entries(files).map(([name, content]) =>
    content === undefined ? `D ${name}\n` : `M 100644 inline ${name}\n${data(content)}`,
  );
  const stream = [
    "commit refs/scratch/made\nmark :1\n",
    `author ${person} ${authored}\ncommitter ${person} ${Math.floor(Date.now() / 1_000)} +0000\n`,
    data(message),
    `from ${parent}\n`,
    ...changes,
    "\nget-mark :1\ndone\n",
  ];
  return await run(folder, ["fast-import", "--quiet", "--force", "--done"], stream.join(""));
}

/** Runs git to its end, without the settings of the machine. */
async function run(cwd: string, args: readonly string[], input = ""): Promise<string> {
  const env = {
    PATH: process.env["PATH"],
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
  };
  const running = promisify(execFile)("git", [...args], { cwd, env });
  // Git may end before it has read its input, or without reading any.
  running.child.stdin?.on("error", () => undefined);
  running.child.stdin?.end(input);
  return (await running).stdout.trim();
}
