import {
  change,
  create,
  exchange,
  get,
  having,
  keeping,
  pathOf,
  type RequestTable,
  remove,
  type Sent,
  unseen,
  verdict,
} from "./exchange.ts";
import { configMap, secret } from "./manifests.ts";

const list = "/api/v1/namespaces/{ns}/configmaps";
const secrets = "/api/v1/namespaces/{ns}/secrets";
const others = "fieldSelector=metadata.name%21%3Dkube-root-ca.crt";
const table = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
const made = (name: string, labels: object = {}): Sent =>
  unseen(create(having(configMap, { "metadata.name": name, "metadata.labels": labels })));
const labelled = (name: string, labels: object): Sent =>
  unseen(change(`${list}/${name}`, "merge", { metadata: { labels } }));
const gone = (name: string): Sent => unseen(remove(`${list}/${name}`));
/** What was before is not watched. */
const now = unseen(keeping({ rv: "metadata.resourceVersion" }, get(list)));
const watch = (query: string, headers: Readonly<Record<string, string>> = {}): Sent =>
  get(`${list}?watch=true&timeoutSeconds=1&${query}`, headers);
const since = (query = ""): Sent => watch(`resourceVersion={rv}${query}`);
const refused = (title: string, query: string) => verdict(`watch: ${title}`, watch(query));

