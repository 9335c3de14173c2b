import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { RestApi, RestClient } from "../../../src/kubernetes/client/index.ts";
import { activeCluster, connectionOf, readKubeconfig } from "../../../src/kubernetes/kubeconfig/index.ts";
import { entryPoint, projectRoot } from "../../../src/lib/index.ts";
import { type ClusterApi, clusterHost, type RunningCluster } from "../../../src/local/cluster/api-server/index.ts";
import { startWorkloads } from "../../../src/local/cluster/workloads/index.ts";
import { eventually } from "./eventually.ts";

/** An API server with the agent's CustomResourceDefinitions. */
export interface TestCluster {
  readonly kubeconfig: string;
  readonly api: RestApi;
  /** The same API server for a client that writes under this name. */
  as(fieldManager: string): RestApi;
  /** Stops the API server and starts it again on the same port with what it had stored. */
  restart(): Promise<{ readonly start: () => Promise<void> }>;
  stop(): Promise<void>;
}

/** What a cluster of a test is more than an API server. */
export interface TestClusterOptions {
  /** Nodes, and Kubernetes' controllers of workloads. Not of a cluster that is given. */
  readonly workloads?: boolean;
}

/**
 * The embedded API server, or the one that the kubeconfig in GROUNDWORK_TEST_KUBECONFIG names: the same scenarios hold on both.
 */
export async function testCluster({ workloads = false }: TestClusterOptions = {}): Promise<TestCluster> {
  const given = process.env["GROUNDWORK_TEST_KUBECONFIG"];
  const cluster = given === undefined ? await embeddedCluster(workloads) : await existingCluster(given);
  for (const kind of ["gitrepositories.source", "kustomizations.kustomize"]) await installDefinition(cluster.api, kind);
  return cluster;
}

async function existingCluster(kubeconfig: string): Promise<TestCluster> {
  const { api, as, close } = await clientOf(kubeconfig);
  return {
    kubeconfig,
    api,
    as,
    restart: async () => Promise.reject(new Error("This API server is not ours to restart.")),
    stop: async () => {
      close();
      await Promise.resolve();
    },
  };
}

async function embeddedCluster(workloads: boolean): Promise<TestCluster> {
  const home = await mkdtemp(path.join(tmpdir(), "agent-cluster-"));
  const nodes = workloads ? [{ name: "node-1", labels: {}, zone: "local-a" }] : [];
  const wanted = { id: "projects/test/locations/here/clusters/agent", version: "v1.34.1", nodes };
  const agent = entryPoint("agent");
  const onClusterStarted = (cluster: RunningCluster, api: ClusterApi) =>
    startWorkloads(api, { cluster, folder: path.join(home, "kubelet"), agent });
  const open = () => clusterHost({ home, ...(workloads && { onClusterStarted }) });
  let host = await open();
  const { endpoint, caCertificate, adminToken } = await host.ensure(wanted);
  const kubeconfig = path.join(home, "kubeconfig");
  await writeFile(
    kubeconfig,
    JSON.stringify({
      "current-context": "test",
      contexts: [{ name: "test", context: { cluster: "test", user: "admin" } }],
      clusters: [
        {
          name: "test",
          cluster: {
            server: `https://${endpoint}`,
            "certificate-authority-data": Buffer.from(caCertificate).toString("base64"),
          },
        },
      ],
      users: [{ name: "admin", user: { token: adminToken } }],
    }),
  );
  const { api, as, close } = await clientOf(kubeconfig);
  return {
    kubeconfig,
    api,
    as,
    restart: async () => {
      await host.stop();
      return {
        start: async () => {
          host = await open();
          await host.ensure(wanted);
        },
      };
    },
    stop: async () => {
      close();
      await host.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function clientOf(kubeconfig: string): Promise<Pick<TestCluster, "api" | "as"> & { close: () => void }> {
  const client = new RestClient(await connectionOf(activeCluster(await readKubeconfig(kubeconfig))));
  const as = (fieldManager: string) => new RestApi(client, { fieldManager });
  return { api: as("test"), as, close: () => client.close() };
}

/** Installs a kind that the bootstrap brings, and waits until it is served, which a server does some time after it has its definition. */
export async function installDefinition(api: RestApi, kind: string): Promise<void> {
  const resource = await api.resourceOf("apiextensions.k8s.io/v1", "CustomResourceDefinition");
  const file = path.join(projectRoot(), "stacks", "manifests", `${kind}.toolkit.fluxcd.io.crd.json`);
  const text = readFileSync(file, "utf8");
  const { metadata, spec } = parse(text) as Definition;
  await api.apply({ resource, name: metadata.name }, text);
  await untilServed(api, `${spec.group}/${spec.versions[0]?.name ?? ""}`, spec.names.kind);
}

/** Waits until a server answers requests for a kind. */
export async function untilServed(
  api: RestApi,
  apiVersion: string,
  kind: string,
  explain?: () => Promise<string>,
): Promise<void> {
  const isServed = async () =>
    await api.resourceOf(apiVersion, kind).then(
      () => true,
      () => false,
    );
  await eventually(isServed, true, explain);
}

interface Definition {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string }[];
  };
}
