import { expect, it } from "vitest";
import { type Json, patch, textOf } from "./http-client.ts";
import type { Subject } from "./objects-contract.ts";

const names = (body: Json): string[] =>
  (body.items as unknown as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
const seen = (events: readonly Json[]): string[] =>
  events.map(({ type, object }) => `${textOf(type)} ${textOf(object?.metadata?.name)}`);

/** Lists, selectors, pages, watches. */
export function listsContract({ client, namespace }: Subject): void {
  const path = (query = ""): string => `/api/v1/namespaces/${namespace()}/configmaps${query}`;
  const create = (name: string, labels: object): Promise<unknown> =>
    client().send("POST", path(), { apiVersion: "v1", kind: "ConfigMap", metadata: { name, labels } });
  const label = (name: string, labels: object): Promise<unknown> =>
    client().send("PATCH", path(`/${name}`), { metadata: { labels } }, { "content-type": patch.merge });

  it("selects by labels and fields", async () => {
    for (const name of ["sel-a", "sel-b", "sel-c"]) await create(name, { suite: "sel", name });
    const select = async (query: string): Promise<string[]> => names((await client().send("GET", path(query))).body);
    expect(await select("?labelSelector=suite%3Dsel,name!%3Dsel-b")).toEqual(["sel-a", "sel-c"]);
    expect(await select("?labelSelector=name+in+(sel-a,sel-b)")).toEqual(["sel-a", "sel-b"]);
    expect(await select("?fieldSelector=metadata.name%3Dsel-c")).toEqual(["sel-c"]);
    expect((await client().send("GET", path("?fieldSelector=data.k%3D1"))).status).toBe(400);
  });

  it("gives pages that together are the list as it was", async () => {
    for (const name of ["page-a", "page-b", "page-c"]) await create(name, { suite: "page" });
    const query = "?labelSelector=suite%3Dpage&limit=2";
    const first = (await client().send("GET", path(query))).body;
    await client().send("DELETE", path("/page-c"));
    const next = `${query}&continue=${encodeURIComponent(textOf(first.metadata?.continue))}`;
    const second = (await client().send("GET", path(next))).body;
    expect([...names(first), ...names(second)]).toEqual(["page-a", "page-b", "page-c"]);
    expect(second.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion);
    expect(second.metadata?.continue ?? "").toBe("");
  });

  it("sends every change after a list, in order", async () => {
    const { body } = await client().send("GET", path());
    const from = textOf(body.metadata?.resourceVersion);
    const watching = client().watch(path(`?watch=true&resourceVersion=${from}`), (events) => events.length >= 3);
    await create("w1", {});
    await label("w1", { a: "b" });
    await client().send("DELETE", path("/w1"));
    expect(seen(await watching)).toEqual(["ADDED w1", "MODIFIED w1", "DELETED w1"]);
  });

  it("shows an object that leaves or enters a selection as deleted or added", async () => {
    const { body } = await client().send("GET", path());
    const from = textOf(body.metadata?.resourceVersion);
    await create("moves", { in: "yes" });
    await label("moves", { in: "no" });
    await label("moves", { in: "yes" });
    const query = `?watch=true&labelSelector=in%3Dyes&resourceVersion=${from}`;
    const events = await client().watch(path(query), (all) => all.length >= 3);
    expect(seen(events)).toEqual(["ADDED moves", "DELETED moves", "ADDED moves"]);
  });

  it("ends a watch after its time", async () => {
    const events = await client().watch(path("?watch=true&labelSelector=none%3Dsuch&timeoutSeconds=1"), () => false);
    expect(events).toEqual([]);
  });

  it("goes on when the time of a watch is over whose client is far behind", async () => {
    const { body } = await client().send("GET", path());
    const seconds = 2;
    const query = `?watch=true&timeoutSeconds=${seconds}&resourceVersion=${textOf(body.metadata?.resourceVersion)}`;
    const leave = await client().openUnread(path(query));
    const opened = performance.now();
    const data = { text: "x".repeat(500_000) };
    // More than connections hold, before the watch ends and after.
    for (let sent = 0; sent < 24 || performance.now() - opened < (seconds + 0.5) * 1000; sent += 1) {
      const change = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "wide" }, data, immutable: false };
      const metadata = { name: "wide", labels: { sent: String(sent) } };
      const answer = await client().send(
        "PATCH",
        `${path("/wide")}?fieldManager=wide`,
        { ...change, metadata },
        { "content-type": patch.apply },
      );
      expect(answer.status).toBeLessThan(300);
    }
    leave();
    expect((await client().send("GET", path("/wide"))).status).toBe(200);
  });

  it("prints tables", async () => {
    await create("table", { suite: "table" });
    const { body } = await client().send("GET", path("?labelSelector=suite%3Dtable"), undefined, {
      accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
    });
    expect(body).toMatchObject({
      kind: "Table",
      columnDefinitions: [{ name: "Name" }, { name: "Data" }, { name: "Age" }],
      rows: [
        { cells: ["table", 0, expect.stringMatching(/^\d+s$/) as string], object: { kind: "PartialObjectMetadata" } },
      ],
    });
  });
}
