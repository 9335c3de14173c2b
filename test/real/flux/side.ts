import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import path from "node:path";
import { itemOf } from "../../../src/agent/inventory/index.ts";
import { apiVersionOf, type KubernetesObject, RestApi, RestClient } from "../../../src/kubernetes/client/index.ts";
import { annotations, gitRepositories, kustomizations } from "../../../src/kubernetes/flux/index.ts";
import { cleaningUp, tellingFailure } from "../../../src/lib/index.ts";
import { kubeconfigOf } from "../../contract/kubediff/kubeconfig-of.ts";
import { HttpClient } from "../../contract/kubernetes-api/http-client.ts";
import { eventually } from "../../scenario/agent-harness/index.ts";
import { type Controllers, type RealApiServer, startApiServer, startControllers } from "../kubernetes/index.ts";
import type { Cluster } from "./case.ts";
import { comparable, endOf, type Observed, statusOf } from "./observed.ts";

export interface SideExecutables {
  readonly etcd: string;
  readonly kubeApiServer: string;
  /** Where deletions have to end: of garbage, and of namespaces. */
  readonly kubeControllerManager?: string;
}

/** The namespace of both agents' own objects. */
export const syncNamespace = "sync";
const source = { resource: gitRepositories, namespace: syncNamespace, name: "cases" };

/** One cluster and what one agent makes of the cases in it. */
export class Side {
  private constructor(
    readonly server: RealApiServer,
    /** A file with full access to the cluster. */
    readonly kubeconfig: string,
    readonly folder: string,
    private readonly client: RestClient,
    readonly api: RestApi,
    private readonly http: HttpClient,
    private readonly controllers: Controllers | undefined,
  ) {}

  static async start(executables: SideExecutables, parent: string): Promise<Side> {
    const folder = await mkdtemp(path.join(parent, "side-"));
    await mkdir(path.join(folder, "server"));
    const server = await startApiServer(executables, path.join(folder, "server"));
    const kubeconfig = path.join(folder, "kubeconfig");
    await writeFile(kubeconfig, kubeconfigOf({ server: server.url, token: server.token }), { mode: 0o600 });
    const controllers = await tellingFailure(
      async () => await controllersOf(executables, server, folder),
      async () => await server.stop(),
    );
    const client = new RestClient(server.connection);
    const side = new Side(
      server,
      kubeconfig,
      folder,
      client,
      new RestApi(client, { fieldManager: "test" }),
      new HttpClient(server),
      controllers,
    );
    await side.namespace(syncNamespace);
    return side;
  }

  at(namespace: string): Cluster {
    return { api: this.api, http: this.http, namespace };
  }

  async namespace(name: string): Promise<void> {
    await this.#put("v1", "Namespace", { metadata: { name } });
  }

