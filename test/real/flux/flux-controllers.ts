import { mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { RestApi, RestClient, UnknownKind } from "../../../src/kubernetes/client/index.ts";
import type { JsonObject } from "../../../src/lib/index.ts";
import { eventually } from "../../scenario/agent-harness/index.ts";
import type { RealApiServer } from "../kubernetes/index.ts";
import { freePorts, ServerProcess } from "../servers/index.ts";
import type { RunningAgent } from "./our-agent.ts";
import { type Side, syncNamespace } from "./side.ts";

export interface ControllerExecutables {
  readonly sourceController: string;
  readonly kustomizeController: string;
}

/** Of what the controllers take care. */
export interface ControllerScope {
  /** That the controllers are in. */
  readonly namespace: string;
  readonly allNamespaces: boolean;
  /** Of kustomize-controller, after all others. */
  readonly more: readonly string[];
  /** Five, where the controllers are started again: in a cluster, artifacts stay at the address of a Service. */
  readonly ports?: readonly number[];
}

const ofTheCases: ControllerScope = { namespace: syncNamespace, allNamespaces: false, more: [] };

/**
 * Starts Flux's two controllers, out of the cluster; for the namespace of the cases when nothing else is said.
 *
 * @throws {ServerNotReady}
 */
export async function startFlux(
  executables: ControllerExecutables,
  { folder, kubeconfig }: Pick<Side, "folder" | "kubeconfig">,
  { namespace, allNamespaces, more, ports }: ControllerScope = ofTheCases,
): Promise<RunningAgent> {
  const [artifacts = 0, ...rest] = ports ?? (await freePorts(5));
  const [metrics = 0, health = 0, otherMetrics = 0, otherHealth = 0] = rest;
  const environment = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    KUBECONFIG: kubeconfig,
    RUNTIME_NAMESPACE: namespace,
  };
  const storage = path.join(folder, "artifacts");
  await mkdir(storage, { recursive: true });
  const shared = [`--watch-all-namespaces=${allNamespaces}`, "--events-addr="];
  const source = await ServerProcess.start({
    title: "source-controller",
    command: executables.sourceController,
    args: [
      ...shared,
      `--storage-path=${storage}`,
      `--storage-addr=127.0.0.1:${artifacts}`,
      `--storage-adv-addr=127.0.0.1:${artifacts}`,
      `--metrics-addr=127.0.0.1:${metrics}`,
      `--health-addr=127.0.0.1:${health}`,
    ],
    environment,
    isReady: () => answers(health),
  });
  try {
    const kustomize = await ServerProcess.start({
      title: "kustomize-controller",
      command: executables.kustomizeController,
      args: [
        ...shared,
        // Each one that waits for the health of its objects keeps a worker.
        "--concurrent=30",
        "--requeue-dependency=2s",
        `--metrics-addr=127.0.0.1:${otherMetrics}`,
        `--health-addr=127.0.0.1:${otherHealth}`,
        ...more,
      ],
      environment,
      isReady: () => answers(otherHealth),
    });
    return {
      logs: () => [source, kustomize].map(({ logTail }) => logTail).join("\n"),
      pids: [source.pid, kustomize.pid],
      async kill() {
        await Promise.all([source.kill(), kustomize.kill()]);
      },
      async stop() {
        await Promise.all([source.stop(), kustomize.stop()]);
      },
    };
  } catch (error) {
    await source.stop();
    throw error;
  }
}

const answers = async (port: number): Promise<boolean> =>
  (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200;

/** Defines the kinds that the two controllers bring with them. They are served when it returns, which a busy server does seconds later. */
export async function installDefinitions(server: RealApiServer, executables: ControllerExecutables): Promise<void> {
  const client = new RestClient(server.connection);
  const api = new RestApi(client, { fieldManager: "test" });
  const resource = await api.resourceOf("apiextensions.k8s.io/v1", "CustomResourceDefinition");
  const definitions = await definitionsOf(executables);
  for (const definition of definitions) await api.apply({ resource, name: definition.metadata.name }, definition);
  for (const { spec } of definitions)
    for (const { name: version } of spec.versions.filter(({ served }) => served))
      await eventually(async () => await isServed(api, `${spec.group}/${version}`, spec.names.kind), true);
  client.close();
}

/** The definitions in the modules that the two controllers were built from. */
export async function definitionsOf(executables: ControllerExecutables): Promise<readonly Definition[]> {
  const folders = [executables.sourceController, executables.kustomizeController].map((executable) =>
    path.join(path.dirname(executable), "static", "config", "crd", "bases"),
  );
  const found = folders.map(async (folder) => {
    const files = (await readdir(folder)).toSorted();
    return await Promise.all(
      files.map(async (file) => parse(await readFile(path.join(folder, file), "utf8")) as Definition),
    );
  });
  return (await Promise.all(found)).flat();
}

interface Definition extends JsonObject {
  readonly metadata: JsonObject & { readonly name: string };
  readonly spec: JsonObject & {
    readonly group: string;
    readonly names: JsonObject & { readonly kind: string };
    readonly versions: readonly (JsonObject & { readonly name: string; readonly served: boolean })[];
  };
}

const isServed = (api: RestApi, apiVersion: string, kind: string): Promise<boolean> =>
  api.resourceOf(apiVersion, kind).then(
    () => true,
    (error: unknown) => {
      if (error instanceof UnknownKind) return false;
      throw error;
    },
  );
