import { expect, it } from "vitest";
import { chainEnds } from "../../../src/history/chain.ts";
import { historyVersion, type KeptRecord, type RunRecord } from "../../../src/history/index.ts";
import { parseRecord } from "../../../src/history/parse-record.ts";
import { readableRecord } from "../../../src/history/readable-record.ts";

const run: RunRecord = {
  version: historyVersion,
  kind: "up",
  id: "2026-01-01T00:00:00.000Z-up-aaaaaaaaaaaa",
  at: "2026-01-01T00:00:00.000Z",
  commit: "a".repeat(40),
  by: "Ada",
  environments: [{ environment: "dev", result: "failed", layers: [], milliseconds: 1 }],
};
const record = JSON.parse(readableRecord(run, chainEnds([])).text.join("")) as KeptRecord;

it("a record is read where its digest is that of its content", () => {
  expect(parseRecord(JSON.stringify(record))).toEqual(record);
  const altered = { ...record, by: "Bob" };
  expect(parseRecord(JSON.stringify(altered))).toBeUndefined();
});

it.each([["version 2", 2] as const, ["no version", undefined] as const])(
  "a record of today that says %s is none, since its digest would not be looked at",
  (_, version) => {
    expect(parseRecord(JSON.stringify({ ...record, version }))).toBeUndefined();
    const { link: __, ...unlinked } = record;
    expect(parseRecord(JSON.stringify({ ...unlinked, version: 2 }))).toMatchObject({ id: run.id });
  },
);
