import { execFileSync } from "node:child_process";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchSource, RepositoryCache } from "../../src/agent/fetch/index.ts";
import { findReference } from "../../src/agent/fetch/reference.ts";
import type { Remote } from "../../src/agent/fetch/remote.ts";
import { type GitRepository, gitRepositoryOf, isInvalid } from "../../src/agent/flux/index.ts";
import { revisionText } from "../../src/kubernetes/flux/index.ts";
import { type GitHttpBehaviour, type GitHttpServer, gitHttpServer } from "../fakes/git-http-server.ts";
import { git, scratchClone } from "./git-harness/scratch-clone.ts";

let scratch = "";
const { init, commit } = scratchClone((made) => {
  scratch = made;
});
const servers: GitHttpServer[] = [];
beforeEach(init);
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(behaviour: GitHttpBehaviour = {}): Promise<GitHttpServer> {
  const server = await gitHttpServer(path.join(scratch, ".git"), behaviour);
  servers.push(server);
  return server;
}
/** Served as `/infra.git`. */
const publish = () => git(scratch, "push", "-q", "--mirror", bare());
const bare = () => path.join(scratch, ".git", "infra.git");
const remoteAt = (url: string, headers = {}): Remote => ({ url, headers, timeout: 20_000 });
const cache = () => new RepositoryCache(path.join(scratch, ".git", "cache"));

async function fetched(remote: Remote, known?: string, into = cache()): Promise<string> {
  const found = findReference(await into.list(remote), { branch: "main" }, remote.url);
  expect(await into.bring(remote, found, known)).toBe(true);
  const [file] = (await into.tree(found.commit, undefined).files("apps")) ?? [];
  expect(file?.path).toBe("apps/a.yaml");
  return found.commit;
}

type Row = readonly [name: string, behaviour: GitHttpBehaviour, address?: string];

function toNew(status: number, url: string, self: string): readonly [number, string] | undefined {
  return url.startsWith("/old.git/") ? [status, self + url.replace("/old.git", "/infra.git")] : undefined;
}

function renamed(status: number, protocol: "asked" | "0" = "asked"): Row {
  const name = `answers the listing and every POST of a renamed repository with ${status}, version ${protocol}`;
  return [name, { protocol, redirect: (_, url, self) => toNew(status, url, self) }, "/old.git"];
}

const rows: readonly Row[] = [
  ["speaks what it is asked for", {}],
  ["speaks version 0 alone", { protocol: "0" }],
  ["speaks version 2, asked or not", { protocol: "2" }],
  ["refuses to be asked for less than version 2", { protocol: "2, and refuses to be asked for another" }],
  ...(["gzip", "x-gzip", "deflate", "br"] as const).map(
    (encoding): Row => [`compresses by ${encoding} unasked`, { encoding }],
  ),
  ["compresses by gzip unasked, in version 0", { encoding: "gzip", protocol: "0" }],
  ...[301, 302, 303, 307, 308].map((status) => renamed(status)),
  renamed(301, "0"),
  ...[301, 307].map(
    (status): Row => [
      `redirects the POST alone with ${status}`,
      {
        redirect: (method: string, url: string, self: string) =>
          method === "POST" ? toNew(status, url, self) : undefined,
      },
      "/old.git",
    ],
  ),
  [
    "redirects by a path, twice",
    {
      redirect: (_, url) =>
        url.startsWith("/a.git/")
          ? [301, url.replace("/a.git", "/b.git")]
          : url.startsWith("/b.git/")
            ? [302, url.replace("/b.git", "/infra.git")]
            : undefined,
    },
    "/a.git",
  ],
];

const servedBy = rows.map(([name, behaviour, address = "/infra.git"]) => ({ name, behaviour, address }));

