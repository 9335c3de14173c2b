import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { giteaForge } from "../../../src/forge/gitea/index.ts";
import { gitlabForge } from "../../../src/forge/gitlab/index.ts";
import { type Branches, ForgeRefused, ForgeUnavailable } from "../../../src/forge/index.ts";
import { plainGit } from "../../../src/forge/none/index.ts";
import { createBare } from "../../fakes/forge-host/bare-git.ts";
import { type FakeGitea, fakeGitea } from "../../fakes/gitea/index.ts";
import { type FakeGitLab, fakeGitLab } from "../../fakes/gitlab/index.ts";
import { branchesContract } from "./branches-contract.ts";
import { type GiteaWorld, giteaWorld } from "./gitea-world.ts";
import { type GitLabWorld, gitlabWorld } from "./gitlab-world.ts";
import { type ScratchClone, scratchClone } from "./scratch-clone.ts";

const environment = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

function branchesOf({ branches }: { readonly branches?: Branches }): Branches {
  if (!branches) throw new Error("this forge has no branches");
  return branches;
}

describe("a plain Git server", () => {
  let top: string;
  let clone: ScratchClone;
  let branches: Branches;

  beforeEach(async () => {
    top = await mkdtemp(path.join(tmpdir(), "groundwork-plain-git-"));
    const url = path.join(top, "platform.git");
    await createBare(url);
    clone = await scratchClone(url);
    branches = branchesOf(plainGit({ url, clone: clone.folder, environment }));
  });
  afterEach(async () => {
    await clone.remove();
    await rm(top, { recursive: true, force: true });
  });

  branchesContract("a plain Git server", () => ({ branches, clone }));
  branchesContract("a plain Git server, by the name of the clone's remote", () => ({
    branches: branchesOf(plainGit({ url: "origin", clone: clone.folder, environment })),
    clone,
  }));

  it("that is gone is unknown, and not one without the branch", async () => {
    await rm(path.join(top, "platform.git"), { recursive: true });
    await expect(branches.read("refs/heads/main")).rejects.toBeInstanceOf(ForgeUnavailable);
    const commit = await clone.git("rev-parse", "HEAD");
    await expect(branches.compareAndSwap("refs/heads/a", undefined, commit)).rejects.toBeInstanceOf(ForgeUnavailable);
  });
});

describe("Gitea", () => {
  let gitea: FakeGitea;
  let world: GiteaWorld;
  let clone: ScratchClone;

  beforeAll(async () => {
    gitea = await fakeGitea();
  });
  afterAll(async () => {
    await gitea.stop();
  });
  beforeEach(async () => {
    world = await giteaWorld(gitea);
    clone = await scratchClone(`${world.url}/${world.repository}.git`);
  });
  afterEach(async () => {
    await clone.remove();
    await world.end();
  });

  const branches = (token = world.token) =>
    branchesOf(
      giteaForge({ url: world.url, repository: world.repository, token, git: { clone: clone.folder, environment } }),
    );

  branchesContract("Gitea", () => ({ branches: branches(), clone }));

  it("refuses a push to a protected branch, in the words of its hook", async () => {
    await world.protect("main", []);
    const [main, next] = [await world.headOf("main"), await world.commit({ branch: "topic" })];
    await clone.git("fetch", "--quiet", "origin");
    const thrown = await branches()
      .compareAndSwap("refs/heads/main", main, next)
      .catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ForgeRefused);
    expect((thrown as ForgeRefused).message).toContain("Gitea: Not allowed to push to protected branch");
    expect(await world.headOf("main")).toBe(main);
  });

  it("refuses a push to its own references", async () => {
    const head = await world.commit({ branch: "topic" });
    await clone.git("fetch", "--quiet", "origin");
    await expect(branches().compareAndSwap("refs/pull/7/head", undefined, head)).rejects.toBeInstanceOf(ForgeRefused);
  });

  it("takes pushes of no token that may not write, and never shows it", async () => {
    const person = await world.user("write");
    const token = await world.newToken(person, ["read:repository"]);
    const main = await world.headOf("main");
    const thrown = await branches(token)
      .compareAndSwap("refs/heads/new", undefined, main)
      .catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ForgeUnavailable);
    expect(`${(thrown as Error).stack} ${JSON.stringify(thrown)} ${String((thrown as Error).cause)}`).not.toContain(
      token,
    );
    expect(await branches().read("refs/heads/new")).toBeUndefined();
  });

  it("takes the given token alone where the clone and the job hand Git others for the server", async () => {
    const other = "Authorization: token of-the-job";
    await clone.git("config", `http.${world.url}/.extraHeader`, other);
    const ofJob = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "http.extraHeader", GIT_CONFIG_VALUE_0: other };
    const git = { clone: clone.folder, environment: { ...environment, ...ofJob } };
    const { url, repository, token } = world;
    const main = await world.headOf("main");
    const given = branchesOf(giteaForge({ url, repository, token, git }));
    expect(await given.compareAndSwap("refs/heads/new", undefined, main)).toBe(true);
  });

  it("is followed to no other name", async () => {
    const before = branches();
    await world.call(world.owner, "PATCH", `repos/${world.repository}`, { name: "renamed" });
    await expect(before.read("refs/heads/main")).rejects.toBeInstanceOf(ForgeUnavailable);
  });
});

describe("GitLab", () => {
  let gitlab: FakeGitLab;
  let world: GitLabWorld;
  let clone: ScratchClone;

  beforeAll(async () => {
    gitlab = await fakeGitLab();
  });
  afterAll(async () => {
    await gitlab.stop();
  });
  beforeEach(async () => {
    world = await gitlabWorld(gitlab);
    clone = await scratchClone(`${world.url}/${world.repository}.git`);
  });
  afterEach(async () => {
    await clone.remove();
    await world.end();
  });

  const branches = () => {
    const { url, repository, token } = world;
    return branchesOf(gitlabForge({ url, repository, token, git: { clone: clone.folder, environment } }));
  };

  branchesContract("GitLab", () => ({ branches: branches(), clone }));

  it("refuses pushes to a protected branch and to its own references, in the words of its hook", async () => {
    await world.protect("main", []);
    const [main, next] = [await world.headOf("main"), await world.commit({ branch: "topic" })];
    await clone.git("fetch", "--quiet", "origin");
    const pushed = branches().compareAndSwap("refs/heads/main", main, next);
    await expect(pushed).rejects.toThrow("GitLab: You are not allowed to push code to protected branches");
    await expect(branches().compareAndSwap("refs/merge-requests/7/head", undefined, next)).rejects.toBeInstanceOf(
      ForgeRefused,
    );
    expect(await world.headOf("main")).toBe(main);
  });
});
