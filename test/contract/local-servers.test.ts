import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveEndpoint } from "../../src/agent/observe/endpoint.ts";
import { silentLogger } from "../../src/lib/index.ts";
import { clusterHost } from "../../src/local/cluster/api-server/index.ts";
import { createBareRepository } from "../../src/local/git-host/index.ts";
import { startLocalCloud } from "../../src/local/process/daemon/index.ts";
import { readDiscovery } from "../../src/local/process/home/index.ts";

interface Asked {
  readonly url: string;
  readonly token?: string;
}

let home: string;
const asked = {} as Record<"console" | "git host" | "API server" | "agent's endpoint", Asked>;
const closing: (() => Promise<unknown>)[] = [];

const startCloud = () =>
  startLocalCloud({ home, version: "0", build: "test", latency: "none", port: 0, logger: silentLogger });
const gitToken = async () => (await readFile(path.join(home, "git-token"), "utf8")).trim();

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "groundwork-servers-"));
  closing.push(() => rm(home, { recursive: true, force: true }));
  await createBareRepository({
    folder: path.join(home, "git", "repository.git"),
    content: { folder: import.meta.dirname, paths: ["file-history.test.ts"] },
  });
  const cloud = await startCloud();
  closing.push(() => cloud.stop());
  const { url, token } = (await readDiscovery(home)) ?? { url: "", token: "" };
  asked.console = { url: `${url}/v1/status`, token };
  const { gitUrl } = JSON.parse((await ask(asked.console)).body) as { gitUrl: string };
  asked["git host"] = {
    url: `${gitUrl}/repository.git/info/refs?service=git-upload-pack`,
    token: await gitToken(),
  };
  const clusters = await clusterHost({ home: path.join(home, "clusters") });
  closing.push(() => clusters.stop());
  const cluster = await clusters.ensure({ id: "projects/p/locations/l/clusters/c", version: "v1.34.1", nodes: [] });
  asked["API server"] = { url: `https://${cluster.endpoint}/api/v1/namespaces`, token: cluster.adminToken };
  const quiet = { unhealthy: () => undefined, notReady: () => undefined, metrics: () => "" };
  const endpoint = await serveEndpoint("127.0.0.1", 0, quiet);
  closing.push(() => endpoint.close());
  asked["agent's endpoint"] = { url: `http://${endpoint.address}/metrics` };
});
afterAll(async () => {
  for (const close of closing.toReversed()) await close();
});

function ask(
  { url, token }: Asked,
  { method = "GET", host, ...headers }: { method?: string; host?: string; [header: string]: string | undefined } = {},
): Promise<{ status: number; body: string }> {
  const target = new URL(url);
  const options = {
    method,
    agent: false as const,
    rejectUnauthorized: false,
    headers: {
      host: host ?? target.host,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
  };
  return new Promise((resolve, reject) => {
    const answered = async (response: http.IncomingMessage) =>
      resolve({ status: response.statusCode ?? 0, body: await text(response) });
    const listener = (response: http.IncomingMessage) => void answered(response).catch(reject);
    const request = target.protocol === "https:" ? https.request(target, options) : http.request(target, options);
    request.once("response", listener).once("error", reject).end();
  });
}

describe.each(["console", "git host", "API server", "agent's endpoint"] as const)("the local cloud's %s", (name) => {
  it("answers to loopback's names", async () => {
    const { port } = new URL(asked[name].url);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`])
      expect([host, (await ask(asked[name], { host })).status]).toEqual([host, 200]);
  });

  it("does not answer to a name that somebody made point here, whatever token comes with it", async () => {
    const { port } = new URL(asked[name].url);
    for (const host of ["evil.example", `evil.example:${port}`, `localhost.evil.example:${port}`, `192.0.2.1:${port}`])
      expect([host, (await ask(asked[name], { host })).status]).toEqual([host, 421]);
  });
});

describe.each(["console", "git host", "API server"] as const)("the local cloud's %s", (name) => {
  it("does not answer without its token, nor with another", async () => {
    const { url, token = "" } = asked[name];
    // Without a token, Kubernetes takes the caller for an anonymous user without rights.
    expect((await ask({ url })).status).toBe(name === "API server" ? 403 : 401);
    for (const guess of ["guessed", "", `${token}x`, token.slice(0, -1)])
      expect([401, 403]).toContain((await ask({ url, token: guess })).status);
  });
});

describe("the local cloud's git host", () => {
  const repository = () => asked["git host"].url.replace(/\/info\/refs.*$/, "");
  const clean = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_TERMINAL_PROMPT: "0" };
  const git = (env: NodeJS.ProcessEnv, ...args: string[]) =>
    promisify(execFile)("git", args, { cwd: home, env: { ...clean, ...env } });
  const withToken = async () => ({
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "http.extraHeader",
    GIT_CONFIG_VALUE_0: `Authorization: Bearer ${await gitToken()}`,
  });

  it("gives nothing to a git without the token, and everything to one with it", async () => {
    await expect(git({}, "ls-remote", repository())).rejects.toThrow(/could not read Username|401/);
    expect((await git(await withToken(), "ls-remote", repository())).stdout).toContain("refs/heads/main");
  });

  it("takes no push, with the token neither", async () => {
    const target = `${repository()}/info/refs?service=git-receive-pack`;
    expect((await ask({ url: target })).status).toBe(401);
    expect((await ask({ url: target, token: await gitToken() })).status).toBe(403);
    expect((await ask({ url: `${repository()}/git-receive-pack` }, { method: "POST" })).status).toBe(401);
    const own = path.join(home, "git", "repository.git");
    await expect(git(await withToken(), "-C", own, "push", repository(), "main:refs/heads/other")).rejects.toThrow(
      /403/,
    );
  });

  it("keeps its token to its owner, and out of what it says of itself and its log", async () => {
    expect((await stat(path.join(home, "git-token"))).mode & 0o077).toBe(0);
    const token = await gitToken();
    expect(token.length).toBeGreaterThan(30);
    expect((await ask(asked.console)).body).not.toContain(token);
  });
});
