import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ClusterHost, clusterHost, type RunningCluster } from "../../../src/local/cluster/api-server/index.ts";

/** The kubectl of this machine, or why there is none. */
export function kubectlOrWhyNot(): { readonly found: true } | { readonly found: false; readonly why: string } {
  try {
    execFileSync("kubectl", ["version", "--client"], { stdio: "ignore" });
    return { found: true };
  } catch (thrown) {
    return {
      found: false,
      why: `no kubectl that runs on this machine (${(thrown as Error).message.split("\n")[0] ?? ""})`,
    };
  }
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A cluster and kubectl pointed at it. */
export interface KubectlCluster {
  readonly cluster: RunningCluster;
  readonly host: ClusterHost;
  readonly home: string;
  kubectl(args: readonly string[], input?: string): Promise<Ran>;
  stop(): Promise<void>;
}

export async function startKubectlCluster(): Promise<KubectlCluster> {
  const home = await mkdtemp(path.join(tmpdir(), "kubectl-"));
  const host = await clusterHost({ home });
  const node = { name: "node-1", labels: {}, zone: "europe-west1-b" };
  const cluster = await host.ensure({ id: "projects/p/locations/l/clusters/c", version: "v1.34.1", nodes: [node] });
  const kubeconfig = path.join(home, "kubeconfig");
  await writeFile(kubeconfig, JSON.stringify(kubeconfigOf(cluster)), { mode: 0o600 });
  return {
    cluster,
    host,
    home,
    kubectl: (args, input = "") =>
      run(["--kubeconfig", kubeconfig, "--cache-dir", path.join(home, "cache"), ...args], input),
    stop: async () => {
      await host.stop();
      await rm(home, { recursive: true });
    },
  };
}

function run(args: readonly string[], input: string): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile("kubectl", [...args], { timeout: 100_000 }, (error, out, err) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : 1, out, err });
    });
    child.stdin?.end(input);
  });
}

function kubeconfigOf({ endpoint, caCertificate, adminToken }: RunningCluster): object {
  const authority = Buffer.from(caCertificate).toString("base64");
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server: `https://${endpoint}`, "certificate-authority-data": authority } }],
    users: [{ name: "u", user: { token: adminToken } }],
    contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
    "current-context": "c",
  };
}
