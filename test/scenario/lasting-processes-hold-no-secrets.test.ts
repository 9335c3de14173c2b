import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPlugin } from "../../src/engine/embedded/providers/plugins/plugin-process.ts";
import { RestClient, tokenConnection } from "../../src/kubernetes/client/index.ts";
import { clusterHost } from "../../src/local/cluster/api-server/index.ts";
import { startWorkloads } from "../../src/local/cluster/workloads/index.ts";
import { startGit } from "../../src/local/git-host/git-command.ts";
import { localCloud } from "../../src/local/index.ts";

/** What a shell or a build job holds when it calls this tool. */
const CANARIES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "PULUMI_CONFIG_PASSPHRASE",
    "PULUMI_ACCESS_TOKEN",
    "GOOGLE_CREDENTIALS",
    "AWS_SECRET_ACCESS_KEY",
    "GITHUB_TOKEN",
    "HTTPS_PROXY",
    "NODE_AUTH_TOKEN",
    "GROUNDWORK_GIT_TOKEN",
    "GIT_CONFIG_PARAMETERS",
    "PATH_TO_NOWHERE",
    "HOME_OF_SECRETS",
    "LC_SECRET",
    "lowercase_secret",
  ].map((name) => [name, `canary-${name}`]),
);

/** Places, which are no secrets. */
const PLACES = {
  HOME: os.homedir(),
  PATH: process.env["PATH"] ?? "",
  TMPDIR: os.tmpdir(),
};

let folder: string;
const before = { ...process.env };

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "groundwork-lasting-"));
  Object.assign(process.env, CANARIES, PLACES);
});
afterAll(async () => {
  for (const name of Object.keys({ ...CANARIES, ...PLACES })) delete process.env[name];
  Object.assign(process.env, before);
  await rm(folder, { recursive: true, force: true });
});

interface Started {
  readonly pid: number;
  stop(): Promise<unknown>;
}

async function localCloudProcess(): Promise<Started> {
  const cloud = localCloud({ home: path.join(folder, "cloud"), latency: "none", environment: process.env });
  const { pid = 0 } = await cloud.ensureRunning();
  return { pid, stop: () => cloud.stop() };
}

async function agentOfACluster(): Promise<Started> {
  const kubelet = path.join(folder, "kubelet");
  const agent = {
    command: process.execPath,
    args: [path.join(import.meta.dirname, "../fixtures/workloads/agent-stand-in.mjs")],
  };
  const host = await clusterHost({
    home: path.join(folder, "clusters"),
    onClusterStarted: (cluster, api) => startWorkloads(api, { cluster, folder: kubelet, agent }),
  });
  const nodes = [{ name: "node-1", labels: {}, zone: "local-a" }];
  const cluster = await host.ensure({ id: "test", version: "v1.34.1", nodes });
  const client = new RestClient(
    tokenConnection({ server: `https://${cluster.endpoint}`, ca: cluster.caCertificate, token: cluster.adminToken }),
  );
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "agent" },
    spec: { containers: [{ name: "agent", image: "ghcr.io/groundwork-dev/agent:0.1.0" }] },
  };
  await client.request({ method: "POST", path: "/api/v1/namespaces/default/pods", body: pod });
  let pid = 0;
  await expect.poll(async () => (pid = await pidOfThePodIn(path.join(kubelet, "pods")))).toBeGreaterThan(0);
  return {
    pid,
    stop: async () => {
      client.close();
      await host.stop();
    },
  };
}

/** 0 until the pod's container has been started. */
async function pidOfThePodIn(pods: string): Promise<number> {
  const [uid = ""] = await readdir(pods).catch(() => []);
  const text = await readFile(path.join(pods, uid, "agent", "pid.json"), "utf8").catch(() => `{ "pid": 0 }`);
  return (JSON.parse(text) as { readonly pid: number }).pid;
}

async function gitOfTheGitHost(): Promise<Started> {
  // Without an end of its input it waits, as it does for a client that is slow.
  const git = startGit({ args: ["hash-object", "--stdin"] });
  await once(git, "spawn");
  return {
    pid: git.pid ?? 0,
    stop: async () => {
      git.stdin.end();
      await once(git, "close");
    },
  };
}

async function guardOfPlugins(): Promise<Started> {
  const plugin = await startedPlugin({});
  const children = await readFile(`/proc/self/task/${process.pid}/children`, "utf8").catch(() => "");
  const guards = await Promise.all(
    children
      .trim()
      .split(" ")
      .map(async (pid) => ({ pid, command: await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "") })),
  );
  const guard = guards.find(({ command }) => command.includes("watchdog"));
  return { pid: Number(guard?.pid), stop: () => plugin.stop() };
}

const startedPlugin = (environment: NodeJS.ProcessEnv) =>
  startPlugin(
    {
      name: "a plugin",
      command: process.execPath,
      args: ["-e", `console.log(4711); setInterval(() => {}, 1000)`, "--"],
      environment,
      workingFolder: folder,
      folder,
    },
    () => undefined,
  );

const environmentOf = async (pid: number) => (await readFile(`/proc/${pid}/environ`, "utf8")).split("\0");

/** Names of canaries, by their value: a variable of another name that holds one is found as well. */
function canariesIn(environment: readonly string[]): string[] {
  return Object.entries(CANARIES).flatMap(([name, value]) =>
    environment.some((variable) => variable.includes(value)) ? [name] : [],
  );
}

describe.skipIf(!existsSync("/proc/self/environ"))("a process that is shared between runs or outlives one", () => {
  it.each([
    ["the local cloud", localCloudProcess],
    ["an agent in one of its clusters", agentOfACluster],
    ["git of its Git host", gitOfTheGitHost],
    ["the guard of provider plugins", guardOfPlugins],
  ])("holds no variable of its first caller that could be a secret: %s", async (_, start) => {
    const started = await start();
    try {
      expect(started.pid).toBeGreaterThan(0);
      const environment = await environmentOf(started.pid);
      expect(canariesIn(environment)).toEqual([]);
      expect(environment.join("\n")).not.toContain("canary-");
    } finally {
      await started.stop();
    }
  });

  it("has what it needs of its caller: where homes, temporary files and kubeconfigs are", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    await once(child, "spawn");
    const started = await localCloudProcess();
    try {
      const environment = await environmentOf(started.pid);
      for (const [name, value] of Object.entries(PLACES)) expect(environment).toContain(`${name}=${value}`);
      // The same search finds every canary in a process that takes over its caller's environment.
      expect(canariesIn(await environmentOf(child.pid ?? 0))).toEqual(Object.keys(CANARIES));
    } finally {
      child.kill();
      await started.stop();
    }
  });
});