describe.each(servedBy)("from a server that $name", ({ behaviour, address }) => {
  it("the agent fetches a commit, then what came after it", async () => {
    commit({ "apps/a.yaml": "1\n", docs: "x\n".repeat(5_000) });
    const first = commit({ "apps/a.yaml": "2\n" });
    git(scratch, "init", "-q", "--bare", "-b", "main", bare());
    if (address === "/old.git") git(scratch, "clone", "-q", "--bare", bare(), path.join(scratch, ".git", "old.git"));
    publish();
    if (address === "/old.git") git(scratch, "push", "-q", "--mirror", path.join(scratch, ".git", "old.git"));
    const remote = remoteAt((await serve(behaviour)).url + address);
    expect(await fetched(remote)).toBe(first);
    commit({ "apps/a.yaml": "3\n" });
    const third = commit({ "apps/a.yaml": "4\n" });
    publish();
    if (address === "/old.git") git(scratch, "push", "-q", "--mirror", path.join(scratch, ".git", "old.git"));
    expect(await fetched(remote, first)).toBe(third);
    expect(await cache().descends(third, first)).toBe(true);
    expect(git(path.join(scratch, ".git", "cache"), "fsck", "--connectivity-only", third)).toBe("");
  });
});

describe("the agent", () => {
  const prepared = async (behaviour?: GitHttpBehaviour) => {
    const head = commit({ "apps/a.yaml": "1\n" });
    git(scratch, "init", "-q", "--bare", "-b", "main", bare());
    publish();
    return { head, server: await serve(behaviour) };
  };

  it("fetches where HEAD names a branch that is not there, tags, and a commit by its branch", async () => {
    const { head, server } = await prepared();
    git(bare(), "symbolic-ref", "HEAD", "refs/heads/gone");
    git(scratch, "tag", "-a", "v1", "-m", "One");
    publish();
    const remote = remoteAt(`${server.url}/infra.git`);
    expect(await fetched(remote)).toBe(head);
    const listed = await cache().list(remote);
    expect(findReference(listed, { tag: "v1" }, "u")).toMatchObject({ commit: head, ref: "refs/tags/v1" });
    const other = new RepositoryCache(path.join(scratch, ".git", "other"));
    expect(await other.bring(remote, findReference(listed, { tag: "v1" }, "u"), undefined)).toBe(true);
  });

  it.each([200, 60])("finds the commit before through %s commits of history", async (count) => {
    const { head, server } = await prepared();
    const remote = remoteAt(`${server.url}/infra.git`);
    expect(await fetched(remote)).toBe(head);
    const commits = Array.from({ length: count }, (_, index) => {
      const from = index === 0 ? `from ${head}\n` : "";
      return `commit refs/heads/main\ncommitter Ada <ada@example.com> ${1_900_000_000 + index} +0000\ndata 0\n${from}\n`;
    });
    execFileSync("git", ["fast-import", "--quiet"], { cwd: bare(), input: commits.join("") });
    const empty = new RepositoryCache(path.join(scratch, ".git", "empty"));
    const tip = await fetched(remote, head, empty);
    expect(await empty.descends(tip, head)).toBe(true);
  });

  it("sends its credentials to the host that they are for, and to no other that a redirect names", async () => {
    const { head, server: elsewhere } = await prepared();
    const here = await serve({ redirect: (_, url) => [302, elsewhere.url + url] });
    const remote = remoteAt(`${here.url}/infra.git`, { authorization: "Bearer secret-canary" });
    expect(await fetched(remote)).toBe(head);
    expect(here.seen.every(({ headers }) => headers.authorization === "Bearer secret-canary")).toBe(true);
    expect(JSON.stringify(elsewhere.seen)).not.toContain("secret-canary");
    expect(elsewhere.seen.length).toBeGreaterThan(0);
  });

  it.each<readonly [string, GitHttpBehaviour, RegExp]>([
    ["redirects in a circle", { redirect: (_, url) => [302, url] }, /redirects more than 20 times/],
    ["redirects to what is no web server", { redirect: () => [302, "ftp://elsewhere.example/a"] }, /ftp:/],
    ["compresses in an unknown way", { encoding: "unheard-of" }, /unheard-of/],
    ["says that it is not there", { redirect: () => [404, ""] }, /no repository at this address/],
  ])("says what is wrong with a server that %s", async (_, behaviour, words) => {
    const { server } = await prepared(behaviour);
    await expect(cache().list(remoteAt(`${server.url}/infra.git`))).rejects.toThrow(words);
  });
});