/** Watches that end after a second, and lists in parts. */
export const watches: RequestTable = {
  title: "watches",
  exchanges: [
    exchange(
      "watch: every change since a version",
      made("z"),
      now,
      made("a"),
      labelled("a", { b: "c" }),
      gone("a"),
      since(),
    ),
    exchange("watch: nothing happened", made("z"), now, since()),
    exchange("watch: without a version, what is there comes first", made("a"), made("b"), watch(others)),
    exchange("watch: from version 0, what is there comes first", made("a"), watch(`${others}&resourceVersion=0`)),
    exchange(
      "watch: one by its name",
      made("z"),
      now,
      made("a"),
      made("b"),
      labelled("a", { c: "d" }),
      since("&fieldSelector=metadata.name%3Da"),
    ),
    exchange(
      "watch: one by its path",
      made("z"),
      now,
      made("a"),
      made("b"),
      get(`/api/v1/watch/namespaces/{ns}/configmaps/a?watch=true&timeoutSeconds=1&resourceVersion={rv}`),
    ),
    exchange(
      "watch: many by the old path",
      made("z"),
      now,
      made("a"),
      get(`/api/v1/watch/namespaces/{ns}/configmaps?watch=1&timeoutSeconds=1&resourceVersion={rv}`),
    ),
    exchange(
      "watch: enters and leaves a selection of labels",
      made("z"),
      now,
      made("a", { in: "no" }),
      labelled("a", { in: "yes" }),
      labelled("a", { in: "yes", more: "x" }),
      labelled("a", { in: "no" }),
      labelled("a", { in: "yes" }),
      gone("a"),
      since("&labelSelector=in%3Dyes"),
    ),
    exchange(
      "watch: a deletion of what was never selected",
      made("z"),
      now,
      made("a"),
      gone("a"),
      since("&labelSelector=in%3Dyes"),
    ),
    exchange(
      "watch: a deletion that waits for a finalizer",
      made("z"),
      now,
      unseen(create(having(configMap, { "metadata.name": "a", "metadata.finalizers": ["example.com/x"] }))),
      gone("a"),
      unseen(change(`${list}/a`, "merge", { metadata: { finalizers: null } })),
      since(),
    ),
    exchange("watch: tables", made("z"), now, made("a"), gone("a"), watch("resourceVersion={rv}", table)),
    exchange(
      "watch: tables without objects",
      made("z"),
      now,
      made("a"),
      watch("resourceVersion={rv}&includeObject=None", table),
    ),
    exchange(
      "watch: tables with whole objects",
      made("z"),
      now,
      made("a"),
      watch("resourceVersion={rv}&includeObject=Object", table),
    ),
    exchange(
      "watch: metadata alone",
      made("z"),
      now,
      made("a"),
      watch("resourceVersion={rv}", { accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io" }),
    ),
    exchange("watch: a limit counts for lists alone", made("z"), now, made("a"), made("b"), since("&limit=1")),
    exchange("watch: with bookmarks, for a second", made("z"), now, made("a"), since("&allowWatchBookmarks=true")),
    exchange(
      "watch: events of the start",
      made("a"),
      made("b"),
      watch(`${others}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`),
    ),
    exchange(
      "watch: events of the start, from version 0",
      made("a"),
      watch(
        `${others}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion=0`,
      ),
    ),
    exchange(
      "watch: events of the start, from a version",
      made("a"),
      now,
      watch(
        `${others}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion={rv}`,
      ),
    ),
    exchange(
      "watch: events of the start without bookmarks",
      made("a"),
      watch(`${others}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan`),
    ),
    exchange(
      "watch: events of the start of nothing",
      watch(
        "labelSelector=none%3Dsuch&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
      ),
    ),
    exchange(
      "watch: events of the start as tables",
      made("a"),
      watch(`${others}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`, table),
    ),
    exchange(
      "watch: no events of the start",
      made("a"),
      now,
      made("b"),
      watch("sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion={rv}"),
    ),
    refused(
      "events of the start that exactly match",
      "sendInitialEvents=true&resourceVersionMatch=Exact&resourceVersion=1",
    ),
    refused("a match of versions without events of the start", "resourceVersionMatch=NotOlderThan&resourceVersion=1"),
    refused("an exact match", "resourceVersionMatch=Exact&resourceVersion=1"),
    refused("an unknown match", "sendInitialEvents=true&resourceVersionMatch=Other"),
    refused("a version that is none", "resourceVersion=abc"),
    refused("a label selector that is none", "labelSelector=a%20b"),
    refused("a field that is unknown", "fieldSelector=data.a%3Db"),
    exchange("watch: a switch by another word", watch(`${others}&allowWatchBookmarks=maybe`)),
    verdict("list: events of the start", get(`${list}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan`)),
    exchange(
      "list: parts, as the list was",
      made("a"),
      made("b"),
      made("c"),
      keeping({ next: "metadata.continue" }, get(`${list}?labelSelector=!none&${others}&limit=2`)),
      gone("c"),
      made("d"),
      get(`${list}?labelSelector=!none&${others}&limit=2&continue={next}`),
    ),
    exchange(
      "list: how many remain",
      ...["a", "b", "c"].map((name) => unseen(create(having(secret, { "metadata.name": name })))),
      keeping({ next: "metadata.continue" }, get(`${secrets}?limit=1`)),
      get(`${secrets}?limit=1&continue={next}`),
    ),
    exchange("list: a part of tables", made("a"), made("b"), get(`${list}?${others}&limit=1`, table)),
    exchange(
      "list: exactly a version",
      made("a"),
      now,
      made("b"),
      get(`${list}?${others}&resourceVersion={rv}&resourceVersionMatch=Exact`),
    ),
    exchange(
      "list: not older than a version",
      made("a"),
      now,
      made("b"),
      get(`${list}?${others}&resourceVersion={rv}&resourceVersionMatch=NotOlderThan`),
    ),
    exchange(
      "list: a token without a version",
      ...["a", "b"].map((name) => unseen(create(having(secret, { "metadata.name": name })))),
      get(`${secrets}?limit=1&continue=${token(-1, "a")}`),
    ),
    verdict(
      "list: a token of another form",
      get(`${list}?limit=1&continue=${Buffer.from('{"v":"v2","rv":5,"start":"a"}').toString("base64url")}`),
    ),
    verdict("list: a token with a version", get(`${list}?limit=1&resourceVersion=5&continue=${token(5, "a")}`)),
    verdict("list: a token with a match", get(`${list}?limit=1&resourceVersionMatch=Exact&continue=${token(5, "a")}`)),
    exchange(
      "get: from version 0",
      made("a"),
      get(`${pathOf(having(configMap, { "metadata.name": "a" }))}?resourceVersion=0`),
    ),
  ],
};

/** A token as the server makes it: the version of the list, and the key after which it goes on. */
function token(version: number, after: string): string {
  return Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv: version, start: `${after}\u0000` })).toString(
    "base64url",
  );
}