  async follow(url: string): Promise<void> {
    await this.#put(apiVersionOf(gitRepositories), "GitRepository", {
      metadata: { name: source.name, namespace: syncNamespace },
      spec: { interval: "1h", url, ref: { branch: "main" } },
    });
  }

  async kustomize(name: string, spec: object): Promise<void> {
    await this.#put(apiVersionOf(kustomizations), "Kustomization", {
      metadata: { name, namespace: syncNamespace },
      spec: { interval: "1h", prune: true, sourceRef: { kind: "GitRepository", name: source.name }, ...spec },
    });
  }

  /**
   * Returns once every one of these has looked at this revision, and come to an end with it. Asks again after a while, and those once more
   * whose build failed: on a busy machine builds of Flux fail for passing reasons, too, it repeats them at the next interval alone, and what
   * depends on them waits as long. A build that has to fail does so again.
   */
  async settle(names: readonly string[], revision: string, explain: () => string): Promise<void> {
    await this.api.mergePatch(source, askedBy(`${revision}-${performance.now()}`));
    const fetched = async () => {
      const { artifact } = statusOf((await this.api.get(source)) ?? nothing) as { artifact?: { revision?: string } };
      return artifact?.revision;
    };
    await eventually(
      fetched,
      revision,
      async () => JSON.stringify(await this.api.get(source)) + explain(),
      settleMilliseconds,
    );
    for (let attempt = 1; attempt < attempts; attempt += 1)
      if (await isFulfilled(this.#ended(names, revision, explain))) break;
    const broken = await this.#withFailedBuild(names);
    if (broken.length > 0) await this.#ended(broken, revision, explain);
    // What depends on them may wait for them still.
    await this.#ended(await this.#waiting(names), revision, explain);
  }

  /** Asks these to look, and returns once every one has come to an end. */
  async #ended(names: readonly string[], revision: string, explain: () => string): Promise<void> {
    if (names.length === 0) return;
    const token = `${revision}-${performance.now()}`;
    await Promise.all(names.map((name) => this.api.mergePatch(this.#kustomization(name), askedBy(token))));
    const waiting = async () => (await this.#namesOf(names, (item) => !hasEnded(item, token))).join();
    const seen = async () => (await this.#statuses(await waiting())) + explain();
    await eventually(waiting, "", seen, settleMilliseconds / attempts);
  }

  #withFailedBuild(names: readonly string[]): Promise<readonly string[]> {
    return this.#namesOf(names, (item) => readyOf(item)?.reason === "BuildFailed");
  }

  #waiting(names: readonly string[]): Promise<readonly string[]> {
    return this.#namesOf(
      names,
      (item) => passing.has(readyOf(item)?.reason ?? "") || readyOf(item)?.status === "Unknown",
    );
  }

  async #namesOf(names: readonly string[], has: (item: KubernetesObject) => boolean): Promise<readonly string[]> {
    const { items } = await this.api.list(kustomizations, { namespace: syncNamespace });
    return items.filter((item) => names.includes(item.metadata.name) && has(item)).map(({ metadata }) => metadata.name);
  }

  async observe(names: readonly string[], ids: ReadonlySet<string>, revision: string): Promise<Observed> {
    const found = await Promise.all(
      names.map(async (name) => [name, (await this.api.get(this.#kustomization(name))) ?? nothing] as const),
    );
    const inventories = found.map(
      ([name, object]) => [name, (statusOf(object).inventory?.entries ?? []).map(({ id }) => id).toSorted()] as const,
    );
    const all = [...new Set([...ids, ...inventories.flatMap(([, entries]) => entries)])];
    const objects = await Promise.all(all.map(async (id) => [id, await this.#object(id)] as const));
    return {
      kustomizations: Object.fromEntries(found.map(([name, object]) => [name, endOf(object, revision)])),
      messages: Object.fromEntries(found.map(([name, object]) => [name, JSON.stringify(statusOf(object).conditions)])),
      inventories: Object.fromEntries(inventories),
      objects: Object.fromEntries(
        objects.map(([id, object]) => [id, object === undefined ? null : comparable(object)]),
      ),
      uids: Object.fromEntries(
        objects.flatMap(([id, object]) => (object === undefined ? [] : [[id, object.metadata.uid ?? ""]])),
      ),
    };
  }

  async stop(): Promise<void> {
    this.client.close();
    this.http.close();
    await cleaningUp(
      async () => await this.controllers?.stop(),
      async () => await this.server.stop(),
    );
  }

  #kustomization(name: string) {
    return { resource: kustomizations, namespace: syncNamespace, name };
  }

  async #object(id: string): Promise<KubernetesObject | undefined> {
    const item = itemOf({ id, v: "" });
    if (item === undefined) return undefined;
    const versions = [item.group === "" ? "v1" : `${item.group}/v1`, `${item.group}/v1beta1`];
    for (const version of versions) {
      const resource = await this.api.resourceOf(version, item.kind).catch(() => undefined);
      if (resource === undefined) continue;
      return await this.api.get({
        resource,
        name: item.name,
        ...(item.namespace !== "" && { namespace: item.namespace }),
      });
    }
    return undefined;
  }

  async #put(
    apiVersion: string,
    kind: string,
    object: { readonly metadata: object; readonly spec?: object },
  ): Promise<void> {
    const resource = await this.api.resourceOf(apiVersion, kind);
    const { name, namespace } = object.metadata as { readonly name: string; readonly namespace?: string };
    await this.api.apply(
      { resource, name, ...(namespace !== undefined && { namespace }) },
      { apiVersion, kind, ...object },
    );
  }

  async #statuses(names: string): Promise<string> {
    const found = names
      .split(",")
      .map(async (name) => `${name}: ${JSON.stringify((await this.api.get(this.#kustomization(name)))?.["status"])}`);
    return (await Promise.all(found)).join("\n");
  }
}

async function controllersOf(
  { kubeControllerManager }: SideExecutables,
  server: RealApiServer,
  parent: string,
): Promise<Controllers | undefined> {
  if (kubeControllerManager === undefined) return undefined;
  const folder = path.join(parent, "controllers");
  await mkdir(folder);
  return await startControllers(kubeControllerManager, server, folder);
}

/** For which {@link Side.settle} waits at most, twice. Both agents have as many cases to work on as the file, beside other suites. */
export const settleMilliseconds = 360_000;
const attempts = 3;

const askedBy = (token: string) => ({ metadata: { annotations: { [annotations.requestedAt]: token } } });

const nothing: KubernetesObject = { apiVersion: "v1", kind: "Nothing", metadata: { name: "none" } };

/** Reasons of an end that passes by itself, once others have come to theirs. */
const passing = new Set(["PruneFailed", "DependencyNotReady"]);

const isFulfilled = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

const readyOf = (object: KubernetesObject) => statusOf(object).conditions?.find(({ type }) => type === "Ready");

function hasEnded(object: KubernetesObject, token: string): boolean {
  const { lastHandledReconcileAt } = object["status"] as { readonly lastHandledReconcileAt?: string };
  const ready = readyOf(object);
  if (lastHandledReconcileAt !== token || ready === undefined || ready.status === "Unknown") return false;
  return !passing.has(ready.reason);
}
