import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commitsByGit, mergeTreesWithGit } from "../../src/git/executable/index.ts";
import type { NewCommit } from "../../src/git/index.ts";
import { openRepository } from "../../src/git/isomorphic/index.ts";

const environment = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

describe("commits that are made in a clone", () => {
  let folder: string;
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], {
      env: environment,
      encoding: "utf8",
    }).trim();

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "commits-"));
    git("init", "--quiet", "--initial-branch=main");
    writeFileSync(path.join(folder, 'a "quoted" name.txt'), "one\n");
    writeFileSync(path.join(folder, "run.sh"), "#!/bin/sh\n");
    chmodSync(path.join(folder, "run.sh"), 0o755);
    symlinkSync("run.sh", path.join(folder, "link"));
    writeFileSync(path.join(folder, "ümlaut.txt"), "one\n");
    git("add", ".");
    git("commit", "--quiet", "-m", "First");
    writeFileSync(path.join(folder, 'a "quoted" name.txt'), "two\n");
    writeFileSync(path.join(folder, "later.txt"), "two\n");
    rmSync(path.join(folder, "run.sh"));
    rmSync(path.join(folder, "link"));
    rmSync(path.join(folder, "ümlaut.txt"));
    git("add", ".");
    git("commit", "--quiet", "-m", "Second");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** All files as the first commit had them, on top of the second one. */
  async function back(): Promise<NewCommit> {
    const repository = await openRepository(folder, mergeTreesWithGit(environment), environment);
    const [first, second] = [await repository.resolve("HEAD~1"), await repository.resolve("HEAD")];
    const changes = await repository.changedFiles(first, second);
    return { parent: second, files: new Map(changes.map(({ path, before }) => [path, before])), message: "Back\n" };
  }

  it("have the files that they name, with their modes, and those of their parent otherwise", async () => {
    const commit = await commitsByGit(folder, environment).commit(await back());
    expect(git("rev-parse", `${commit}^{tree}`)).toBe(git("rev-parse", "HEAD~1^{tree}"));
    expect(git("rev-parse", `${commit}^`)).toBe(git("rev-parse", "HEAD"));
  });

  it("may have a file that the repository had not", async () => {
    const commits = commitsByGit(folder, environment);
    const content = "ümlaut: 1\r\n# no end";
    const files = new Map([["ümlaut.txt", await commits.store(content)]]);
    const commit = await commits.commit({ parent: git("rev-parse", "HEAD"), files, message: "More\n" });
    expect(git("cat-file", "blob", `${commit}:ümlaut.txt`)).toBe(content);
    expect(await commits.store(content)).toEqual(files.get("ümlaut.txt"));
  });

  it("are one where they are equal, and leave the checkout and every reference as they were", async () => {
    writeFileSync(path.join(folder, "later.txt"), "not committed\n");
    git("add", "later.txt");
    const before = [git("status", "--porcelain"), git("for-each-ref")];
    const commits = commitsByGit(folder, environment);
    const one = await commits.commit(await back());
    expect(await commits.commit(await back())).toBe(one);
    expect(await commits.commit({ ...(await back()), by: "Eve <eve@example.com>" })).not.toBe(one);
    expect([git("status", "--porcelain"), git("for-each-ref")]).toEqual(before);
  });

  it("are made for the person that the clone names, and for none that Git makes up", async () => {
    const commits = commitsByGit(folder, environment);
    expect(await commits.person()).toBeUndefined();
    git("config", "user.name", "Ada Lovelace");
    git("config", "user.email", "ada@example.com");
    expect(await commits.person()).toBe("Ada Lovelace <ada@example.com>");
  });

  it("get a branch that is not there yet, and take none from another commit", async () => {
    const commits = commitsByGit(folder, environment);
    const commit = await commits.commit(await back());
    expect(await commits.createBranch("groundwork/back", commit)).toBe(true);
    expect(git("rev-parse", "groundwork/back")).toBe(commit);
    expect(await commits.createBranch("groundwork/back", git("rev-parse", "HEAD"))).toBe(false);
    expect(git("rev-parse", "groundwork/back")).toBe(commit);
    await expect(commits.createBranch("groundwork/back/below", commit)).rejects.toThrow("groundwork/back");
  });

  it("are made on a commit whose signature Git is configured to show", async () => {
    const text = git("cat-file", "commit", "HEAD");
    const signed = text.replace(/^committer .*$/m, (line) =>
      [line, "gpgsig -----BEGIN PGP SIGNATURE-----", " ", " iQ", " -----END PGP SIGNATURE-----"].join("\n"),
    );
    writeFileSync(path.join(folder, "signed"), `${signed}\n`);
    git("config", "log.showSignature", "true");
    const parent = git("hash-object", "-t", "commit", "-w", path.join(folder, "signed"));
    const commit = await commitsByGit(folder, environment).commit({ ...(await back()), parent });
    expect(git("rev-parse", `${commit}^`)).toBe(parent);
  });
});
