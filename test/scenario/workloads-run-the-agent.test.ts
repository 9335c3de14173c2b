import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RestClient, tokenConnection } from "../../src/kubernetes/client/index.ts";
import { isRunning, type JsonObject, listAt, numberAt, type ProcessIdentity, textAt } from "../../src/lib/index.ts";
import { type ClusterHost, clusterHost } from "../../src/local/cluster/api-server/index.ts";
import { startWorkloads } from "../../src/local/cluster/workloads/index.ts";

const standIn = path.join(import.meta.dirname, "../fixtures/workloads/agent-stand-in.mjs");

let home: string;
let host: ClusterHost;
let client: RestClient;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "groundwork-workloads-"));
  await start();
});
afterEach(async () => {
  client.close();
  await host.stop();
  await rm(home, { recursive: true, force: true });
});

async function start(): Promise<void> {
  host = await clusterHost({
    home,
    onClusterStarted: (cluster, api) =>
      startWorkloads(api, { cluster, folder: kubelet(), agent: { command: process.execPath, args: [standIn] } }),
  });
  const nodes = [{ name: "node-1", labels: {}, zone: "local-a" }];
  const cluster = await host.ensure({ id: "test", version: "v1.34.1", nodes });
  client = new RestClient(
    tokenConnection({ server: `https://${cluster.endpoint}`, ca: cluster.caCertificate, token: cluster.adminToken }),
  );
}

function kubelet(): string {
  return path.join(home, "kubelet");
}

function post(at: string, body: object): Promise<unknown> {
  return client.request({ method: "POST", path: at, body });
}

async function agentDeployment(name: string, args: readonly string[]): Promise<void> {
  const env = [
    { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
    { name: "GREETING", valueFrom: { configMapKeyRef: { name: "greeting", key: "text" } } },
  ];
  await post("/apis/apps/v1/namespaces/default/deployments", {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          serviceAccountName: "agent",
          containers: [{ name: "agent", image: "ghcr.io/groundwork-dev/agent:0.1.0", args, env }],
        },
      },
    },
  });
}

/** What the agent's pod needs beside its Deployment, but for the greeting. */
async function makeAccount(): Promise<void> {
  await post("/api/v1/namespaces/default/serviceaccounts", {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "agent" },
  });
  await post("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "agent" },
    subjects: [{ kind: "ServiceAccount", name: "agent", namespace: "default" }],
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
  });
}

async function makeGreeting(): Promise<void> {
  await post("/api/v1/namespaces/default/configmaps", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "greeting" },
    data: { text: "hello" },
  });
}

/** Starts an agent's workload, and resolves when the agent has reached the API. */
async function runAgent(): Promise<ProcessIdentity> {
  await makeAccount();
  await makeGreeting();
  await agentDeployment("agent", ["--name=$(POD_NAME)"]);
  await expect.poll(() => logOf("agent")).toMatch(/the API answers 200/);
  // It may answer before what started it has written down which process it is.
  await expect.poll(() => processOf("agent")).toBeDefined();
  return (await processOf("agent"))!;
}

async function podOf(app: string): Promise<JsonObject | undefined> {
  const pods = await client.request({
    method: "GET",
    path: "/api/v1/namespaces/default/pods",
    query: { labelSelector: `app=${app}` },
  });
  return listAt(pods, "items")[0] as JsonObject | undefined;
}

async function logOf(app: string, query: Record<string, string> = {}): Promise<string> {
  const name = textAt(await podOf(app), "metadata", "name") ?? "";
  const { endpoint, caCertificate, adminToken } = host.list()[0]!;
  const raw = new RestClient(tokenConnection({ server: `https://${endpoint}`, ca: caCertificate, token: adminToken }));
  try {
    return await raw.text({ method: "GET", path: `/api/v1/namespaces/default/pods/${name}/log`, query });
  } finally {
    raw.close();
  }
}

async function processOf(app: string): Promise<ProcessIdentity | undefined> {
  const uid = textAt(await podOf(app), "metadata", "uid") ?? "";
  const file = path.join(kubelet(), "pods", uid, "agent", "pid.json");
  return existsSync(file) ? (JSON.parse(await readFile(file, "utf8")) as ProcessIdentity) : undefined;
}

