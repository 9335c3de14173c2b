import * as fc from "fast-check";
import { expect, it } from "vitest";
import { chainEnds, recordDigest } from "../../../src/history/chain.ts";
import type { HistoryRecord, KeptRecord, PreviewRecord, ShownPlan } from "../../../src/history/index.ts";
import { parseRecord } from "../../../src/history/parse-record.ts";
import { readableRecord } from "../../../src/history/readable-record.ts";
import { previewOn, runOn } from "../../contract/history/records.ts";

const shown = previewOn(1, { head: "one", tree: "tree", environments: ["dev", "staging", "prod"] });

/** Names that objects inherit or treat apart, and texts that JSON escapes. */
const name = fc.oneof(fc.constantFrom("__proto__", "constructor", "1", '"', "ü\u2028"), fc.string());

const paths = fc.dictionary(name, fc.string()).map((members) => JSON.stringify(members));

function withPaths(all: readonly (readonly [string, string])[]): PreviewRecord {
  const [layer] = shown.plans[0]?.layers ?? [];
  if (!layer) throw new Error("There is no layer.");
  const plans = all.map(([environment, text]) => ({
    environment,
    layers: [{ ...layer, steps: [{ urn: "urn", op: "create" as const, paths: JSON.parse(text) as ShownPaths }] }],
  }));
  return { ...shown, plans };
}

type ShownPaths = Readonly<Record<string, string>>;

const textOf = (entry: HistoryRecord, records: readonly KeptRecord[] = []) =>
  readableRecord(entry, chainEnds(records)).text.join("");

it("a record that is written part by part is the entry with its place, and has the digest of the whole", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, paths), { maxLength: 4 }), (all) => {
      const entry = withPaths(all);
      const { link, text } = readableRecord(entry, chainEnds([]));
      const written = JSON.parse(text.join("")) as KeptRecord;
      expect(JSON.stringify({ ...written, link: undefined })).toBe(JSON.stringify(entry));
      expect(written.link).toEqual(link);
      expect(recordDigest(written)).toBe(link.digest);
      expect(parseRecord(text.join(""))?.link).toEqual(link);
    }),
  );
});

it("a record follows the last one of each of its environments, previews and runs alike", () => {
  const first = JSON.parse(textOf(shown)) as KeptRecord;
  const second = JSON.parse(textOf(runOn(2, "up", { dev: "succeeded", other: "failed" }), [first])) as KeptRecord;
  expect(second.link).toMatchObject({ number: 2, previous: { dev: first.link?.digest } });
  expect(parseRecord(JSON.stringify(second))).toEqual(second);
});

it("environments of a record are read once each, and one after the other", () => {
  const read: string[] = [];
  const plans = shown.plans.map(
    ({ environment, layers }): ShownPlan => ({
      environment,
      get layers() {
        read.push(environment);
        return layers;
      },
    }),
  );
  expect(textOf({ ...shown, plans })).toBe(textOf(shown));
  expect(read).toEqual(["dev", "staging", "prod"]);
});
