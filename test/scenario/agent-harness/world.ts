import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { KubernetesObject } from "../../../src/kubernetes/client/index.ts";
import { type GitServer, gitServer } from "../../../src/local/git-host/index.ts";
import { TestAgent } from "./agent-process.ts";
import { eventually } from "./eventually.ts";
import { type TestCluster, type TestClusterOptions, testCluster } from "./test-cluster.ts";
import { TestRepository } from "./test-repository.ts";

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** One API server and one Git server for a file of tests. */
export class World {
  readonly cluster: TestCluster;
  readonly #folder: string;
  #git: GitServer;
  readonly #spaces: Space[] = [];

  private constructor(cluster: TestCluster, folder: string, git: GitServer) {
    this.cluster = cluster;
    this.#folder = folder;
    this.#git = git;
  }

  static async create(options: TestClusterOptions = {}): Promise<World> {
    const folder = await mkdtemp(path.join(tmpdir(), "agent-world-"));
    const repositories = path.join(folder, "git");
    await mkdir(repositories);
    const [cluster, git] = await Promise.all([testCluster(options), gitServer({ folder: repositories })]);
    return new World(cluster, folder, git);
  }

  /** A namespace, a repository, and the agents that a test starts for them. */
  async space(): Promise<Space> {
    const name = `t-${randomBytes(4).toString("hex")}`;
    const gitdir = path.join(this.#folder, "git", `${name}.git`);
    const repository = await TestRepository.create(gitdir, `${this.#git.url}/${name}.git`);
    const space = new Space(this, name, repository, path.join(this.#folder, name));
    const namespaces = await this.cluster.api.resourceOf("v1", "Namespace");
    await this.cluster.api.apply(
      { resource: namespaces, name },
      JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name } }),
    );
    this.#spaces.push(space);
    return space;
  }

  /** A {@link space} in which an agent has applied these files. */
  async running(files: Readonly<Record<string, string>>): Promise<Space> {
    const space = await this.space();
    const commit = await space.repository.commit(files);
    await space.source();
    await space.kustomization();
    space.agent();
    await space.untilApplied(commit);
    return space;
  }

  async stopGit(): Promise<void> {
    await this.#git.stop();
  }

