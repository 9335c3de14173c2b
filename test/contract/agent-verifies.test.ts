import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fetchSource, RepositoryCache, type Signatures } from "../../src/agent/fetch/index.ts";
import { type GitRepository, gitRepositoryOf, isInvalid } from "../../src/agent/flux/index.ts";
import { TrustedKeys } from "../../src/agent/verify/index.ts";
import { type GitHttpServer, gitHttpServer } from "../fakes/git-http-server.ts";
import { hasSshKeygen, type SshSigners, sshSigners } from "../fakes/signers/ssh-signers.ts";
import { git, scratchClone } from "./git-harness/scratch-clone.ts";

describe.runIf(await hasSshKeygen())("an agent that has signatures verified", () => {
  let scratch = "";
  const { init } = scratchClone((made) => {
    scratch = made;
  });
  const inside = (...steps: readonly string[]) => path.join(scratch, ".git", ...steps);
  let signers: SshSigners;
  let ada: readonly string[] = [];
  let mallory: readonly string[] = [];
  let keys: TrustedKeys;
  beforeAll(async () => {
    signers = await sshSigners();
    ada = await signers.signer("ada");
    mallory = await signers.signer("mallory", { isAllowed: false });
    const [line = ""] = readFileSync(signers.allowedSigners, "utf8").split("\n");
    const read = await TrustedKeys.of({ "ada.sshpub": line.replace(/^.*?"git" /, "") });
    if (!(read instanceof TrustedKeys)) throw new Error(read.join());
    keys = read;
  });
  afterAll(() => signers.remove());

  let server: GitHttpServer;
  beforeEach(async () => {
    init();
    git(scratch, "init", "-q", "--bare", "-b", "main", inside("infra.git"));
    server = await gitHttpServer(inside());
  });
  afterEach(() => server.close());

  /** @param signer arguments that sign; none for an unsigned one */
  function commit(signer: readonly string[], ...args: readonly string[]): string {
    git(
      scratch,
      ...signer,
      "commit",
      "-q",
      "--allow-empty",
      "-m",
      "Change",
      ...(signer.length > 0 ? ["-S"] : []),
      ...args,
    );
    return git(scratch, "rev-parse", "HEAD");
  }
  const publish = () => git(scratch, "push", "-q", "--mirror", inside("infra.git"));

  async function fetched({
    mode = "HEAD",
    revision,
    ref = { branch: "main" },
    annotations = {},
    cache = "cache",
  }: {
    mode?: Signatures["mode"];
    revision?: string;
    ref?: object;
    annotations?: Record<string, string>;
    cache?: string;
  } = {}) {
    const repository = gitRepositoryOf({
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata: { name: "dev", namespace: "flux-system", annotations },
      spec: { url: `${server.url}/infra.git`, interval: "1m0s", ref, verify: { mode, secretRef: { name: "keys" } } },
      status: revision === undefined ? {} : { artifact: { revision: `main@sha1:${revision}` } },
    }) as GitRepository;
    if (isInvalid(repository)) throw new Error(repository.problems.join());
    const remote = { url: repository.url, headers: {}, timeout: 20_000 };
    return fetchSource(repository, remote, new RepositoryCache(inside(cache)), { mode, keys });
  }

  it("takes a commit of a trusted key, and no unsigned one or one of another key", async () => {
    const first = commit(ada);
    publish();
    expect(await fetched()).toMatchObject({
      commit: first,
      verified: expect.stringContaining(`commit ${first} with key SHA256:`),
    });
    const second = commit([]);
    publish();
    await expect(fetched({ revision: first })).rejects.toMatchObject({
      reason: "InvalidCommitSignature",
      stalls: false,
    });
    await expect(fetched({ revision: first })).rejects.toThrow(`commit ${second}: it is not signed`);
    const third = commit(mallory, "--amend");
    publish();
    await expect(fetched({ revision: first })).rejects.toThrow(
      new RegExp(`commit ${third}: it is signed with the SSH key SHA256:\\S+, which is not among the trusted ones`),
    );
  });

  it("takes no signed commit with an unsigned one between it and what was taken before, in a side branch neither", async () => {
    const first = commit(ada);
    publish();
    await fetched();
    const smuggled = commit([]);
    const onTop = commit(ada);
    publish();
    await expect(fetched({ revision: first })).rejects.toThrow(`commit ${smuggled}: it is not signed`);
    await expect(fetched({ revision: first })).rejects.not.toThrow(onTop);

    git(scratch, "reset", "-q", "--hard", first);
    git(scratch, "checkout", "-q", "-b", "side");
    const aside = commit([]);
    git(scratch, "checkout", "-q", "main");
    git(scratch, ...ada, "merge", "-q", "--no-ff", "-S", "-m", "Merge", "side");
    publish();
    await expect(fetched({ revision: first })).rejects.toThrow(`commit ${aside}: it is not signed`);
  });

  it("asks nothing of the commits before the first one that it takes, nor of old ones that a merge brings in again", async () => {
    const old = commit([]);
    git(scratch, "branch", "side", old);
    commit([]);
    const first = commit(ada);
    publish();
    expect(await fetched()).toMatchObject({ commit: first });

    git(scratch, "checkout", "-q", "side");
    commit(ada);
    git(scratch, "checkout", "-q", "main");
    git(scratch, ...ada, "merge", "-q", "--no-ff", "-S", "-m", "Merge", "side");
    const merge = git(scratch, "rev-parse", "HEAD");
    publish();
    expect(await fetched({ revision: first })).toMatchObject({
      commit: merge,
      verified: expect.stringContaining("and 1 before it"),
    });
  });

  it("looks at the commit that it has already, too: keys may have been taken away", async () => {
    const first = commit(mallory);
    publish();
    await expect(fetched({ revision: first })).rejects.toMatchObject({ reason: "InvalidCommitSignature" });
  });

  it("begins anew with a rewritten history that was accepted by its id", async () => {
    const first = commit(ada);
    publish();
    await fetched();
    git(scratch, "checkout", "-q", "--orphan", "anew");
    commit([]);
    const other = commit(ada);
    git(scratch, "branch", "-q", "-M", "main");
    publish();
    await expect(fetched({ revision: first })).rejects.toMatchObject({ reason: "HistoryRewritten" });
    const annotations = { "groundwork.dev/accept-history-rewrite": other };
    expect(await fetched({ revision: first, annotations })).toMatchObject({ commit: other });
  });

  it("takes a signed tag, and no other object in its place", async () => {
    const head = commit([]);
    git(scratch, ...ada, "tag", "-s", "-m", "One", "v1.0.0");
    git(scratch, ...mallory, "tag", "-s", "-m", "Two", "v2.0.0");
    git(scratch, "-c", "user.name=a", "tag", "-a", "-m", "Three", "v3.0.0");
    git(scratch, "tag", "v4.0.0");
    git(scratch, "update-ref", "refs/tags/v5.0.0", git(scratch, "rev-parse", "v1.0.0"));
    publish();
    const taken = async (tag: string, mode: Signatures["mode"] = "Tag") => await fetched({ mode, ref: { tag } });

    expect(await taken("v1.0.0")).toMatchObject({
      commit: head,
      verified: expect.stringContaining("tag v1.0.0 with key SHA256:"),
    });
    await expect(taken("v2.0.0")).rejects.toMatchObject({ reason: "InvalidTagSignature" });
    await expect(taken("v3.0.0")).rejects.toThrow("tag v3.0.0: it is not signed");
    await expect(taken("v4.0.0")).rejects.toMatchObject({ reason: "InvalidGitObject", stalls: false });
    await expect(taken("v5.0.0")).rejects.toThrow('tag v5.0.0: it is signed under the name "v1.0.0"');
    await expect(taken("v1.0.0", "TagAndHEAD")).rejects.toThrow(`commit ${head}: it is not signed`);
    await expect(fetched({ mode: "Tag" })).rejects.toMatchObject({ reason: "InvalidVerificationMode", stalls: true });
  });
});
