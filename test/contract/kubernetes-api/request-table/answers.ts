import { eventually, type HttpClient, type Json } from "../http-client.ts";
import type { Exchange, Sent } from "./exchange.ts";

/** An answer without what differs from server to server and from hour to hour. */
export interface SeenAnswer {
  readonly status: number;
  readonly warnings?: readonly string[];
  readonly contentType?: string;
  readonly body: unknown;
}

/** Values that a server makes up, by the name of their field. */
const madeUp = new Set([
  "uid",
  "resourceVersion",
  "creationTimestamp",
  "deletionTimestamp",
  "time",
  "lastTransitionTime",
  "continue",
  "nodePort",
  "healthCheckNodePort",
  "token",
  "expirationTimestamp",
  "batch.kubernetes.io/controller-uid",
  "controller-uid",
  // Long texts that say no more than the types do.
  "description",
]);

/** Namespaces in which exchanges without an effect meet, by client. */
const shared = new WeakMap<HttpClient, Promise<string>>();

/** Sends the requests of an exchange, in a namespace of its own where they have an effect. */
export async function answersOf(client: HttpClient, { requests, compare }: Exchange): Promise<readonly SeenAnswer[]> {
  const namespace = await (requests.every(({ path }) => path.includes("dryRun=All"))
    ? sharedNamespace(client)
    : newNamespace(client));
  const answers: SeenAnswer[] = [];
  const kept = new Map([["ns", namespace]]);
  for (const sent of requests) {
    const answer = await ask(client, kept, sent);
    if (sent.unseen !== true) answers.push(compare === "verdict" ? verdictOf(answer) : answer);
  }
  return answers;
}

function sharedNamespace(client: HttpClient): Promise<string> {
  const made = shared.get(client) ?? newNamespace(client);
  shared.set(client, made);
  return made;
}

async function newNamespace(client: HttpClient): Promise<string> {
  const name = `rt-${Math.random().toString(36).slice(2, 8).padEnd(6, "0")}`;
  await client.send("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  return name;
}

async function ask(client: HttpClient, kept: Map<string, string>, sent: Sent): Promise<SeenAnswer> {
  const here = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (name, known: string) => kept.get(known) ?? name);
  const hereIn = <T>(value: T): T => JSON.parse(here(JSON.stringify(value))) as T;
  const { method, path, headers = {} } = hereIn({ method: sent.method, path: sent.path, headers: sent.headers });
  const body =
    sent.body === undefined ? undefined : typeof sent.body === "string" ? here(sent.body) : hereIn(sent.body);
  const { until } = sent;
  const send = async () => await client.send(method, path, body, headers);
  const answer = await (until === undefined ? send() : eventually(send, ({ status }) => status === until, 30_000));
  for (const [name, place] of Object.entries(sent.keep ?? {})) kept.set(name, String(valueAt(answer.body, place)));
  const namespace = kept.get("ns") ?? "";
  const stable = (value: unknown): unknown =>
    JSON.parse(stableText(JSON.stringify(value)).replaceAll(namespace, "{ns}"));
  return {
    status: answer.status,
    ...(answer.warnings.length === 0 ? {} : { warnings: stable(answer.warnings) as readonly string[] }),
    ...(answer.contentType === "application/json" ? {} : { contentType: answer.contentType }),
    body: stable(withoutMadeUp(/[?&]watch=/.test(path) ? eventsIn(answer.body) : answer.body, "")),
  };
}

/** The events of a watch that has ended, which are a document a line; any other answer as it is. */
function eventsIn(body: Json): unknown {
  const { text } = body as { readonly text?: string };
  if (text === undefined) return body.object === undefined ? body : [body];
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown)
    .filter((event) => !isProgress(event as Json));
}

/** A bookmark that says how far the watch has come. A server sends it when it likes to. */
function isProgress(event: Json): boolean {
  return (event.type as unknown) === "BOOKMARK" && !JSON.stringify(event).includes("initial-events-end");
}

function valueAt(body: unknown, place: string): unknown {
  return place
    .split(".")
    .reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>> | undefined)?.[name], body);
}

/** Of a refusal what a program acts on. An object is compared as a whole. */
function verdictOf({ status, body }: SeenAnswer): SeenAnswer {
  const { kind, reason, details } = body as Json;
  if ((kind as unknown) !== "Status") return { status, body };
  const causes = (details?.causes ?? []) as unknown as readonly { field?: string; reason?: string }[];
  const named = causes.filter(({ field }) => field !== undefined).map(({ field, reason: why }) => `${field}: ${why}`);
  return { status, body: { reason, causes: [...new Set(named)].toSorted() } };
}

function withoutMadeUp(value: unknown, name: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutMadeUp(item, name));
    // The server goes through the managers of an object in any order when it looks for conflicts.
    const isUnordered = unordered.has(name) || (name === "causes" && items.every(isConflict));
    return isUnordered ? items.toSorted(byText) : items;
  }
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, child]) => [
          key,
          madeUp.has(key) && child !== null && typeof child !== "object" ? `{${key}}` : withoutMadeUp(child, key),
        ]),
    );
  }
  return value;
}

const isConflict = (cause: unknown): boolean => (cause as Json).reason === ("FieldManagerConflict" as unknown);

/** Lists in an order that the server does not promise. */
const unordered: ReadonlySet<string> = new Set(["managedFields", "resourceRules", "nonResourceRules"]);

/** The server orders managers by the second of their last write, in which another second may begin at any time. */
const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** The server looks at the fields of an object in any order. */
const sortedFaults = (list: string): string => list.split("\\n").toSorted().join("\\n");

function stableText(text: string): string {
  return text
    .replaceAll(/(?<=errors:\\n)(?:[^"\\]|\\.)*/g, sortedFaults)
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "{uid}")
    .replaceAll(/\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "{time}")
    .replaceAll(/resourceVersion: \\"\d+\\"/g, "resourceVersion: {resourceVersion}")
    .replaceAll(/"\d+s"/g, '"{age}"')
    .replaceAll(/\b10\.96\.\d+\.\d+/g, "{clusterIP}");
}
