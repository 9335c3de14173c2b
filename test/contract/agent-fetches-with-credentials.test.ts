import { createServer } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Credentials, fetchSource, RepositoryCache, type SecretValues } from "../../src/agent/fetch/index.ts";
import { type GitRepository, gitRepositoryOf, isInvalid } from "../../src/agent/flux/index.ts";
import { revisionText } from "../../src/kubernetes/flux/index.ts";
import { systemClock } from "../../src/lib/index.ts";
import { answerByBackend } from "../fakes/git-http-server.ts";
import { gitHubAppServer } from "../fakes/github-app-server.ts";
import { certificateOf, proxyServer, type ScriptedServer, scriptedServer } from "../fakes/scripted-api-server.ts";
import { git, scratchClone } from "./git-harness/scratch-clone.ts";

let scratch = "";
const { init, commit } = scratchClone((made) => {
  scratch = made;
});
const inside = (...steps: readonly string[]) => path.join(scratch, ".git", ...steps);
let head = "";
const closing: { close(): Promise<void> }[] = [];
beforeEach(() => {
  init();
  head = commit({ "apps/a.yaml": "1\n" });
  git(scratch, "init", "-q", "--bare", "-b", "main", inside("infra.git"));
  git(scratch, "push", "-q", "--mirror", inside("infra.git"));
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((each) => each.close()));
});
const closed = <T extends { close(): Promise<void> }>(server: T): T => {
  closing.push(server);
  return server;
};

type Tls = Parameters<typeof scriptedServer>[1];

/** Lets in who sends one of these values of `authorization`, and everybody where none is named. */
async function gitServer({
  letsIn,
  tls,
}: {
  letsIn?: () => readonly string[];
  tls?: Tls;
} = {}): Promise<ScriptedServer> {
  const server = await scriptedServer((request, response) => {
    const sent = request.headers.authorization ?? "";
    if (letsIn !== undefined && !letsIn().includes(sent)) {
      request.resume();
      response.writeHead(401).end();
    } else answerByBackend(inside(), {}, request, response).catch(() => response.destroy());
  }, tls);
  return closed(server);
}

function repositoryAt(url: string, spec: object = {}): GitRepository {
  const repository = gitRepositoryOf({
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name: "dev", namespace: "flux-system" },
    spec: { url, interval: "1m0s", ref: { branch: "main" }, secretRef: { name: "key" }, ...spec },
  });
  if (isInvalid(repository)) throw new Error(repository.problems.join());
  return repository;
}

const atLocalhost = (url: string) => `${url.replace("127.0.0.1", "localhost")}/infra.git`;

async function fetched(
  repository: GitRepository,
  secret: SecretValues,
  {
    proxySecret,
    credentials = new Credentials("", systemClock),
  }: { proxySecret?: SecretValues; credentials?: Credentials } = {},
): Promise<string> {
  const remote = await credentials.remoteOf(repository, { secret, proxySecret });
  return revisionText(await fetchSource(repository, remote, new RepositoryCache(inside("cache"))));
}

