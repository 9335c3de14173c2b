import { existsSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { Credentials, FetchError, fetchSource, RepositoryCache } from "../../src/agent/fetch/index.ts";
import { type GitRepository, gitRepositoryOf, isInvalid } from "../../src/agent/flux/index.ts";
import { revisionText } from "../../src/kubernetes/flux/index.ts";
import { isRunning, systemClock } from "../../src/lib/index.ts";
import { type FakeSsh, fakeSsh } from "../fakes/ssh/fake-ssh.ts";
import { eventually } from "../scenario/agent-harness/eventually.ts";
import { git, scratchClone } from "./git-harness/scratch-clone.ts";

const key = "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret-canary\n-----END OPENSSH PRIVATE KEY-----";
const knownHosts = "git.test ssh-ed25519 AAAA";

let scratch = "";
const { init, commit } = scratchClone((made) => {
  scratch = made;
});
const inside = (...steps: readonly string[]) => path.join(scratch, ".git", ...steps);
let ssh: FakeSsh;
beforeEach(async () => {
  init();
  ssh = await fakeSsh(inside("bin"), inside());
  git(scratch, "init", "-q", "--bare", "-b", "main", inside("infra.git"));
});
const publish = (...args: readonly string[]) => git(scratch, "push", "-q", "--mirror", ...args, inside("infra.git"));

function repositoryAt(
  url: string,
  { revision, ...spec }: { revision?: string; [field: string]: unknown } = {},
): GitRepository {
  const repository = gitRepositoryOf({
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name: "dev", namespace: "flux-system" },
    spec: { url, interval: "1m0s", ref: { branch: "main" }, secretRef: { name: "key" }, ...spec },
    status: revision === undefined ? {} : { artifact: { revision } },
  });
  if (isInvalid(repository)) throw new Error(repository.problems.join());
  return repository;
}

const secret = { identity: key, "identity.pub": "ssh-ed25519 AAAA", known_hosts: knownHosts };

async function fetched(
  repository: GitRepository,
  cache = new RepositoryCache(inside("cache")),
  searchPath = ssh.searchPath,
) {
  const remote = await new Credentials(searchPath, systemClock).remoteOf(repository, { secret });
  return revisionText(await fetchSource(repository, remote, cache));
}

async function failureOf(promise: Promise<unknown>): Promise<FetchError> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof FetchError) return thrown;
  throw new Error(`it did not fail to fetch: ${String(thrown)}`);
}

const url = "ssh://git.test:2222/infra.git";

