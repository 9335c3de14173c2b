import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import * as isomorphicGit from "isomorphic-git";
import http from "isomorphic-git/http/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createBareRepository,
  type GitServer,
  type GitServerOptions,
  gitServer,
} from "../../src/local/git-host/index.ts";

const run = promisify(execFile);
const author = { name: "Ada", email: "ada@example.com" };
const identity = ["-c", `user.name=${author.name}`, "-c", `user.email=${author.email}`];

/** A Git client with the four things that people do with a host. */
interface Client {
  clone(url: string, into: string): Promise<void>;
  /** Commits `content` as `file` and returns the commit. */
  commit(checkout: string, file: string, content: string): Promise<string>;
  push(checkout: string, options?: { force: boolean }): Promise<void>;
  /** Fetches and returns where `origin/main` stands. */
  fetch(checkout: string): Promise<string>;
  /** Puts the branch back to `commit`. */
  reset(checkout: string, commit: string): Promise<void>;
}

function cli(protocol: string): Client {
  const git = async (checkout: string, ...args: string[]): Promise<string> =>
    (await run("git", ["-c", `protocol.version=${protocol}`, ...identity, ...args], { cwd: checkout })).stdout.trim();
  return {
    clone: async (url, into) => void (await git(path.dirname(into), "clone", "--quiet", url, into)),
    commit: async (checkout, file, content) => {
      await writeFile(path.join(checkout, file), content);
      await git(checkout, "add", "--all");
      await git(checkout, "commit", "--quiet", "--message", `Write ${file}`);
      return git(checkout, "rev-parse", "HEAD");
    },
    push: async (checkout, options) =>
      void (await git(checkout, "push", "--quiet", ...(options?.force ? ["--force"] : []), "origin", "main")),
    fetch: async (checkout) => {
      await git(checkout, "fetch", "--quiet", "origin");
      return git(checkout, "rev-parse", "origin/main");
    },
    reset: async (checkout, commit) => void (await git(checkout, "reset", "--quiet", "--hard", commit)),
  };
}

const isomorphic: Client = {
  clone: (url, dir) => isomorphicGit.clone({ fs, http, dir, url, ref: "main" }),
  commit: async (dir, filepath, content) => {
    await writeFile(path.join(dir, filepath), content);
    await isomorphicGit.add({ fs, dir, filepath });
    return isomorphicGit.commit({ fs, dir, message: `Write ${filepath}`, author });
  },
  push: async (dir, options) => {
    const result = await isomorphicGit.push({
      fs,
      http,
      dir,
      remote: "origin",
      ref: "main",
      force: options?.force ?? false,
    });
    if (!result.ok) throw new Error(JSON.stringify(result));
  },
  fetch: async (dir) => {
    await isomorphicGit.fetch({ fs, http, dir, remote: "origin", ref: "main" });
    return isomorphicGit.resolveRef({ fs, dir, ref: "refs/remotes/origin/main" });
  },
  reset: (dir, commit) => isomorphicGit.writeRef({ fs, dir, ref: "refs/heads/main", value: commit, force: true }),
};

let scratch: string;
const servers: GitServer[] = [];

beforeEach(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "groundwork-git-"));
  await mkdir(path.join(scratch, "source", "environments"), { recursive: true });
  await writeFile(path.join(scratch, "source", "environments", "dev.yaml"), "kind: Environment\n");
  await writeFile(path.join(scratch, "source", "secret.txt"), "not served\n");
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  await rm(scratch, { recursive: true, force: true });
});

async function serve(options: Partial<GitServerOptions> = {}): Promise<GitServer> {
  const server = await gitServer({ folder: path.join(scratch, "served"), ...options });
  servers.push(server);
  return server;
}

async function infra(): Promise<string> {
  const content = { folder: path.join(scratch, "source"), paths: ["environments"] };
  const { head } = await createBareRepository({ folder: path.join(scratch, "served", "acme", "infra.git"), content });
  return head ?? "";
}

describe.each([
  ["git with protocol version 0", cli("0")],
  ["git with protocol version 1", cli("1")],
  ["git with protocol version 2", cli("2")],
  ["isomorphic-git", isomorphic],
])("the local Git server with %s", (_name, client) => {
  it("gives clones of what was put into the repository, and nothing else", async () => {
    await infra();
    const { url } = await serve();
    const checkout = path.join(scratch, "clone");
    await client.clone(`${url}/acme/infra.git`, checkout);
    expect(await readFile(path.join(checkout, "environments", "dev.yaml"), "utf8")).toBe("kind: Environment\n");
    expect(fs.existsSync(path.join(checkout, "secret.txt"))).toBe(false);
  });

  it("takes pushes, tells about them, and hands them on to the next fetch", async () => {
    await infra();
    const pushed: string[] = [];
    const { url } = await serve({ onPush: (repository) => pushed.push(repository) });
    const [writer, reader] = [path.join(scratch, "writer"), path.join(scratch, "reader")];
    await client.clone(`${url}/acme/infra.git`, writer);
    await client.clone(`${url}/acme/infra`, reader);

    const commit = await client.commit(writer, "large.txt", "a line of text\n".repeat(20_000));
    await client.push(writer);
    expect(await client.fetch(reader)).toBe(commit);
    expect(pushed).toEqual(["acme/infra.git"]);
  });

  it("refuses rewritten history, and takes it where that is allowed", async () => {
    const first = await infra();
    const strict = await serve();
    const checkout = path.join(scratch, "clone");
    await client.clone(`${strict.url}/acme/infra.git`, checkout);
    const kept = await client.commit(checkout, "one.txt", "1");
    await client.push(checkout);
    await client.reset(checkout, first);
    const rewritten = await client.commit(checkout, "two.txt", "2");
    await expect(client.push(checkout, { force: true })).rejects.toThrow(
      /reject|denying non-fast-forward|non-fast-forward|"ok":false/,
    );
    expect(await client.fetch(checkout)).toBe(kept);

    const lenient = await serve({ forcePush: "allowed" });
    await run("git", ["remote", "set-url", "origin", `${lenient.url}/acme/infra.git`], { cwd: checkout });
    await client.push(checkout, { force: true });
    expect(await client.fetch(checkout)).toBe(rewritten);
  });

  it("refuses every push where pushing is off", async () => {
    await infra();
    const { url } = await serve({ push: "refused" });
    const checkout = path.join(scratch, "clone");
    await client.clone(`${url}/acme/infra.git`, checkout);
    await client.commit(checkout, "one.txt", "1");
    await expect(client.push(checkout)).rejects.toThrow(/403/);
  });
});