describe("an app of GitHub", () => {
  const basic = (token: string) => `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
  const spec = { provider: "github" };

  it("fetches with a token for the one repository, and asks for the next one shortly before it ends", async () => {
    let now = Date.parse("2026-01-01T00:00:00Z");
    const github = closed(await gitHubAppServer({ now: () => now / 1000 }));
    const server = await gitServer({ letsIn: () => github.tokens.slice(-1).map(basic) });
    const secret = {
      githubAppID: "7\n",
      githubAppInstallationID: "8",
      githubAppPrivateKey: github.privateKey,
      githubAppBaseURL: github.url,
    };
    const credentials = new Credentials("", { ...systemClock, now: () => new Date(now) });
    const repository = repositoryAt(`${server.url}/infra.git`, spec);
    const passes = async (minutes: number) => {
      now += minutes * 60_000;
      expect(await fetched(repository, secret, { credentials })).toBe(`main@sha1:${head}`);
      return github.tokens.length;
    };
    expect([await passes(0), await passes(50), await passes(6)]).toEqual([1, 1, 2]);
    expect(github.wanted[0]).toEqual({ repositories: ["infra"], permissions: { contents: "read" } });
  });

  it("is found by the owner of its installation, be it an organization or a user", async () => {
    const github = closed(await gitHubAppServer());
    const server = await gitServer({ letsIn: () => github.tokens.map(basic) });
    const secret = {
      githubAppID: "7",
      githubAppInstallationOwner: "ada",
      githubAppPrivateKey: github.privateKey,
      githubAppBaseURL: github.url,
    };
    expect(await fetched(repositoryAt(`${server.url}/infra.git`, spec), secret)).toBe(`main@sha1:${head}`);
    expect(github.paths.slice(0, 2)).toEqual(["GET /v3/orgs/ada/installation", "GET /v3/users/ada/installation"]);
  });

  it("whose token was revoked is refused by name, and comes with a new token the next time", async () => {
    const github = closed(await gitHubAppServer());
    const revoked = new Set<string>();
    const server = await gitServer({ letsIn: () => github.tokens.filter((token) => !revoked.has(token)).map(basic) });
    const secret = {
      githubAppID: "7",
      githubAppInstallationID: "8",
      githubAppPrivateKey: github.privateKey,
      githubAppBaseURL: github.url,
    };
    const credentials = new Credentials("", systemClock);
    const repository = repositoryAt(`${server.url}/infra.git`, spec);
    await fetched(repository, secret, { credentials });
    revoked.add("token-canary-1");
    const refused = fetched(repository, secret, { credentials });
    await expect(refused).rejects.toMatchObject({ reason: "AuthenticationFailed" });
    await expect(refused).rejects.not.toThrow("token-canary");
    expect(await fetched(repository, secret, { credentials })).toBe(`main@sha1:${head}`);
  });

  it.each([
    [403, "github-app-refused", "AuthenticationFailed", "403: Not for this app"],
    [422, "github-app-refused", "AuthenticationFailed", "422: Not for this app"],
    [502, "git-server-unavailable", "GitOperationFailed", "HTTP status 502"],
  ])("that GitHub answers with %s has a reason of its own", async (status, code, reason, words) => {
    const github = closed(await gitHubAppServer({ status: () => status }));
    const secret = {
      githubAppID: "7",
      githubAppInstallationID: "8",
      githubAppPrivateKey: github.privateKey,
      githubAppBaseURL: github.url,
    };
    const failing = fetched(repositoryAt("https://localhost:1/infra.git", spec), secret);
    await expect(failing).rejects.toMatchObject({ code, reason });
    await expect(failing).rejects.toThrow(words);
  });
});

describe("a server with an authority of its own", () => {
  it("is fetched from with ca.crt, and shown a client certificate when the Secret has one", async () => {
    const [own, client] = await Promise.all([certificateOf("localhost"), certificateOf("the-agent")]);
    const server = await gitServer({ tls: { ...own, clients: [client.cert] } });
    const repository = repositoryAt(atLocalhost(server.url));
    const secret = { "ca.crt": own.cert, "tls.crt": client.cert, "tls.key": client.key };
    expect(await fetched(repository, secret)).toBe(`main@sha1:${head}`);
    expect(new Set(server.seen.map((request) => request.client))).toEqual(new Set(["the-agent"]));
    await expect(fetched(repository, { bearerToken: "t" })).rejects.toThrow(/self-signed certificate|unable to verify/);
  });
});

describe("a proxy", () => {
  it("is what the Git server is reached by, with credentials of its own", async () => {
    const own = await certificateOf("localhost");
    const server = await gitServer({ tls: { ...own, clients: [] }, letsIn: () => ["Bearer git-canary"] });
    const proxy = closed(await proxyServer());
    const repository = repositoryAt(atLocalhost(server.url), { proxySecretRef: { name: "proxy" } });
    const secret = { bearerToken: "git-canary", "ca.crt": own.cert };
    const proxySecret = { address: proxy.url, username: "ada", password: "p@ss" };
    expect(await fetched(repository, secret, { proxySecret })).toBe(`main@sha1:${head}`);
    const authorization = `Basic ${Buffer.from("ada:p@ss").toString("base64")}`;
    expect(new Set(proxy.tunnels.map((tunnel) => tunnel.authorization))).toEqual(new Set([authorization]));
    expect(JSON.stringify(proxy.tunnels)).not.toContain("git-canary");
  });

  it("that refuses is named, without its password", async () => {
    const proxy = closed(await proxyServer({ refusing: 407 }));
    const repository = repositoryAt("https://localhost:1/infra.git", { proxySecretRef: { name: "proxy" } });
    const proxySecret = { address: proxy.url, username: "ada", password: "password-canary" };
    const failing = fetched(repository, { bearerToken: "t" }, { proxySecret });
    await expect(failing).rejects.toMatchObject({ reason: "GitOperationFailed" });
    await expect(failing).rejects.not.toThrow("password-canary");
  });
});

describe("a Git server", () => {
  it("that takes the request and says nothing is given up after spec.timeout", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as { port: number };
    const failing = fetched(repositoryAt(`http://127.0.0.1:${port}/infra.git`, { timeout: "300ms" }), {
      bearerToken: "t",
    });
    await expect(failing).rejects.toThrow("no answer in time");
    silent.close();
  });

  it("that ends in the middle of a pack leaves the clone as it was, and the next fetch goes on", async () => {
    let cuts = true;
    const server = closed(
      await scriptedServer((request, response) => {
        if (cuts && request.method === "POST" && request.headers["content-length"] !== undefined) {
          const write = response.end.bind(response);
          response.end = ((body: Buffer) => {
            if (!body.includes("PACK")) return write(body);
            response.writeHead(200, { "content-type": "application/x-git-upload-pack-result" });
            return write(body.subarray(0, body.length - 40));
          }) as typeof response.end;
        }
        answerByBackend(inside(), {}, request, response).catch(() => response.destroy());
      }),
    );
    const repository = repositoryAt(`${server.url}/infra.git`);
    await expect(fetched(repository, { bearerToken: "t" })).rejects.toMatchObject({ reason: "GitOperationFailed" });
    cuts = false;
    expect(await fetched(repository, { bearerToken: "t" })).toBe(`main@sha1:${head}`);
  });
});
