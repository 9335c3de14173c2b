import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { sourcesIn } from "../../../build/sources.ts";
import { counted, projectRoot } from "../../../src/lib/index.ts";
import { ownCountsIn } from "./own-counts.ts";

/** Texts of Kubernetes' own, which are the same for every number. */
const wordsOfKubernetes = ["src/local/cluster/workloads/scheduling/placement.ts"];

describe("a number before its noun", () => {
  it("has the noun in the form that fits it", () => {
    expect([0, 1, 2].map((count) => counted(count, "object"))).toEqual(["0 objects", "1 object", "2 objects"]);
    expect([0, 1, 2].map((count) => counted(count, "entry", "entries"))).toEqual(["0 entries", "1 entry", "2 entries"]);
  });

  it("is written by counted of src/lib everywhere", () => {
    const files = ["src", "stacks", "demo"]
      .flatMap((folder) => sourcesIn(projectRoot(), folder))
      .filter((file) => !wordsOfKubernetes.includes(file));
    expect(files.length).toBeGreaterThan(600);
    expect(
      files
        .filter((file) => file !== "src/lib/counted.ts")
        .flatMap((file) => ownCountsIn(file, readFileSync(path.join(projectRoot(), file), "utf8"))),
    ).toEqual([]);
  });

  it.each([
    "`${objects.length} objects`",
    "`${first.objects} objects applied`",
    "`it holds ${count} secrets`",
    '`${n} issue${n === 1 ? "" : "s"}`',
    '`${n} ${n === 1 ? "entry" : "entries"}`',
    'n === 1 ? "1 creation" : `${n} creations`',
  ])("is not written as %s", (text) => {
    expect(ownCountsIn("a.ts", text)).not.toEqual([]);
  });

  it.each(["`${name} names a stack`", '`Add ${n === 1 ? "it" : "them"}`', "`more than ${limit / 1024} KiB`"])(
    "may stand beside %s",
    (text) => {
      expect(ownCountsIn("a.ts", text)).toEqual([]);
    },
  );
});
