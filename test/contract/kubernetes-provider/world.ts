import { randomBytes } from "node:crypto";
import { ApiRejected, RestClient, tokenConnection } from "../../../src/kubernetes/client/index.ts";
import { kubernetesProvider } from "../../../src/kubernetes/pulumi-provider/index.ts";
import { type JsonObject } from "../../../src/lib/index.ts";
import type { DiffResult, PropertyMap, ResourceProvider } from "../../../src/provider/resource-provider.ts";

/** An API server without controllers: what a test waits for, it writes itself. */
export interface ApiServerUnderTest {
  /** `https://127.0.0.1:<port>` */
  readonly server: string;
  readonly ca: string;
  readonly token: string;
  stop(): Promise<void>;
}

export interface Step {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

/** One program's resources, taken through a provider as an engine does. */
export class Program {
  constructor(
    readonly provider: ResourceProvider,
    readonly project = "shop",
  ) {}

  subject(type: string, name: string, id = "") {
    return {
      urn: `urn:pulumi:dev::${this.project}::${type}::${name}`,
      type,
      name,
      id,
      signal: new AbortController().signal,
    };
  }

  async check(type: string, name: string, news: PropertyMap, oldInputs?: PropertyMap): Promise<PropertyMap> {
    const { inputs, failures } = await this.provider.check(this.subject(type, name), { oldInputs, news });
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    return plain(inputs) as PropertyMap;
  }

  async create(type: string, name: string, news: PropertyMap): Promise<Step> {
    const inputs = await this.check(type, name, news);
    const { id, outputs } = await this.provider.create(this.subject(type, name), { inputs, preview: false });
    return { id, inputs, outputs: plain(outputs) as PropertyMap };
  }

  async preview(type: string, name: string, news: PropertyMap): Promise<PropertyMap> {
    const inputs = await this.check(type, name, news);
    const created = await this.provider.create(this.subject(type, name), { inputs, preview: true });
    if (created.id !== "") throw new Error(`A preview has the id ${created.id}.`);
    return plain(created.outputs) as PropertyMap;
  }

  async diff(
    type: string,
    name: string,
    step: Step,
    news: PropertyMap,
    ignoreChanges: readonly string[] = [],
  ): Promise<DiffResult> {
    const checked = await this.check(type, name, news, step.inputs);
    const { inputs: oldInputs, outputs: oldOutputs } = step;
    return this.provider.diff(this.subject(type, name, step.id), {
      oldInputs,
      oldOutputs,
      news: checked,
      ignoreChanges,
    });
  }

  async update(
    type: string,
    name: string,
    step: Step,
    news: PropertyMap,
    ignoreChanges: readonly string[] = [],
  ): Promise<Step> {
    const inputs = await this.check(type, name, news, step.inputs);
    const { outputs } = await this.provider.update(this.subject(type, name, step.id), {
      oldInputs: step.inputs,
      oldOutputs: step.outputs,
      news: inputs,
      preview: false,
      ignoreChanges,
    });
    return { id: step.id, inputs, outputs: plain(outputs) as PropertyMap };
  }

  async read(type: string, name: string, id: string, step?: Step): Promise<Step | undefined> {
    const found = await this.provider.read(this.subject(type, name, id), {
      inputs: step?.inputs,
      outputs: step?.outputs,
    });
    return (
      found && {
        id: found.id,
        inputs: plain(found.inputs) as PropertyMap,
        outputs: plain(found.outputs) as PropertyMap,
      }
    );
  }

  delete(type: string, name: string, step: Step): Promise<void> {
    return this.provider.delete(this.subject(type, name, step.id), step);
  }
}

export const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** What an engine hands back: the values behind the marks of secrets. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const map = value as JsonObject;
  if (map["4dabf18193072939515e22adb298388d"] === SECRET) return plain(map["value"]);
  return Object.fromEntries(Object.entries(map).map(([key, inner]) => [key, plain(inner)]));
}

export const types = {
  namespace: "kubernetes:core/v1:Namespace",
  configMap: "kubernetes:core/v1:ConfigMap",
  configMapPatch: "kubernetes:core/v1:ConfigMapPatch",
  secret: "kubernetes:core/v1:Secret",
  service: "kubernetes:core/v1:Service",
  deployment: "kubernetes:apps/v1:Deployment",
  definition: "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
  role: "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
};

export const deployment = (spec: JsonObject = {}, metadata: JsonObject = {}): PropertyMap => ({
  metadata: { annotations: { "pulumi.com/skipAwait": "true" }, ...metadata },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        hostNetwork: false,
        containers: [
          {
            name: "web",
            image: "shop/web:1",
            resources: { requests: { cpu: "0.5", memory: "1024Mi" } },
            ports: [{ containerPort: 80 }],
          },
        ],
      },
    },
    ...spec,
  },
});

/** Deleting in the foreground needs a garbage collector, which does not run beside every API server. */
export const inBackground = (name: string): JsonObject => ({
  name,
  annotations: { "pulumi.com/deletionPropagationPolicy": "background" },
});

/** A namespace of its own on an API server, and ways to look at it past the provider. */
export class World {
  readonly namespace = `test-${randomBytes(3).toString("hex")}`;
  program: Program;

  private constructor(
    readonly api: ApiServerUnderTest,
    readonly client: RestClient,
    provider: ResourceProvider,
  ) {
    this.program = new Program(provider);
  }

  static async on(api: ApiServerUnderTest): Promise<World> {
    const client = new RestClient(tokenConnection({ server: api.server, ca: api.ca, token: api.token }));
    const world = new World(api, client, kubernetesProvider({ resolveCluster: () => undefined }));
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: world.namespace } };
    await client.request({ method: "POST", path: "/api/v1/namespaces", body: namespace });
    world.program = await world.programWith({});
    return world;
  }

  /** A program whose provider resource has these settings too. */
  async programWith(config: PropertyMap): Promise<Program> {
    const provider = kubernetesProvider({ resolveCluster: () => undefined });
    await provider.configure({ kubeconfig: this.#kubeconfig(), namespace: this.namespace, ...config });
    return new Program(provider);
  }

  async live(path: string): Promise<JsonObject | undefined> {
    try {
      return (await this.client.request({ method: "GET", path })) as JsonObject;
    } catch (thrown) {
      if (thrown instanceof ApiRejected && thrown.is("NotFound")) return undefined;
      throw thrown;
    }
  }

  /** Applies by force, as another field manager. */
  apply(path: string, body: JsonObject, manager = "somebody-else"): Promise<unknown> {
    const query = { fieldManager: manager, force: true };
    return this.client.request({ method: "PATCH", path, query, contentType: "application/apply-patch+yaml", body });
  }

  merge(path: string, body: JsonObject): Promise<unknown> {
    return this.client.request({ method: "PATCH", path, contentType: "application/merge-patch+json", body });
  }

  configMap(name: string): string {
    return `/api/v1/namespaces/${this.namespace}/configmaps/${name}`;
  }

  deployment(name: string): string {
    return `/apis/apps/v1/namespaces/${this.namespace}/deployments/${name}`;
  }

  #kubeconfig(): string {
    const { server, ca, token } = this.api;
    const cluster = { server, "certificate-authority-data": Buffer.from(ca).toString("base64") };
    return JSON.stringify({
      clusters: [{ name: "c", cluster }],
      users: [{ name: "u", user: { token } }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    });
  }
}
