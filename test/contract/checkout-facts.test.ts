import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkoutFacts } from "../../src/git/executable/index.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-facts-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const environment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CEILING_DIRECTORIES: tmpdir(),
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Cid",
  GIT_COMMITTER_EMAIL: "cid@example.com",
};
const git = (...args: readonly string[]) =>
  execFileSync("git", args, {
    cwd: folder,
    encoding: "utf8",
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
};
const commit = (message: string) => {
  git("init", "-q", "-b", "main");
  write("infra/prog/Pulumi.yaml", "name: shop");
  git("add", "-A");
  git("commit", "-q", "-m", message);
  return git("rev-parse", "HEAD");
};
const factsAt = async (place: string) => await checkoutFacts(path.join(folder, place), environment);

describe("the facts of a checkout", () => {
  it("are its commit and whose that is, its branch, its remote, and where in it the folder is", async () => {
    const id = commit("Sell shoes\n\nAnd laces.");
    git("remote", "add", "origin", "https://ann:t0ken@git.acme.test/acme/shop.git");
    git("remote", "set-url", "--add", "origin", "https://elsewhere.test/acme/shop.git");
    const facts = {
      commit: {
        id,
        title: "Sell shoes",
        author: { name: "Ada", email: "ada@example.com" },
        committer: { name: "Cid", email: "cid@example.com" },
      },
      branch: "refs/heads/main",
      dirty: false,
      originUrl: "https://git.acme.test/acme/shop.git",
      place: "infra/prog",
    };
    expect(await factsAt("infra/prog")).toEqual(facts);
    symlinkSync(path.join(folder, "infra"), path.join(folder, ".git", "linked"));
    expect(await factsAt(".git/linked/prog")).toEqual(facts);
    expect((await factsAt(".")).place).toBe(".");
  });

  it("say of any file that nobody has committed, wherever it is, and not of ignored ones", async () => {
    commit("First");
    write(".git/info/exclude", "*.log\n");
    write("elsewhere/run.log", "");
    expect((await factsAt("infra/prog")).dirty).toBe(false);
    write("elsewhere/new.txt", "");
    expect((await factsAt("infra/prog")).dirty).toBe(true);
    rmSync(path.join(folder, "elsewhere"), { recursive: true });
    write("infra/prog/Pulumi.yaml", "name: other");
    expect((await factsAt("infra/prog")).dirty).toBe(true);
  });

  it("name no branch when HEAD is detached", async () => {
    const id = commit("First");
    git("checkout", "-q", "--detach");
    const { branch, commit: head } = await factsAt("infra/prog");
    expect([branch, head?.id]).toEqual([undefined, id]);
  });

  it("are few before the first commit, and hardly any without a repository or a git", async () => {
    expect(await factsAt(".")).toEqual({});
    git("init", "-q", "-b", "main");
    expect(await factsAt(".")).toEqual({ branch: "refs/heads/main", dirty: false, place: "." });
    expect(await checkoutFacts(folder, { ...environment, PATH: "/nowhere" })).toEqual({ place: "." });
    expect(await checkoutFacts(path.join(folder, "nowhere"), environment)).toEqual({});
  });

  it("are found without a change of Git's index", async () => {
    commit("First");
    const later = new Date(Date.now() + 60_000);
    utimesSync(path.join(folder, "infra", "prog", "Pulumi.yaml"), later, later);
    const before = statSync(path.join(folder, ".git", "index")).mtimeMs;
    expect((await factsAt(".")).dirty).toBe(false);
    expect(statSync(path.join(folder, ".git", "index")).mtimeMs).toBe(before);
  });
});
