import { describe, expect, it } from "vitest";
import { issuesIn } from "./written.ts";

describe("a document database", () => {
  it.each([
    ["location: europe-west99", 'location: warning: no known region is called "europe-west99"'],
    ["location: mars", 'location: is "mars"; write a region, or one of nam5, nam7 and eur3'],
    [
      "ttl: [{ collection: a, field: x }, { collection: a, field: y }]",
      "ttl[1]: a has a field for its end already, at dev/environment.yaml:3:46",
    ],
    [
      "indexes: [{ collection: a, fields: [{ field: x, contains: true }, { field: y, contains: true }] }]",
      "indexes[0].fields: has 2 fields with contains; an index has one at most",
    ],
    [
      "indexes: [{ collection: a, fields: [{ field: x }, { field: y, order: ascending, contains: true }] }]",
      "indexes[0].fields[1]: write either order or contains",
    ],
    [
      "type: datastore, indexes: [{ collection: a, fields: [{ field: x }, { field: y, contains: true }] }]",
      "indexes[0].fields[1].contains: is of type: native; Datastore mode sorts alone",
    ],
    [
      "indexes: [{ collection: a, fields: [{ field: x }, { field: y }] }, { collection: a, fields: [{ field: x, order: ascending }, { field: y }] }]",
      "indexes[1]: stands here twice; first at dev/environment.yaml:3:50",
    ],
    ["indexes: [{ collection: a/b, fields: [{ field: x }, { field: y }] }]", "indexes[0].collection: "],
  ])("with %s has an issue", async (more, issue) => {
    const issues = await issuesIn({ dev: `spec: { documentDatabases: [{ name: a, ${more} }] }\n` });
    expect(issues.map((each) => each.replace(/^.*?spec\.documentDatabases\[a\]\./, ""))).toEqual([
      expect.stringContaining(issue),
    ]);
  });
});
