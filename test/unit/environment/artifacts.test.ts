import { describe, expect, it } from "vitest";
import { issuesIn } from "./written.ts";

async function issuesOf(more: string): Promise<readonly string[]> {
  const dev = `spec:
  artifactRepositories:
    - { name: wheels, format: python }
    - { name: hub, mode: remote }
    - { name: apps, ${more} }
`;
  const issues = await issuesIn({ dev });
  return issues.map((issue) => issue.replace(/^.*?spec\.artifactRepositories\[apps\]\.?/, ""));
}

describe("a repository of artifacts", () => {
  it.each([
    "immutableTags: true, cleanup: [{ name: a, olderThan: 30d }]",
    "mode: virtual, repositories: [hub]",
    "format: apt",
    "cleanup: [{ name: a, packages: [old] }, { name: b, action: keep, last: 3, packages: [api] }]",
  ])("may be declared with %s", async (more) => {
    expect(await issuesOf(more)).toEqual([]);
  });

  it.each([
    ["format: apt, mode: remote", "mode: is remote, which is for docker, npm, maven, python; this is apt"],
    [
      "format: npm, immutableTags: true",
      "immutableTags: is for standard repositories of docker; this is standard, of npm",
    ],
    ['upstream: "https://example.com"', "upstream: is of a remote repository; this is standard"],
    ["repositories: [hub]", "repositories: is of a virtual repository; this is standard"],
    ["mode: virtual", "repositories: is missing; a virtual repository needs one behind it at least"],
    [
      "mode: virtual, repositories: [hub], cleanup: [{ name: a, olderThan: 1d }]",
      "cleanup: is of repositories that hold something; a virtual one does not",
    ],
    [
      "mode: virtual, repositories: [wheels]",
      'repositories[0]: no standard or remote repository of docker is called "wheels"; there are hub',
    ],
    [
      "mode: virtual, repositories: [apps]",
      'repositories[0]: no standard or remote repository of docker is called "apps"; there are hub',
    ],
    [
      "cleanup: [{ name: a, last: 3 }]",
      "cleanup[a].last: is of action: keep; the most recent versions are what is kept",
    ],
    [
      "cleanup: [{ name: a, action: keep, last: 3, olderThan: 1d }]",
      "cleanup[a].last: stands beside olderThan; make two rules of it",
    ],
    [
      "cleanup: [{ name: a }]",
      "cleanup[a]: says not which versions to delete; write olderThan, tags or another condition",
    ],
    ["cleanup: [{ name: a, tagPrefixes: [v] }]", "cleanup[a].tagPrefixes: needs tags: tagged"],
  ])("with %s is refused", async (more, issue) => {
    expect(await issuesOf(more)).toContain(issue);
  });
});
