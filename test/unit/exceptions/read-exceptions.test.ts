import { describe, expect, it } from "vitest";
import { formatIssue } from "../../../src/environment/index.ts";
import { exceptionsPath, readExceptions } from "../../../src/exceptions/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";

const facts = { environments: ["dev", "prod-eu", "prod-us"], now: new Date("2026-12-01T12:00:00Z") };

const read = async (entries: string) =>
  await readExceptions(
    memoryTree({
      [exceptionsPath]: `apiVersion: groundwork.dev/v1\nkind: Exceptions\nspec:\n  exceptions:\n${entries}`,
    }),
    facts,
  );
const issuesOf = async (entries: string) => (await read(entries)).issues.map(formatIssue);

const complete =
  "{ environments: [dev], subject: 'gcp:compute:Firewall ssh', owner: ada, reason: audit, until: 2026-12-31 }";

describe("a file of exceptions", () => {
  it("says what is accepted, by whom, why and until when", async () => {
    expect(await read(`    - ${complete}\n`)).toEqual({
      ok: true,
      issues: [],
      value: [
        {
          from: "drift",
          environments: ["dev"],
          subject: "gcp:compute:Firewall ssh",
          owner: "ada",
          reason: "audit",
          until: "2026-12-31",
        },
      ],
    });
  });

  it("may be left out", async () => {
    expect(await readExceptions(memoryTree({}), facts)).toEqual({ ok: true, value: [], issues: [] });
  });

  it("names everything that is wrong at once, with its place", async () => {
    const wrong = `    - { environments: [dev, "stag*"], subject: x, owner: ada, reason: y, until: 2026-12-31 }
    - { environments: [dev], subjekt: x, owner: "", reason: y, until: tomorrow }
`;
    const [first, ...issues] = await issuesOf(wrong);
    expect([first, ...issues].join("\n")).toContain("subjekt");
    expect([first, ...issues].join("\n")).toContain("write a day, such as 2026-12-31");
    expect([first, ...issues].join("\n")).toContain('no environment is called "stag*"');
    expect(issues.length).toBeGreaterThan(1);
  });

  it("warns of a pattern that no environment has: one that left Git keeps no other one from being compared", async () => {
    expect(await issuesOf(`    - ${complete.replace("[dev]", '[dev, "stag*"]')}\n`)).toEqual([
      'environments/exceptions.yaml:5:29 spec.exceptions[0].environments[1]: warning: no environment is called "stag*"; name one that is there, or remove it',
    ]);
  });

  it("warns of an exception whose last day is over, and keeps it", async () => {
    const reading = await read(`    - ${complete.replace("2026-12-31", "2026-11-30")}\n`);
    expect(reading.ok).toBe(true);
    expect(reading.issues.map(({ severity, code }) => `${severity} ${code}`)).toEqual(["warning exception-is-over"]);
  });
});
