import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  activeCluster,
  connectionOf,
  credentialPlugins,
  givenKubeconfig,
  readKubeconfig,
} from "../../../src/kubernetes/kubeconfig/index.ts";

const plugin = path.join(import.meta.dirname, "../../fakes/credential-plugin.js");
const v1 = "client.authentication.k8s.io/v1";
const answer = (status: object, apiVersion = v1) => JSON.stringify({ kind: "ExecCredential", apiVersion, status });

describe("a kubeconfig whose user logs in by a credential plugin", () => {
  let folder: string;
  let now: Date;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "plugin-"));
    now = new Date("2026-01-01T00:00:00Z");
  });
  afterEach(() => rm(folder, { recursive: true }));

  const config = (exec: object, cluster: object = {}) =>
    JSON.stringify({
      clusters: [{ name: "c", cluster: { server: "https://c.example.com", ...cluster } }],
      users: [{ name: "u", user: { exec: { apiVersion: v1, command: process.execPath, args: [plugin], ...exec } } }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    });
  const env = (values: Record<string, string>) => Object.entries(values).map(([name, value]) => ({ name, value }));
  const runs = () => path.join(folder, "runs");
  const runsMade = (): readonly { readonly args: readonly string[]; readonly info: string }[] =>
    readFileSync(runs(), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  const plugins = (timeoutMilliseconds = 30_000) =>
    credentialPlugins({ environment: process.env, clock: { now: () => now }, timeoutMilliseconds });
  const connection = async (exec: object, cluster: object = {}, by = plugins()) =>
    await connectionOf(activeCluster(await givenKubeconfig(config(exec, cluster))), by);
  const printing = (printed: string, more: Record<string, string> = {}) => ({
    env: env({ FAKE_ANSWER: printed, FAKE_RUNS: runs(), ...more }),
  });

  it("has the token that the plugin prints, and runs it with its arguments and nothing else", async () => {
    const made = await connection({ ...printing(answer({ token: "t" })), args: [plugin, "$(id); ls", "--x=1"] });
    expect(await made.credentials()).toEqual({ token: "t" });
    expect(runsMade()[0]?.args).toEqual(["$(id); ls", "--x=1"]);
  });

  it("has the client certificate that the plugin prints", async () => {
    const printed = answer({ clientCertificateData: "cert", clientKeyData: "key" });
    expect(await (await connection(printing(printed))).credentials()).toEqual({
      clientCertificate: { cert: "cert", key: "key" },
    });
  });

  it("keeps credentials until shortly before they end, and runs the plugin once for requests at the same time", async () => {
    const printed = answer({ token: "t", expirationTimestamp: "2026-01-01T01:00:00Z" });
    const made = await connection(printing(printed));
    await Promise.all([made.credentials(), made.credentials(), made.credentials()]);
    now = new Date("2026-01-01T00:59:00Z");
    await made.credentials();
    expect(runsMade()).toHaveLength(1);
    now = new Date("2026-01-01T00:59:51Z");
    await made.credentials();
    expect(runsMade()).toHaveLength(2);
  });

  it("runs the plugin again once the server has refused its credentials", async () => {
    const made = await connection(printing(answer({ token: "t" })));
    await made.credentials();
    await made.credentials();
    expect(runsMade()).toHaveLength(1);
    made.renewCredentials?.();
    await made.credentials();
    expect(runsMade()).toHaveLength(2);
  });

  it("says in KUBERNETES_EXEC_INFO that there is no terminal, and which cluster when the plugin wants to know", async () => {
    const cluster = {
      "certificate-authority-data": "cGVt",
      extensions: [{ name: "client.authentication.k8s.io/exec", extension: { audience: "a" } }],
    };
    await (await connection(printing(answer({ token: "t" })), cluster)).credentials();
    await (await connection({ ...printing(answer({ token: "t" })), provideClusterInfo: true }, cluster)).credentials();
    const [first, second] = runsMade().map(({ info }) => JSON.parse(info));
    expect(first).toEqual({ kind: "ExecCredential", apiVersion: v1, spec: { interactive: false } });
    expect(second.spec.cluster).toEqual({
      server: "https://c.example.com",
      "certificate-authority-data": "cGVt",
      config: { audience: "a" },
    });
  });

  it("finds a plugin that is named by a path from the folder of its kubeconfig", async () => {
    await writeFile(path.join(folder, "login"), `#!/bin/sh\nprintf '%s' '${answer({ token: "beside" })}'\n`, {
      mode: 0o755,
    });
    const file = path.join(folder, "config");
    await writeFile(file, config({ command: "./login", args: [] }));
    const made = await connectionOf(activeCluster(await readKubeconfig(file)), plugins());
    expect(await made.credentials()).toEqual({
      token: "beside",
    });
  });

  it("uses a token that the user has beside the plugin, without running it", async () => {
    const text = JSON.parse(config(printing(answer({ token: "plugin" }))));
    text.users[0].user.token = "own";
    const active = activeCluster(await givenKubeconfig(JSON.stringify(text)));
    expect(await (await connectionOf(active, plugins())).credentials()).toEqual({ token: "own" });
  });

  it.each<[string, object, string, RegExp]>([
    ["is not installed", { command: "no-such-plugin" }, "credential-plugin-missing", /Install it: see example\.com/],
    [
      "ends with an error, in its own words",
      { env: env({ FAKE_EXIT: "3" }), args: [plugin, "log in first"] },
      "credential-plugin-failed",
      /ended with exit code 3: log in first/,
    ],
    [
      "prints a secret beside its words",
      { env: env({ FAKE_EXIT: "3", PASSWORD: "hunter-2" }), args: [plugin, "bad password: hunter-2"] },
      "credential-plugin-failed",
      /bad password: \[secret\]/,
    ],
    ["prints no JSON", { env: env({ FAKE_ANSWER: "token" }) }, "credential-plugin-answer-unusable", /no JSON/],
    [
      "prints another version",
      { env: env({ FAKE_ANSWER: answer({ token: "t" }, "client.authentication.k8s.io/v1beta1") }) },
      "credential-plugin-answer-unusable",
      /another apiVersion than client\.authentication\.k8s\.io\/v1/,
    ],
    [
      "prints no credentials",
      { env: env({ FAKE_ANSWER: answer({}) }) },
      "credential-plugin-answer-unusable",
      /without a token or a certificate/,
    ],
    [
      "prints half a certificate",
      { env: env({ FAKE_ANSWER: answer({ token: "t", clientKeyData: "k" }) }) },
      "credential-plugin-answer-unusable",
      /key without it/,
    ],
    [
      "is spoken to in a version that is gone",
      { apiVersion: "client.authentication.k8s.io/v1alpha1" },
      "credential-plugin-answer-unusable",
      /v1alpha1/,
    ],
    ["wants a terminal", { interactiveMode: "Always" }, "credential-plugin-needs-terminal", /interactiveMode/],
  ])("fails by name when the plugin %s", async (_, exec, code, words) => {
    const made = await connection({ installHint: "see example.com", ...exec });
    await expect(made.credentials()).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
  });

  it("fails by name when the plugin does not end, and ends it", async () => {
    const made = await connection(printing(answer({ token: "t" }), { FAKE_SLEEP: "60000" }), {}, plugins(300));
    await expect(made.credentials()).rejects.toMatchObject({
      code: "credential-plugin-failed",
      message: expect.stringMatching(/did not end within 0\.3 s/),
    });
  });

  it("does not quote what the plugin printed when that is unusable", async () => {
    const made = await connection({ env: env({ FAKE_ANSWER: '{"token":"secret-token"' }) });
    await expect(made.credentials()).rejects.not.toThrow(/secret-token/);
  });

  it("is refused where no program may be run", async () => {
    const active = activeCluster(await givenKubeconfig(config({ command: "gke-gcloud-auth-plugin" })));
    await expect(connectionOf(active)).rejects.toThrow(/gke-gcloud-auth-plugin, which neither/);
  });

  it("is told to replace a login by auth-provider", async () => {
    const text = JSON.parse(config({}));
    text.users[0].user = { "auth-provider": { name: "oidc" } };
    const active = activeCluster(await givenKubeconfig(JSON.stringify(text)));
    await expect(connectionOf(active, plugins())).rejects.toThrow(/auth-provider oidc, which Kubernetes has replaced/);
  });
});
