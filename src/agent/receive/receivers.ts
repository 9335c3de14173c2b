import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isRejected, type KubernetesApi, type KubernetesObject } from "../../kubernetes/client/index.ts";
import {
  annotations,
  type Condition,
  gitRepositories,
  kustomizations,
  notReady,
  ready,
  secrets,
  stalled,
  type WantedCondition,
  withConditions,
} from "../../kubernetes/flux/index.ts";
import { type Clock, type Logger, messageOf, objectOf, textAt } from "../../lib/index.ts";
import { type NotifiedObject, type Receiver, receiverOf, webhookPath } from "./receiver.ts";
import { problemOfRequest } from "./verification.ts";

/** The newest known version of every `Receiver`, and the way to write their status. */
interface ReceiverStore {
  get(key: string): KubernetesObject | undefined;
  writeStatus(key: string, status: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface ReceiversParts {
  readonly api: KubernetesApi;
  readonly store: ReceiverStore;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A receiver that can be sent to, and the token that its forge has. */
interface OpenReceiver {
  readonly receiver: Receiver;
  readonly token: string;
  /** By when the objects were asked to look last, and whether they are asked once more. */
  asked: { readonly at: number; again?: Promise<number> };
  /** When a refusal was logged last, and how many came since. */
  refused: { readonly at: number; readonly since: number };
}

const resources = { GitRepository: gitRepositories, Kustomization: kustomizations } as const;
/** Requests within this time are answered by one look: a forge sends several for one push, and anybody may send one again. */
const gather = 1_000;
/** One refusal in this time is logged, with the number of those before it: anybody who knows a path could fill the log. */
const tellRefusals = 60_000;

/** The receivers of the cluster: tells where they are reached, and asks objects to look when a request comes. */
export class Receivers {
  readonly #parts: ReceiversParts;
  /** By the digest of the path, so that finding it tells nothing of other paths. */
  readonly #open = new Map<string, OpenReceiver>();
  readonly #pathOf = new Map<string, string>();

  constructor(parts: ReceiversParts) {
    this.#parts = parts;
  }

  /** One pass over a `Receiver`. Answers when the next is due. @throws {ApiUnavailable} when the API server is away. */
  async reconcile(key: string): Promise<number | undefined> {
    const object = this.#parts.store.get(key);
    if (object === undefined) return this.#close(key);
    const receiver = receiverOf(object);
    if ("problems" in receiver) {
      this.#close(key);
      const message = receiver.problems.join("; ");
      await this.#write(key, object, [notReady(receiver.reason, message), stalled(receiver.reason, message)]);
      return undefined;
    }
    if (receiver.suspend) return this.#close(key);
    const { namespace, secretName: name } = receiver;
    const secret = await this.#parts.api.get({ resource: secrets, namespace, name });
    const token = Buffer.from(textAt(secret?.["data"], "token") ?? "", "base64").toString("utf8");
    if (token === "") {
      this.#close(key);
      const problem = secret === undefined ? "does not exist" : "has no key token";
      await this.#write(key, object, [notReady("TokenNotFound", `Secret ${namespace}/${name} ${problem}`)]);
      return Math.min(receiver.interval, 10_000);
    }
    const path = webhookPath(receiver, token);
    this.#openAt(key, path, { receiver, token });
    const message = `Receiver initialized for path: ${path}`;
    await this.#write(key, object, [ready("Succeeded", message)], path);
    return receiver.interval;
  }

  knows(path: string): boolean {
    return this.#open.has(digestOf(path));
  }

  /** The status with which a request is answered. What it asks for is on its way then. */
  async receive(
    path: string,
    request: { readonly headers: IncomingHttpHeaders; readonly body: Uint8Array },
  ): Promise<200 | 400 | 404 | 500> {
    const open = this.#open.get(digestOf(path));
    if (open === undefined) return 404;
    const { receiver, token } = open;
    const where = { kind: "Receiver", namespace: receiver.namespace, name: receiver.name };
    const reason = problemOfRequest(receiver, token, request);
    if (reason !== undefined) {
      this.#refuse(open, { ...where, reason });
      return 400;
    }
    const failed = await this.#askInTurn(open);
    this.#parts.log.info({ ...where, failed }, "webhook received");
    return failed > 0 ? 500 : 200;
  }

  #refuse(open: OpenReceiver, about: object): void {
    const now = performance.now();
    const since = open.refused.since + 1;
    const isTold = now - open.refused.at >= tellRefusals;
    if (isTold) this.#parts.log.warn({ ...about, since }, "webhook refused");
    open.refused = isTold ? { at: now, since: 0 } : { ...open.refused, since };
  }

  /** How many of the objects could not be asked. Requests that come together are answered by one more look, after which nothing is missed. */
  async #askInTurn(open: OpenReceiver): Promise<number> {
    const since = performance.now() - open.asked.at;
    if (since >= gather) {
      open.asked = { at: performance.now() };
      return await this.#ask(open.receiver);
    }
    open.asked.again ??= new Promise((resolve) => setTimeout(resolve, gather - since)).then(async () => {
      open.asked = { at: performance.now() };
      return await this.#ask(open.receiver);
    });
    return await open.asked.again;
  }

  async #ask({ objects }: Receiver): Promise<number> {
    const at = this.#parts.clock.now().toISOString();
    const failures = await Promise.all(
      objects.map(async (wanted) => {
        try {
          for (const name of await this.#namesOf(wanted)) await this.#annotate(wanted, name, at);
          return 0;
        } catch (thrown) {
          const { kind, namespace, name } = wanted;
          this.#parts.log.warn({ kind, namespace, name, reason: messageOf(thrown) }, "not asked to look");
          return 1;
        }
      }),
    );
    return failures.reduce<number>((sum, each) => sum + each, 0);
  }

  async #namesOf({ kind, namespace, name, labels }: NotifiedObject): Promise<readonly string[]> {
    if (name !== "*") return [name];
    const { items } = await this.#parts.api.list(resources[kind], { namespace });
    const has = ({ metadata }: KubernetesObject) =>
      Object.entries(labels).every(([label, value]) => metadata.labels?.[label] === value);
    return items.filter(has).map(({ metadata }) => metadata.name);
  }

