import { randomBytes } from "node:crypto";
import type { KubernetesObject } from "../../src/kubernetes/client/index.ts";
import { at, type JsonObject, objectAt, objectsIn, textAt } from "../../src/lib/index.ts";
import { eventually } from "../scenario/agent-harness/index.ts";
import type { FollowedBranch, Setting } from "./setting.ts";

const kinds = {
  source: ["source.toolkit.fluxcd.io/v1", "GitRepository"],
  kustomization: ["kustomize.toolkit.fluxcd.io/v1", "Kustomization"],
  configMap: ["v1", "ConfigMap"],
  namespace: ["v1", "Namespace"],
} as const;
export type Kind = keyof typeof kinds;

/** In milliseconds: an agent may look at Git, and at its objects, once in this time. */
export const interval = 1_000;

/** One namespace with one branch and what follows it. */
export class Trial {
  private constructor(
    private readonly setting: Setting,
    readonly namespace: string,
    readonly branch: FollowedBranch,
  ) {}

  static async begin(setting: Setting): Promise<Trial> {
    const name = `conformance-${randomBytes(4).toString("hex")}`;
    const trial = new Trial(setting, name, await setting.branch(name));
    await trial.#put("namespace", name, {});
    return trial;
  }

  /** Follows the branch, and keeps its folder `apps` applied in the trial's namespace, or in another one. */
  async follow(name = "apps", targetNamespace = this.namespace): Promise<void> {
    const { url, branch } = this.branch;
    await this.#put("source", "apps", { spec: { interval: "1s", url, ref: { branch } } });
    const sourceRef = { kind: "GitRepository", name: "apps" };
    const times = { interval: "1s", retryInterval: "1s", timeout: "20s" };
    await this.#put("kustomization", name, {
      spec: { ...times, path: "./apps", prune: true, targetNamespace, sourceRef },
    });
  }

  async makeNamespace(name: string): Promise<void> {
    await this.#put("namespace", name, {});
  }

  async get(kind: Kind, name: string, namespace = this.namespace): Promise<KubernetesObject | undefined> {
    return await this.setting.api.get(await this.#at(kind, name, namespace));
  }

  async patch(kind: Kind, name: string, patch: object): Promise<void> {
    await this.setting.api.mergePatch(await this.#at(kind, name, this.namespace), patch);
  }

  async delete(kind: Kind, name: string): Promise<void> {
    await this.setting.api.delete(await this.#at(kind, name, this.namespace));
  }

  async data(name: string, namespace?: string): Promise<JsonObject | undefined> {
    const found = await this.get("configMap", name, namespace);
    return found && objectAt(found, "data");
  }

  /** Waits until a ConfigMap has exactly this data, or is gone. */
  async untilData(name: string, data: object | undefined): Promise<void> {
    const look = async () => JSON.stringify(await this.data(name).catch(String));
    await eventually(look, JSON.stringify(data), () => this.explain(), patience);
  }

  /** Waits until the Kustomization is ready at this commit. */
  async untilApplied(commit: string, name = "apps"): Promise<void> {
    const look = async () => {
      const found = await this.get("kustomization", name).catch(() => undefined);
      return `${textAt(found, "status", "lastAppliedRevision")} ${String(readyOf(found)?.["status"])}`;
    };
    await eventually(look, `${this.branch.branch}@sha1:${commit} True`, () => this.explain(), patience);
  }

  async ready(kind: "source" | "kustomization"): Promise<JsonObject | undefined> {
    return readyOf(await this.get(kind, "apps"));
  }

  /** Asks the agent to look at its objects now, and waits until it has. */
  async reconcile(): Promise<void> {
    const token = randomBytes(8).toString("hex");
    await this.patch("kustomization", "apps", {
      metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": token } },
    });
    const handled = async () => textAt(await this.get("kustomization", "apps"), "status", "lastHandledReconcileAt");
    await eventually(handled, token, () => this.explain(), patience);
  }

  async explain(): Promise<string> {
    const shown = (["source", "kustomization"] as const).map(async (kind) => await this.get(kind, "apps"));
    const found = await Promise.all(shown.map((each) => each.catch(String)));
    return found.map((each) => JSON.stringify(at(each, "status"))).join("\n");
  }

  async #put(kind: Kind, name: string, content: object): Promise<void> {
    const [apiVersion] = kinds[kind];
    const namespace = kind === "namespace" ? {} : { namespace: this.namespace };
    const object = { apiVersion, kind: kinds[kind][1], metadata: { name, ...namespace }, ...content };
    await this.setting.api.apply(await this.#at(kind, name, this.namespace), object);
  }

  async #at(kind: Kind, name: string, namespace: string) {
    const resource = await this.setting.api.resourceOf(kinds[kind][0], kinds[kind][1]);
    return { resource, name, ...(kind !== "namespace" && { namespace }) };
  }
}

const patience = 90_000;

const readyOf = (object: KubernetesObject | undefined): JsonObject | undefined =>
  objectsIn(at(object, "status", "conditions")).find(({ type }) => type === "Ready");
