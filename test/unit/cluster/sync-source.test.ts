import { describe, expect, it } from "vitest";
import { syncSource } from "../../../src/cluster/git-source/index.ts";
import { MemoryRepository } from "../../fakes/driver/memory-repository.ts";

const copy = { url: "http://127.0.0.1:4000", token: "copy-token" };

/** Configuration of the programs of a checkout whose `origin` is at `remote`. */
async function configOf(remote: string | undefined, rehearsal: boolean) {
  return (await sourceOf(remote, rehearsal)).config();
}

async function sourceOf(remote: string | undefined, rehearsal: boolean) {
  const git = new MemoryRepository();
  git.remote = remote;
  const cloud = { home: "/cloud", gitHost: async () => copy };
  return await syncSource({ git, cloud, rehearsal, environment: {} });
}

const fromCopy = (key: string) => ({
  [`groundwork:${key}`]: { value: "http://127.0.0.1:4000/repository.git" },
  "groundwork:repositoryBranch": { value: "main" },
  "groundwork:repositoryToken": { value: "copy-token", secret: true },
});

/** By it programs know that they may not reach what is no rehearsal's. */
const rehearsed = { "groundwork:rehearsal": { value: "true" } };

describe("agents in a rehearsal", () => {
  it.each([
    "http://localhost:3000/acme/infra.git",
    "http://127.0.0.1:3000/acme/infra.git",
    "http://127.0.0.2:3000/acme/infra.git",
    "http://[::1]:3000/acme/infra.git",
  ])("fetch from %s, which is on this machine", async (remote) => {
    expect(await configOf(remote, true)).toEqual({ ...rehearsed, "groundwork:repository": { value: remote } });
  });

  it.each(["https://forge.example/acme/infra.git", "http://git.localhost:3000/acme/infra.git", undefined])(
    "fetch from a copy on this machine instead of %s",
    async (remote) => {
      expect(await configOf(remote, true)).toEqual({ ...rehearsed, ...fromCopy("repositoryInstead") });
    },
  );
});

describe("agents outside of a rehearsal", () => {
  it("fetch from the checkout's remote, and from a copy on this machine where it has none", async () => {
    const remote = "https://forge.example/acme/infra.git";
    expect(await configOf(remote, false)).toEqual({ "groundwork:repository": { value: remote } });
    expect(await configOf(undefined, false)).toEqual(fromCopy("repository"));
  });
});

describe("agents whose environments follow tags", () => {
  const remote = "https://forge.example/acme/infra.git";
  const tag = { kind: "tag", value: "v1.4.0" } as const;
  const main = { kind: "branch", value: "main" } as const;

  it.each([
    ["their tags in the checkout's remote", remote, false, {}, tag],
    ["a branch of the copy in a rehearsal", remote, true, {}, main],
    [
      "a branch of the copy in a rehearsal, in place of a declared repository",
      remote,
      true,
      { repository: remote },
      main,
    ],
    ["a branch of the copy of a checkout without a remote", undefined, false, {}, main],
    ["their tags in a declared repository, which is no copy", undefined, false, { repository: remote }, tag],
  ])("follow %s", async (_, origin, rehearsal, declared, followed) => {
    const source = await sourceOf(origin, rehearsal);
    expect(source.followed({ ...declared, follows: tag })).toEqual(followed);
    const live = { kind: "branch", value: "live" } as const;
    expect(source.followed({ ...declared, follows: live })).toEqual(live);
  });
});
