import { json, patch } from "../http-client.ts";

/** One request of an exchange. `{ns}` in its path, body and headers is the namespace of the exchange, which is its own. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent again until the answer has this status, at most 30 s: for what a server does on its own, after it has answered. */
  readonly until?: number;
  /** Prepares what is compared; its own answer is not. */
  readonly unseen?: boolean;
  /** What of the answer's body later requests of the exchange can name: `{ token: "status.token" }` for `{token}`. */
  readonly keep?: Readonly<Record<string, string>>;
}

/** Requests to one server, one after another, whose answers are what another server has to answer as well. */
export interface Exchange {
  /** Unique in its table. */
  readonly title: string;
  readonly requests: readonly Sent[];
  /** What is compared: the whole answers, or of refusals only the status, the reason and the fields that they name. */
  readonly compare: "all" | "verdict";
}

export interface RequestTable {
  readonly title: string;
  readonly exchanges: readonly Exchange[];
}

export function exchange(title: string, ...requests: readonly Sent[]): Exchange {
  return { title, requests, compare: "all" };
}

/** An exchange whose words of refusal may differ. */
export function verdict(title: string, ...requests: readonly Sent[]): Exchange {
  return { title, requests, compare: "verdict" };
}

/** Freely writable JSON of an object. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

const clusterWide = new Set([
  "Namespace",
  "Node",
  "PersistentVolume",
  "StorageClass",
  "PriorityClass",
  "IngressClass",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "MutatingWebhookConfiguration",
  "CSIDriver",
  "RuntimeClass",
  "CertificateSigningRequest",
  "APIService",
]);

/** The path of the resource that objects of a kind are in. */
export function collectionOf({ apiVersion, kind }: Manifest): string {
  const lower = kind.toLowerCase();
  const plural = /(?:s|ch|sh|x)$/.test(lower)
    ? lower === "endpoints"
      ? lower
      : `${lower}es`
    : lower.endsWith("y")
      ? `${lower.slice(0, -1)}ies`
      : `${lower}s`;
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return clusterWide.has(kind) ? `${root}/${plural}` : `${root}/namespaces/{ns}/${plural}`;
}

export function pathOf(object: Manifest): string {
  return `${collectionOf(object)}/${String(object.metadata?.["name"])}`;
}

export function create(object: Manifest, query = ""): Sent {
  return { method: "POST", path: `${collectionOf(object)}${query}`, body: object };
}

/** Creates without an effect. */
export function tryOut(object: Manifest): Sent {
  return create(object, "?dryRun=All");
}

export function replace(object: Manifest, query = ""): Sent {
  return { method: "PUT", path: `${pathOf(object)}${query}`, body: object };
}

export function get(path: string, headers: Readonly<Record<string, string>> = {}): Sent {
  return { method: "GET", path, headers };
}

export function remove(path: string, body?: object): Sent {
  return { method: "DELETE", path, ...(body === undefined ? {} : { body }) };
}

export function change(path: string, how: keyof typeof patch, body: unknown): Sent {
  return { method: "PATCH", path, body, headers: { "content-type": patch[how] } };
}

export function apply(object: Manifest, manager: string, query = ""): Sent {
  return change(`${pathOf(object)}?fieldManager=${manager}${query}`, "apply", object);
}

/** Sends a text as it is: what `JSON.stringify` would not write. */
export function text(method: string, path: string, body: string, type = json): Sent {
  return { method, path, body, headers: { "content-type": type } };
}

export function unseen(sent: Sent): Sent {
  return { ...sent, unseen: true };
}

/** Remembers values of an answer, by dotted paths in its body, for `{name}` in later requests. */
export function keeping(keep: Readonly<Record<string, string>>, sent: Sent): Sent {
  return { ...sent, keep };
}

/** `object` with other values at dotted paths, such as `spec.ports.0.port`; `undefined` takes a member away. */
export function having<T extends Manifest>(object: T, changes: Readonly<Record<string, unknown>>): T {
  const copy = structuredClone(object);
  for (const [path, value] of Object.entries(changes)) {
    const names = path.split(".");
    const last = names.pop() ?? "";
    let parent = copy as Record<string, unknown>;
    for (const [index, name] of names.entries()) {
      const child = parent[name] ?? (/^\d+$/.test(names[index + 1] ?? last) ? [] : {});
      parent[name] = child;
      parent = child as Record<string, unknown>;
    }
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return copy;
}

/** A verdict on each of these variants of an object, by titles, without an effect. */
export function rows(
  object: Manifest,
  changes: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): readonly Exchange[] {
  return Object.entries(changes).map(([title, change]) =>
    verdict(`${object.kind}: ${title}`, tryOut(having(object, change))),
  );
}