  async startGit(): Promise<void> {
    const port = Number(new URL(this.#git.url).port);
    this.#git = await gitServer({ folder: path.join(this.#folder, "git"), port });
  }

  async end(): Promise<void> {
    await Promise.all(this.#spaces.map((space) => space.end()));
    await this.#git.stop();
    await this.cluster.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

export class Space {
  readonly world: World;
  readonly name: string;
  readonly repository: TestRepository;
  readonly #storage: string;
  readonly #agents: TestAgent[] = [];

  constructor(world: World, name: string, repository: TestRepository, storage: string) {
    this.world = world;
    this.name = name;
    this.repository = repository;
    this.#storage = storage;
  }

  /** A folder that an agent can be started on. */
  async storage(name: string): Promise<string> {
    const folder = path.join(this.#storage, name);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** Starts an agent that looks at this namespace only. */
  agent(args: readonly string[] = [], storage = "agent"): TestAgent {
    const all = [
      `--kubeconfig=${this.world.cluster.kubeconfig}`,
      `--watch-namespace=${this.name}`,
      `--namespace=${this.name}`,
      "--lease-duration=3s",
      `--storage-path=${path.join(this.#storage, storage)}`,
      ...args,
    ];
    const agent = new TestAgent(all, {});
    this.#agents.push(agent);
    return agent;
  }

  async source(spec: object = {}, metadata: object = {}): Promise<void> {
    await this.put("source.toolkit.fluxcd.io/v1", "GitRepository", "app", {
      metadata,
      spec: { interval: "1s", url: this.repository.url, ref: { branch: "main" }, ...spec },
    });
  }

  async kustomization(
    spec: object = {},
    { name = "app", metadata = {} }: { name?: string; metadata?: object } = {},
  ): Promise<void> {
    await this.put("kustomize.toolkit.fluxcd.io/v1", "Kustomization", name, {
      metadata,
      spec: {
        interval: "1h",
        retryInterval: "500ms",
        timeout: "20s",
        path: "./apps",
        prune: true,
        targetNamespace: this.name,
        sourceRef: { kind: "GitRepository", name: "app" },
        ...spec,
      },
    });
  }

  /** Applies an object as a person with `manager` would. */
  async put(
    apiVersion: string,
    kind: string,
    name: string,
    content: { readonly metadata?: object; readonly [field: string]: unknown },
  ): Promise<void> {
    const at = await this.#address(apiVersion, kind, name);
    const metadata = { ...content.metadata, name, namespace: this.name };
    await this.world.cluster.api.apply(at, JSON.stringify({ ...content, apiVersion, kind, metadata }));
  }

  async get(apiVersion: string, kind: string, name: string): Promise<KubernetesObject | undefined> {
    return this.world.cluster.api.get(await this.#address(apiVersion, kind, name));
  }

  async patch(apiVersion: string, kind: string, name: string, patch: object, subresource?: "status"): Promise<void> {
    await this.world.cluster.api.mergePatch(await this.#address(apiVersion, kind, name), patch, {
      ...(subresource && { subresource }),
    });
  }

  async delete(apiVersion: string, kind: string, name: string): Promise<void> {
    await this.world.cluster.api.delete(await this.#address(apiVersion, kind, name));
  }

  configMap(name: string): Promise<KubernetesObject | undefined> {
    return this.get("v1", "ConfigMap", name);
  }

  /** Waits until a ConfigMap's data is exactly this. */
  async untilData(name: string, data: Readonly<Record<string, string>>): Promise<void> {
    const sorted = (content: unknown) =>
      JSON.stringify(Object.entries(content ?? {}).toSorted(([a], [b]) => a.localeCompare(b)));
    await eventually(async () => sorted((await this.configMap(name))?.["data"]), sorted(data), this.explain);
  }

  async data(name: string): Promise<unknown> {
    return (await this.configMap(name))?.["data"];
  }

  async status(kind: "GitRepository" | "Kustomization", name = "app"): Promise<Record<string, unknown>> {
    const group = kind === "GitRepository" ? "source" : "kustomize";
    const object = await this.get(`${group}.toolkit.fluxcd.io/v1`, kind, name);
    return (object?.["status"] ?? {}) as Record<string, unknown>;
  }

  async condition(kind: "GitRepository" | "Kustomization", type: string, name = "app"): Promise<Condition | undefined> {
    const { conditions = [] } = (await this.status(kind, name)) as { conditions?: Condition[] };
    return conditions.find((condition) => condition.type === type);
  }

  /** Waits until the Kustomization has applied this commit. */
  async untilApplied(commit: string, name = "app"): Promise<void> {
    const said = async () => {
      const { lastAppliedRevision } = await this.status("Kustomization", name);
      return `${String(lastAppliedRevision)} ${(await this.condition("Kustomization", "Ready", name))?.status}`;
    };
    await eventually(said, `main@sha1:${commit} True`, this.explain);
  }

  /** Waits until a condition has this status and reason; answers its message. */
  async untilCondition(
    kind: "GitRepository" | "Kustomization",
    wanted: { readonly type: string; readonly status: string; readonly reason: string },
    name = "app",
  ): Promise<string> {
    const said = async () => {
      const { status, reason } = (await this.condition(kind, wanted.type, name)) ?? { status: "", reason: "" };
      return `${wanted.type} ${status} ${reason}`;
    };
    await eventually(said, `${wanted.type} ${wanted.status} ${wanted.reason}`, this.explain);
    return (await this.condition(kind, wanted.type, name))?.message ?? "";
  }

  /** The messages of events with this reason on the Kustomization. */
  async events(reason: string): Promise<readonly string[]> {
    const events = await this.world.cluster.api.resourceOf("v1", "Event");
    const { items } = await this.world.cluster.api.list(events, { namespace: this.name });
    return items.filter((event) => event["reason"] === reason).map((event) => String(event["message"]));
  }

  /** What a failed wait shows. */
  readonly explain = async (): Promise<string> => {
    const shown = await Promise.all((["GitRepository", "Kustomization"] as const).map((kind) => this.status(kind)));
    return `${JSON.stringify(shown).slice(0, 4000)}\n${this.#agents.map(({ output }) => output.slice(-3000)).join("\n---\n")}`;
  };

  async end(): Promise<void> {
    await Promise.all(this.#agents.map((agent) => agent.end()));
  }

  async #address(apiVersion: string, kind: string, name: string) {
    const resource = await this.world.cluster.api.resourceOf(apiVersion, kind);
    return { resource, name, ...(resource.namespaced && { namespace: this.name }) };
  }
}