describe("the local Git server", () => {
  it("starts with an empty repository and takes its first commit", async () => {
    await createBareRepository({ folder: path.join(scratch, "served", "new.git") });
    const { url } = await serve();
    const checkout = path.join(scratch, "clone");
    const git = cli("2");
    await git.clone(`${url}/new.git`, checkout);
    const commit = await git.commit(checkout, "first.txt", "1");
    await git.push(checkout);
    expect(await git.fetch(checkout)).toBe(commit);
  });

  it("asks for a token where tokens are given, and lets a reading one not write", async () => {
    await infra();
    const { url } = await serve({ tokens: { "let-me-read": "read", "let-me-write": "write" } });
    const ask = async (service: string, authorization?: string): Promise<number> =>
      (
        await fetch(`${url}/acme/infra.git/info/refs?service=${service}`, {
          headers: authorization === undefined ? {} : { authorization },
        })
      ).status;
    const basic = (password: string): string => `Basic ${Buffer.from(`anyone:${password}`).toString("base64")}`;

    expect(await ask("git-upload-pack")).toBe(401);
    expect(await ask("git-upload-pack", "Bearer guessed")).toBe(401);
    expect(await ask("git-upload-pack", "Bearer let-me-read")).toBe(200);
    expect(await ask("git-upload-pack", basic("let-me-read"))).toBe(200);
    expect(await ask("git-receive-pack", basic("let-me-read"))).toBe(403);
    expect(await ask("git-receive-pack", basic("let-me-write"))).toBe(200);
  });

  it("lets everybody read where that is said, and asks for a token before it takes a push", async () => {
    await infra();
    const { url } = await serve({ tokens: { "let-me-write": "write" }, anonymous: "read" });
    const ask = async (service: string, authorization?: string): Promise<number> =>
      (
        await fetch(`${url}/acme/infra.git/info/refs?service=${service}`, {
          headers: authorization === undefined ? {} : { authorization },
        })
      ).status;
    expect(await ask("git-upload-pack")).toBe(200);
    expect(await ask("git-upload-pack", "Bearer guessed")).toBe(401);
    expect(await ask("git-receive-pack")).toBe(401);
    expect(await ask("git-receive-pack", "Bearer let-me-write")).toBe(200);
  });

  it("serves no repository outside its folder, by name or by link", async () => {
    await infra();
    await createBareRepository({ folder: path.join(scratch, "outside.git") });
    await symlink(path.join(scratch, "outside.git"), path.join(scratch, "served", "linked.git"));
    const { url } = await serve();
    const ask = async (repository: string): Promise<number> =>
      (await fetch(`${url}/${repository}/info/refs?service=git-upload-pack`)).status;

    expect(await ask("acme/infra.git")).toBe(200);
    expect(await ask("linked.git")).toBe(404);
    expect(await ask("..%2foutside.git")).toBe(404);
    expect(await ask("acme/..%2f..%2foutside.git")).toBe(404);
    expect(await ask("acme")).toBe(404);
    expect((await fetch(`${url}/acme/infra.git/config`)).status).toBe(404);
    expect(await (await fetch(`${url}/acme/infra.git/HEAD`)).text()).toBe("ref: refs/heads/main\n");
  });

  it("waits for a slow reader without piling up listeners", async () => {
    await mkdir(path.join(scratch, "source", "large"));
    await writeFile(path.join(scratch, "source", "large", "noise.bin"), randomBytes(4 * 1024 * 1024));
    const content = { folder: path.join(scratch, "source"), paths: ["large"] };
    await createBareRepository({ folder: path.join(scratch, "served", "large.git"), content });
    const { url } = await serve();
    const warnings: string[] = [];
    const warned = (warning: Error) => warnings.push(warning.message);
    process.on("warning", warned);
    try {
      await cli("2").clone(`${url}/large.git`, path.join(scratch, "clone"));
    } finally {
      process.off("warning", warned);
    }
    expect(warnings).toEqual([]);
  });

  it("refuses to start on a folder that is not there", async () => {
    await expect(gitServer({ folder: path.join(scratch, "nowhere") })).rejects.toMatchObject({
      code: "not-a-git-folder",
    });
  });

  it("says that git is missing when it is", async () => {
    await expect(gitServer({ folder: scratch, searchPath: path.join(scratch, "source") })).rejects.toMatchObject({
      code: "git-missing",
    });
  });
});