describe("the agent, by SSH,", () => {
  it("fetches a commit, then what came after it, and refuses history that was rewritten", async () => {
    commit({ "apps/a.yaml": "1\n", docs: "x\n".repeat(5_000) });
    const first = commit({ "apps/a.yaml": "2\n" });
    publish();
    expect(await fetched(repositoryAt(url))).toBe(`main@sha1:${first}`);
    const cache = new RepositoryCache(inside("cache"));
    expect((await cache.tree(first, undefined).files("apps"))?.map((file) => file.path)).toEqual(["apps/a.yaml"]);

    commit({ "apps/a.yaml": "3\n" });
    const third = commit({ "apps/a.yaml": "4\n" });
    publish();
    expect(await fetched(repositoryAt(url, { revision: `main@sha1:${first}` }))).toBe(`main@sha1:${third}`);
    expect(git(inside("cache"), "fsck", "--connectivity-only", third)).toBe("");

    git(scratch, "checkout", "-q", "--orphan", "anew");
    const other = commit({ "apps/a.yaml": "5\n" });
    git(scratch, "branch", "-q", "-M", "main");
    publish("--force");
    await expect(fetched(repositoryAt(url, { revision: `main@sha1:${third}` }))).rejects.toThrow(
      `main was rewritten: ${other} does not descend from ${third}`,
    );
  });

  it("follows an annotated tag to its commit", async () => {
    const head = commit({ "apps/a.yaml": "1\n" });
    git(scratch, "tag", "-a", "v1.0.0", "-m", "One");
    publish();
    expect(await fetched(repositoryAt(url, { ref: { tag: "v1.0.0" } }))).toBe(`v1.0.0@sha1:${head}`);
  });

  it("shows its key to ssh alone, in a private file that is gone afterwards, and lets nothing else decide", async () => {
    commit({ "apps/a.yaml": "1\n" });
    publish();
    await fetched(repositoryAt("ssh://deploy@git.test:2222/infra.git"));
    const calls = await ssh.calls();
    expect(calls.length).toBeGreaterThan(0);
    for (const { args, identity, folderMode, variables } of calls) {
      expect(identity).toMatchObject({ mode: "600", content: `${key}\n` });
      expect(folderMode).toBe("700");
      expect(existsSync(path.dirname(identity.file))).toBe(false);
      expect(args.join(" ")).not.toContain("secret-canary");
      expect(args).toEqual(
        expect.arrayContaining([
          "-F",
          "/dev/null",
          "IdentitiesOnly=yes",
          "IdentityAgent=none",
          "StrictHostKeyChecking=yes",
          "BatchMode=yes",
          "GlobalKnownHostsFile=/dev/null",
          `UserKnownHostsFile=${path.join(path.dirname(identity.file), "known_hosts")}`,
          "-p",
          "2222",
          "deploy@git.test",
        ]),
      );
      expect(variables).not.toContain("SSH_AUTH_SOCK");
    }
  });

  it.each([
    [
      "ssh://denied.test/infra.git",
      "git-ssh-key-refused",
      "AuthenticationFailed",
      "git@denied.test: Permission denied",
    ],
    ["ssh://stranger.test/infra.git", "git-ssh-host-unknown", "AuthenticationFailed", "No ED25519 host key is known"],
    [
      "ssh://changed.test/infra.git",
      "git-ssh-host-unknown",
      "AuthenticationFailed",
      "it shows another key than known_hosts has, SHA256:hN0W3LEbVhDNbX6Yq0P+d2Fz. Make sure",
    ],
    [
      "ssh://git.test/gone.git",
      "git-server-unavailable",
      "GitOperationFailed",
      "does not appear to be a git repository",
    ],
  ])("says what is wrong with %s", async (address, code, reason, words) => {
    const error = await failureOf(fetched(repositoryAt(address)));
    expect(error).toMatchObject({ code, reason });
    expect(error.message).toContain(words);
    expect(error.message).not.toContain("secret-canary");
  });

  it("gives up on a server that stalls, and ends the ssh that waits for it", async () => {
    // On a busy machine the first limits may be over before ssh has begun.
    for (const timeout of ["1s", "5s", "20s"]) {
      if ((await ssh.calls()).length > 0) break;
      const error = await failureOf(fetched(repositoryAt("ssh://stalls.test/infra.git", { timeout })));
      expect(error.message).toContain("no answer in time");
    }
    const [call] = await ssh.calls();
    await eventually(() => isRunning({ pid: call?.pid ?? 0 }), false);
    expect(existsSync(call?.identity.file ?? "/")).toBe(false);
  });

  it("names the program that is missing", async () => {
    await mkdir(inside("none"));
    await mkdir(inside("git-alone"));
    await symlink(git(scratch, "--exec-path"), inside("git-alone", "core"));
    await symlink(path.join(git(scratch, "--exec-path"), "git"), inside("git-alone", "git"));
    for (const [folder, program] of [
      ["none", "git"],
      ["git-alone", "ssh"],
    ] as const) {
      const error = await failureOf(fetched(repositoryAt(url), undefined, inside(folder)));
      expect(error).toMatchObject({ code: "git-program-missing", data: { program } });
    }
  });

  it("goes on after a git that was killed and left its locks and half a pack", async () => {
    const first = commit({ "apps/a.yaml": "1\n" });
    publish();
    await fetched(repositoryAt(url));
    for (const file of ["shallow.lock", "refs/groundwork/last.lock", "objects/pack/tmp_pack_x"])
      git(scratch, "config", "--file", inside("cache", file), "a.b", "c");
    const second = commit({ "apps/a.yaml": "2\n" });
    publish();
    expect(await fetched(repositoryAt(url, { revision: `main@sha1:${first}` }))).toBe(`main@sha1:${second}`);
    expect(existsSync(inside("cache", "objects/pack/tmp_pack_x"))).toBe(false);
  });
});
