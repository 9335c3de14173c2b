import { createHash } from "node:crypto";
import { isRejected, type KubernetesApi, type KubernetesObject, type Resource } from "../../kubernetes/client/index.ts";
import { annotations, fieldManager } from "../../kubernetes/flux/index.ts";
import { type Clock, type Logger, messageOf } from "../../lib/index.ts";

export interface AgentEvent {
  readonly about: KubernetesObject;
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  readonly revision?: string;
}

const events: Resource = { group: "", version: "v1", plural: "events", kind: "Event", namespaced: true };
const longestMessage = 1000;
/** The same event again within this time is counted, not repeated. */
const sameFor = 10 * 60_000;
const remembered = 500;

/**
 * Tells what happened as Kubernetes events on the object that it happened to.
 *
 * An event that cannot be written is logged and forgotten: no work waits for it.
 */
export class EventRecorder {
  readonly #api: KubernetesApi;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #seen = new Map<string, { readonly name: string; readonly at: number; count: number }>();

  constructor(api: KubernetesApi, clock: Clock, log: Logger) {
    this.#api = api;
    this.#clock = clock;
    this.#log = log;
  }

  record(event: AgentEvent): void {
    const { about, reason, type } = event;
    const where = { kind: about.kind, namespace: about.metadata.namespace, name: about.metadata.name };
    this.#log[type === "Warning" ? "warn" : "info"]({ ...where, reason, detail: event.message }, "event");
    this.#write(event).catch((thrown: unknown) => this.#log.debug({ reason: messageOf(thrown) }, "event not written"));
  }

  async #write({ about, type, reason, message, revision }: AgentEvent): Promise<void> {
    const { namespace = "default", name, uid, resourceVersion } = about.metadata;
    const text = message.length > longestMessage ? `${message.slice(0, longestMessage)} …` : message;
    const now = this.#clock.now();
    const at = now.toISOString().replace(/\.\d+Z$/, "Z");
    const key = createHash("sha256").update([uid, type, reason, text, revision].join("\n")).digest("hex").slice(0, 16);
    const before = this.#seen.get(key);
    if (before !== undefined && now.getTime() - before.at < sameFor) {
      before.count += 1;
      const patch = { count: before.count, lastTimestamp: at };
      try {
        await this.#api.mergePatch({ resource: events, namespace, name: before.name }, patch);
        return;
      } catch (thrown) {
        if (!isRejected(thrown, 404)) throw thrown;
      }
    }
    const eventName = `${name}.${key}${now.getTime().toString(16)}`;
    this.#remember(key, { name: eventName, at: now.getTime(), count: 1 });
    await this.#api.create(events, {
      apiVersion: "v1",
      kind: "Event",
      metadata: {
        name: eventName,
        namespace,
        ...(revision !== undefined && { annotations: { [annotations.revision]: revision } }),
      },
      involvedObject: { apiVersion: about.apiVersion, kind: about.kind, namespace, name, uid, resourceVersion },
      type,
      reason,
      message: text,
      source: { component: fieldManager },
      reportingComponent: fieldManager,
      reportingInstance: fieldManager,
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
    });
  }

  #remember(key: string, event: { name: string; at: number; count: number }): void {
    this.#seen.delete(key);
    this.#seen.set(key, event);
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > remembered && oldest !== undefined) this.#seen.delete(oldest);
  }
}
