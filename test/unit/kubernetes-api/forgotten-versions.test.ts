import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../src/lib/index.ts";
import { Catalog } from "../../../src/local/cluster/api-server/kinds/index.ts";
import { statusObject } from "../../../src/local/cluster/api-server/problem/index.ts";
import {
  listObjects,
  selectionOf,
  type WatchEvent,
  watchObjects,
} from "../../../src/local/cluster/api-server/rest/index.ts";
import { ObjectStore } from "../../../src/local/cluster/api-server/store/index.ts";

let folder: string;
let store: ObjectStore;
const put = (name: string) => store.put("secrets", { metadata: { name, namespace: "n" } });

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "forgotten-versions-"));
  store = new ObjectStore(path.join(folder, "objects.jsonl"), silentLogger);
  for (const name of ["a", "b"]) put(name);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

/** A store keeps the last few thousand changes. */
function forget(): void {
  put("c");
  for (let count = 0; count <= 4_000; count += 1) store.put("things", { metadata: { name: "t" } });
}

const cluster = () => ({ store, catalog: new Catalog(store, 0), now: () => new Date() });
const selected = () => {
  const type = new Catalog(store, 0).ofKind("v1", "Secret");
  if (type === undefined) throw new Error("no Secrets");
  return selectionOf(type, "n", new URLSearchParams());
};
const list = (query: string) => listObjects(cluster(), selected(), new URLSearchParams(query));
const refusal = (ask: () => unknown): unknown => {
  try {
    return ask();
  } catch (thrown) {
    return statusObject(thrown as Parameters<typeof statusObject>[0]);
  }
};

// The answers are those of kube-apiserver 1.34.1 for events after its store was compacted.
describe("versions that are no longer known", () => {
  it("end a list in parts, with a token for the rest as it is now", () => {
    const { continueToken = "" } = list("limit=1");
    forget();
    const refused = refusal(() => list(`limit=1&continue=${continueToken}`));
    expect(refused).toMatchObject({
      code: 410,
      reason: "Expired",
      message: expect.stringContaining("or use the continue token in this response") as string,
    });
    const { metadata } = refused as { readonly metadata: { readonly continue: string } };
    const rest = list(`continue=${metadata.continue}`);
    expect(rest.items.map((item) => (item.metadata as { readonly name: string }).name)).toEqual(["b", "c"]);
  });

  it("cannot be listed", () => {
    const { revision } = store;
    forget();
    expect(refusal(() => list(`resourceVersion=${revision}&resourceVersionMatch=Exact`))).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: "The resourceVersion for the provided list is too old.",
      reason: "Expired",
      code: 410,
    });
  });

  it("end a watch with one event that says so", () => {
    const { revision } = store;
    forget();
    const events: WatchEvent[] = [];
    const query = new URLSearchParams({ resourceVersion: String(revision) });
    const watch = watchObjects(cluster(), selected(), query, (event) => events.push(event));
    expect(watch.ended).toBe(true);
    expect(events).toMatchObject([{ type: "ERROR", object: { code: 410, reason: "Expired" } }]);
  });
});