describe.each(["asked", "0"] as const)("an agent that follows a range of versions, by protocol %s", (protocol) => {
  const repositoryAt = (url: string, semver: string, revision?: string): GitRepository => {
    const repository = gitRepositoryOf({
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata: { name: "dev", namespace: "flux-system" },
      spec: { url, interval: "1m0s", ref: { semver } },
      status: revision === undefined ? {} : { artifact: { revision } },
    });
    if (isInvalid(repository)) throw new Error(repository.problems.join());
    return repository;
  };

  it("goes to the commit of the highest tag, annotated or not, also where that does not descend from the tag before", async () => {
    const first = commit({ "apps/a.yaml": "1\n" });
    git(scratch, "tag", "-a", "v1.9.0", "-m", "One");
    const second = commit({ "apps/a.yaml": "2\n" });
    git(scratch, "tag", "v1.10.0");
    git(scratch, "tag", "-a", "v1.11.0-rc.1", "-m", "Soon");
    const unrelated = git(scratch, "commit-tree", "-m", "Anew", "HEAD^{tree}");
    git(scratch, "init", "-q", "--bare", "-b", "main", bare());
    publish();
    const url = `${(await serve({ protocol })).url}/infra.git`;
    const into = cache();
    const next = async (revision?: string, semver = ">=1.0.0 <2.0.0") =>
      revisionText(await fetchSource(repositoryAt(url, semver, revision), remoteAt(url), into));

    expect(await next(undefined, "1.9.x")).toBe(`v1.9.0@sha1:${first}`);
    expect(await next(`v1.9.0@sha1:${first}`)).toBe(`v1.10.0@sha1:${second}`);
    git(scratch, "tag", "-a", "v1.11.0", "-m", "Anew", unrelated);
    publish();
    expect(await next(`v1.10.0@sha1:${second}`)).toBe(`v1.11.0@sha1:${unrelated}`);
    const [file] = (await into.tree(unrelated, undefined).files("apps")) ?? [];
    expect(file?.path).toBe("apps/a.yaml");

    git(scratch, "tag", "-d", "v1.11.0");
    publish();
    expect(await next(`v1.11.0@sha1:${unrelated}`)).toBe(`v1.10.0@sha1:${second}`);
  });

  it("refuses a tag that was moved to a commit that does not descend from its own, and a range without a tag", async () => {
    const head = commit({ "apps/a.yaml": "1\n" });
    git(scratch, "tag", "-a", "v1.0.0", "-m", "One");
    git(scratch, "init", "-q", "--bare", "-b", "main", bare());
    publish();
    const url = `${(await serve({ protocol })).url}/infra.git`;
    const next = async (semver: string, revision?: string) =>
      await fetchSource(repositoryAt(url, semver, revision), remoteAt(url), cache());
    expect(await next("1.x")).toMatchObject({ commit: head, label: "v1.0.0" });

    const unrelated = git(scratch, "commit-tree", "-m", "Anew", "HEAD^{tree}");
    git(scratch, "tag", "-f", "-a", "v1.0.0", "-m", "Other", unrelated);
    publish();
    await expect(next("1.x", `v1.0.0@sha1:${head}`)).rejects.toThrow(
      `v1.0.0 was rewritten: ${unrelated} does not descend from ${head}`,
    );
    await expect(next("^2.0.0")).rejects.toThrow('has no tag with a version in "^2.0.0" (tags: v1.0.0)');
  });
});