  async #annotate({ kind, namespace }: NotifiedObject, name: string, at: string): Promise<void> {
    const patch = { metadata: { annotations: { [annotations.requestedAt]: at } } };
    try {
      await this.#parts.api.mergePatch({ resource: resources[kind], namespace, name }, patch);
    } catch (thrown) {
      if (isRejected(thrown, 404)) throw new Error(`there is no ${kind} ${namespace}/${name}`, { cause: thrown });
      throw thrown;
    }
  }

  #openAt(key: string, path: string, open: Pick<OpenReceiver, "receiver" | "token">): void {
    const before = this.#open.get(this.#pathOf.get(key) ?? "");
    this.#close(key);
    const digest = digestOf(path);
    this.#pathOf.set(key, digest);
    const never = { at: Number.NEGATIVE_INFINITY };
    this.#open.set(digest, {
      ...open,
      asked: before?.asked ?? never,
      refused: before?.refused ?? { ...never, since: 0 },
    });
  }

  #close(key: string): undefined {
    const digest = this.#pathOf.get(key);
    if (digest !== undefined) this.#open.delete(digest);
    this.#pathOf.delete(key);
    return undefined;
  }

  async #write(
    key: string,
    object: KubernetesObject,
    wanted: readonly WantedCondition[],
    path?: string,
  ): Promise<void> {
    const { store, clock } = this.#parts;
    const generation = object.metadata.generation ?? 0;
    const { conditions = [] } = objectOf(object["status"]) as { readonly conditions?: readonly Condition[] };
    const requested = object.metadata.annotations?.[annotations.requestedAt];
    await store.writeStatus(key, {
      observedGeneration: generation,
      conditions: withConditions(conditions, wanted, { generation, now: clock.now() }),
      webhookPath: path ?? null,
      ...(requested !== undefined && { lastHandledReconcileAt: requested }),
    });
  }
}

const digestOf = (path: string): string => createHash("sha256").update(path).digest("hex");