describe("the sync agent's image in a simulated cluster", () => {
  it("runs as a process that knows its pod and speaks to the API as its service account", async () => {
    await makeAccount();
    await agentDeployment("agent", ["--name=$(POD_NAME)"]);

    const waiting = async () =>
      textAt(await podOf("agent"), "status", "containerStatuses", 0, "state", "waiting", "reason");
    await expect.poll(waiting).toBe("CreateContainerConfigError");
    await makeGreeting();

    await expect.poll(() => logOf("agent")).toMatch(/the API answers 200/);
    const name = textAt(await podOf("agent"), "metadata", "name");
    expect(await logOf("agent")).toContain(`started with --name=${name} as ${name} in default with hello`);
    expect(await logOf("agent", { tailLines: "1" })).toBe("the API answers 200\n");
    expect(textAt(await podOf("agent"), "status", "phase")).toBe("Running");
  });

  it("has a log that can be followed: what was logged before, what comes, and an end with its container", async () => {
    const running = await runAgent();
    const name = textAt(await podOf("agent"), "metadata", "name") ?? "";
    const lines: string[] = [];
    const log = `/api/v1/namespaces/default/pods/${name}/log`;
    const followed = (async () => {
      for await (const line of client.lines(log, { follow: "true" }, AbortSignal.timeout(60_000))) lines.push(line);
    })();
    await expect.poll(() => lines).toContain("the API answers 200");
    process.kill(running.pid, "SIGTERM");
    await expect.poll(() => lines).toContain("ending");
    await followed;
    expect(lines.filter((line) => line.startsWith("started"))).toHaveLength(1);
  });

  it("is started again after it was killed, and counts that", async () => {
    const before = await runAgent();
    process.kill(before.pid, "SIGKILL");
    await expect
      .poll(async () => numberAt(await podOf("agent"), "status", "containerStatuses", 0, "restartCount"))
      .toBe(1);
    await expect
      .poll(
        async () => (await processOf("agent"))?.pid !== before.pid && (await logOf("agent")).includes("answers 200"),
      )
      .toBe(true);
    expect(await logOf("agent", { previous: "true" })).toContain("the API answers 200");
    expect(
      numberAt(await podOf("agent"), "status", "containerStatuses", 0, "lastState", "terminated", "exitCode"),
    ).toBe(137);
  });

  it("backs off from a container that keeps ending, and says so", async () => {
    await makeAccount();
    await makeGreeting();
    await agentDeployment("crashing", ["crash"]);
    const state = async () =>
      textAt(await podOf("crashing"), "status", "containerStatuses", 0, "state", "waiting", "reason");
    await expect.poll(state).toBe("CrashLoopBackOff");
    expect(
      numberAt(await podOf("crashing"), "status", "containerStatuses", 0, "lastState", "terminated", "exitCode"),
    ).toBe(3);
    await client.request({ method: "DELETE", path: "/apis/apps/v1/namespaces/default/deployments/crashing" });
    await expect.poll(() => podOf("crashing")).toBeUndefined();
  });

  it("is ended with the host and started anew with it", async () => {
    const before = await runAgent();
    await host.stop();
    expect(await isRunning(before)).toBe(false);
    client.close();
    await start();
    await expect
      .poll(async () => (await processOf("agent")) !== undefined && (await logOf("agent")).includes("answers 200"))
      .toBe(true);
  });

  it("has a folder for temporary files that other users do not share, for as long as its pod is there", async () => {
    await runAgent();
    expect(await logOf("agent")).toContain(`start 1 in ${path.join(kubelet(), "volumes")}`);
    await host.stop();
    client.close();
    await start();
    await expect.poll(() => logOf("agent")).toContain("start 2 in");
  });

  it("ends, and leaves nothing behind, when its Deployment is deleted", async () => {
    const running = await runAgent();
    await client.request({ method: "DELETE", path: "/apis/apps/v1/namespaces/default/deployments/agent" });
    await expect.poll(() => isRunning(running)).toBe(false);
    for (const left of ["pods", "volumes"]) await expect.poll(() => readdir(path.join(kubelet(), left))).toEqual([]);
  });
});
