import { describe, expect, it } from "vitest";
import { Credentials, publicUrl, type SecretValues } from "../../../src/agent/fetch/index.ts";
import { type GitRepository, gitRepositoryOf, isInvalid } from "../../../src/agent/flux/index.ts";
import { systemClock } from "../../../src/lib/index.ts";
import { repositoryAddressProblem } from "../../../src/lib/repository-address.ts";

function repositoryAt(url: string, spec: object = { secretRef: { name: "key" } }): GitRepository {
  const repository = gitRepositoryOf({
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name: "dev", namespace: "flux-system" },
    spec: { url, interval: "1m0s", ...spec },
  });
  if (isInvalid(repository)) throw new Error(`${repository.reason}: ${repository.problems.join("; ")}`);
  return repository;
}

const remoteOf = (...args: Parameters<Credentials["remoteOf"]>) =>
  new Credentials("/usr/bin", systemClock).remoteOf(...args);

async function messageOf(promise: Promise<unknown>): Promise<string> {
  const thrown = await promise.then(
    () => "nothing was refused",
    (error: unknown) => error,
  );
  return String(thrown);
}

describe("the address of a repository", () => {
  it.each([
    ["git@github.com:acme/infra.git", "is in the form of scp; write ssh://git@github.com/acme/infra.git"],
    ["github.com:/srv/infra.git", "is in the form of scp; write ssh://github.com/srv/infra.git"],
    ["/srv/infra.git", "has to begin with https://, http:// or ssh://"],
    ["file:///srv/infra.git", "has to begin with https://, http:// or ssh://"],
    ["ext::sh -c x", "has to begin with https://, http:// or ssh://"],
    ["ssh://git:secret-canary@host/infra.git", "holds a password; SSH is let in by the key of a Secret alone"],
    ["ssh://-oProxyCommand=x/infra.git", "names no host"],
    ["ssh://-oProxyCommand=x@host/infra.git", "names no host"],
    ["ssh://%2DoProxyCommand=x@host/infra.git", "names no host"],
    ["ssh://git@host", "names no repository"],
    ["https://host/a b", "is no address"],
  ])("%s is refused", (written, problem) => {
    expect(repositoryAddressProblem(written)).toBe(problem);
    expect(() => repositoryAt(written)).toThrow(`spec.url ${problem}`);
  });

  it.each(["https://host/infra.git", "http://host:8080/infra", "ssh://git@host/infra.git", "ssh://host:22/~/infra"])(
    "%s is taken",
    (written) => {
      expect(repositoryAddressProblem(written)).toBeUndefined();
    },
  );

  it("is shown without a password, over SSH with its user", () => {
    expect(publicUrl("https://user:pass@example.com/a.git")).toBe("https://example.com/a.git");
    expect(publicUrl("ssh://git@example.com/a.git")).toBe("ssh://git@example.com/a.git");
  });
});

describe("the Secret of a repository over SSH", () => {
  const url = "ssh://host/infra.git";
  const remote = (secret: SecretValues | undefined) => remoteOf(repositoryAt(url), { secret });
  const whole = { identity: "-----BEGIN OPENSSH PRIVATE KEY-----\nYQ==\n", known_hosts: "host ssh-ed25519 AAAA" };

  it("gives the key and the keys of hosts, and git is the user when the address names none", async () => {
    expect(await remote({ ...whole, "identity.pub": "ssh-ed25519 AAAA" })).toEqual({
      url: "ssh://git@host/infra.git",
      timeout: 60_000,
      identity: whole.identity,
      knownHosts: whole.known_hosts,
      searchPath: "/usr/bin",
    });
  });

  /** The beginning of a key as OpenSSH writes it with a passphrase. */
  const encrypted = Buffer.from("openssh-key-v1\0\0\0\0\naes256-ctr\0\0\0\u0006bcrypt").toString("base64");
  it.each<readonly [string, SecretValues | undefined, string]>([
    ["is missing", undefined, "Secret flux-system/key does not exist"],
    ["holds nothing", {}, "holds no identity and no known_hosts"],
    ["holds no keys of hosts", { identity: whole.identity, known_hosts: " \n" }, "holds no known_hosts"],
    ["holds a password", { ...whole, password: "secret-canary" }, "a passphrase protects, which is not supported"],
    [
      "holds a protected key",
      { ...whole, identity: `-----BEGIN OPENSSH PRIVATE KEY-----\n${encrypted}\n-----END OPENSSH PRIVATE KEY-----\n` },
      "a passphrase protects, which is not supported",
    ],
    [
      "holds a protected key as PEM",
      { ...whole, identity: "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n" },
      "a passphrase protects, which is not supported",
    ],
  ])("is refused by name when it %s", async (_, secret, problem) => {
    const message = await messageOf(remote(secret));
    expect(message).toContain(problem);
    expect(message).not.toContain("secret-canary");
  });

  it("is refused when spec.secretRef names none", async () => {
    await expect(remoteOf(repositoryAt(url, {}), {})).rejects.toThrow("an ssh:// address needs one");
  });
});

describe("the Secret of a repository over HTTPS", () => {
  const url = "https://github.com/acme/infra.git";
  const refusal = (secret: SecretValues, spec: object = {}, proxySecret?: SecretValues) =>
    messageOf(remoteOf(repositoryAt(url, { secretRef: { name: "key" }, ...spec }), { secret, proxySecret }));

  it("gives a proxy with its own credentials", async () => {
    const repository = repositoryAt(url, { proxySecretRef: { name: "proxy" } });
    const proxySecret = { address: "http://proxy.example:3128", username: "ada", password: "p@ss" };
    expect(await remoteOf(repository, { proxySecret })).toMatchObject({
      proxy: "http://ada:p%40ss@proxy.example:3128/",
    });
  });

  it.each<readonly [string, SecretValues | undefined, string]>([
    ["is missing", undefined, "Secret flux-system/proxy does not exist. Correct spec.proxySecretRef"],
    ["holds no address", {}, "holds no address of a proxy"],
    [
      "is reached by SOCKS",
      { address: "socks5://proxy.example" },
      "begins with http:// or https://; others are not supported",
    ],
  ])("of a proxy is refused by name when it %s", async (_, proxySecret, problem) => {
    expect(await refusal({ bearerToken: "t" }, { proxySecretRef: { name: "proxy" } }, proxySecret)).toContain(problem);
  });

  const app = { githubAppID: "7", githubAppInstallationID: "8", githubAppPrivateKey: "secret-canary" };
  it("with an app of GitHub that cannot be used is refused with all that is wrong with it", async () => {
    const message = await refusal(
      { ...app, githubAppID: "x", githubAppInstallationOwner: "acme", githubAppBaseURL: "ftp://x" },
      { provider: "github" },
    );
    for (const part of ["githubAppID has", "one of githubAppInstallationID", "an RSA key as PEM", "githubAppBaseURL"])
      expect(message).toContain(part);
    expect(message).not.toContain("secret-canary");
  });

  it("with an app of GitHub needs the provider to say so", async () => {
    expect(await refusal(app)).toContain("holds a GitHub App, and spec.provider is not github");
    expect(() => repositoryAt(url, { provider: "github" })).toThrow("spec.secretRef is required");
    expect(() => repositoryAt(url, { provider: "azure" })).toThrow("UnsupportedField: spec.provider");
  });

  it("with half of a client certificate, or one that is none, is refused", async () => {
    expect(await refusal({ "tls.crt": "x" })).toContain("one of tls.crt and tls.key without the other");
    expect(await refusal({ "tls.crt": "x", "tls.key": "y" })).toContain("do not belong together");
  });
});
