import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Logger, silentLogger } from "../../../src/lib/index.ts";
import { JournalDamaged, ObjectStore } from "../../../src/local/cluster/api-server/store/index.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "object-store-"));
  file = path.join(folder, "objects.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (logger: Logger = silentLogger): ObjectStore => new ObjectStore(file, logger);
const object = (name: string, value = "1"): Record<string, unknown> => ({ metadata: { name, namespace: "n" }, value });
const names = (store: ObjectStore): string[] => store.list("things").map(([key]) => key);

describe("a cluster's store", () => {
  it("gives every change a higher revision, removals too", () => {
    const store = open();
    const first = store.put("things", object("a"));
    const second = store.put("things", object("a", "2"));
    const last = store.remove("things", second);
    const revisions = [first, second, last].map(({ metadata }) =>
      Number((metadata as { resourceVersion: string }).resourceVersion),
    );
    expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
    expect(new Set(revisions).size).toBe(3);
    store.close();
  });

  it("finds everything acknowledged again, without having been closed, and never goes back", () => {
    const store = open();
    store.put("things", object("a"));
    store.remove("things", store.put("things", object("b")));
    const again = open();
    expect(names(again)).toEqual(["n/a"]);
    expect(again.revision).toBe(store.revision);
    store.close();
    again.close();
  });

  it("keeps all digits of large integers", () => {
    const store = open();
    store.put("things", { ...object("a"), large: 9_007_199_254_740_993n });
    const again = open();
    expect(again.get("things", "n", "a")).toMatchObject({ large: 9_007_199_254_740_993n });
    store.close();
    again.close();
  });

  it("drops an entry that was cut off, says so, and goes on from there", () => {
    const store = open();
    store.put("things", object("a"));
    store.put("things", object("b"));
    store.close();
    truncateSync(file, readFileSync(file).length - 5);
    const said: string[] = [];
    const again = open({ ...silentLogger, warn: (_, message) => said.push(message) });
    expect(names(again)).toEqual(["n/a"]);
    expect(said).toEqual(["The last journal entry was cut off and never acknowledged; it is dropped"]);
    again.put("things", object("c"));
    again.close();
    const third = open();
    expect(names(third)).toEqual(["n/a", "n/c"]);
    third.close();
  });

  it("refuses a file that is damaged in the middle", () => {
    const store = open();
    store.put("things", object("a"));
    store.close();
    const whole = readFileSync(file, "utf8");
    writeFileSync(file, `{"broken\n${whole}`);
    expect(open).toThrow(JournalDamaged);
  });

  it("lists as of an earlier revision while its changes are known", () => {
    const store = open();
    store.put("things", object("a"));
    const { revision } = store;
    store.put("things", object("b"));
    store.remove("things", object("a"));
    expect(store.listAt(revision, "things")?.map(([key]) => key)).toEqual(["n/a"]);
    expect(names(store)).toEqual(["n/b"]);
    store.close();
  });

  it("does not know changes older than what it keeps", () => {
    const store = open();
    for (let index = 0; index < 5_000; index += 1) store.put("things", object("a", String(index)));
    expect(store.eventsAfter(2)).toBeUndefined();
    expect(store.eventsAfter(store.revision - 1)).toHaveLength(1);
    store.close();
  });

  it("keeps objects and revision through compaction", () => {
    const store = open();
    const large = "x".repeat(100_000);
    for (let index = 0; index < 200; index += 1) store.put("things", object(`a${index % 3}`, `${large}${index}`));
    const { revision } = store;
    store.close();
    expect(readFileSync(file).length).toBeLessThan(10_000_000);
    const again = open();
    expect(names(again)).toEqual(["n/a0", "n/a1", "n/a2"]);
    expect(again.revision).toBe(revision);
    expect(again.get("things", "n", "a1")?.value).toBe(`${large}199`);
    again.close();
  });

  it("tells listeners of changes in order, also of those that a listener makes, and survives one that throws", () => {
    const store = open();
    store.subscribe(({ key }) => {
      if (key === "n/a") store.put("things", object("b"));
      throw new Error("a listener's own fault");
    });
    const seen: string[] = [];
    store.subscribe(({ key }) => seen.push(key));
    store.put("things", object("a"));
    expect(seen).toEqual(["n/a", "n/b"]);
    store.close();
  });

  it("writes nothing after an entry that is no entry", () => {
    appendFileSync(file, "not json\n");
    const store = open();
    store.put("things", object("a"));
    store.close();
    expect(readFileSync(file, "utf8").split("\n")[0]).toContain('"key":"n/a"');
  });
});
