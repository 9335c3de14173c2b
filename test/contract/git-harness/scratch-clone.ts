import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach } from "vitest";

const environment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
  GIT_ALLOW_PROTOCOL: "file",
};

export const git = (cwd: string, ...args: readonly string[]) =>
  execFileSync("git", args, { cwd, encoding: "utf8", env: environment, stdio: ["ignore", "pipe", "pipe"] }).trim();

/** A folder for each test, and what fills it through Git itself. @param onMade told of each folder before its test */
export function scratchClone(onMade: (folder: string) => void) {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "groundwork-git-"));
    onMade(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (file: string, content: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  };
  return {
    init: () => git(folder, "init", "-q", "-b", "main"),
    write,
    /** Commits files on top of what is there. @returns the commit's id */
    commit: (files: Readonly<Record<string, string>>) => {
      for (const [file, content] of Object.entries(files)) write(file, content);
      git(folder, "add", "-A");
      git(folder, "commit", "-q", "--allow-empty", "-m", "Change");
      return git(folder, "rev-parse", "HEAD");
    },
  };
}
