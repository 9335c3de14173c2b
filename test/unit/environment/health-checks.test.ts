import { describe, expect, it } from "vitest";
import { environmentIn, issuesIn } from "./written.ts";

const issuesOf = async (checks: string) =>
  (await issuesIn({ dev: `spec:\n  health:\n${checks}` })).map((issue) => issue.replace("dev/environment.yaml:", ""));

describe("a declared health check", () => {
  it("asks an address or Prometheus, with limits of time that have defaults", async () => {
    const { health } = await environmentIn(
      {
        dev: `spec:
  health:
    - { name: web, http: { url: "https://example.com/healthz", status: [200, 204] }, timeout: 2s, within: 0s }
    - { name: errors, prometheus: { url: "http://prometheus:9090", query: up, atLeast: 1 } }
`,
      },
      "dev",
    );
    expect(health).toEqual([
      {
        kind: "http",
        name: "web",
        url: "https://example.com/healthz",
        statuses: [200, 204],
        timeoutMilliseconds: 2000,
        withinMilliseconds: 0,
      },
      {
        kind: "prometheus",
        name: "errors",
        url: "http://prometheus:9090",
        query: "up",
        limits: { atLeast: 1 },
        timeoutMilliseconds: 5000,
        withinMilliseconds: 60_000,
      },
    ]);
  });

  it("is told everything that is wrong with it at once", async () => {
    expect(
      await issuesOf(`    - { name: a, timeout: 2m, within: 31m }
    - { name: b, http: { url: "http://x", status: 302 } }
    - { name: c, prometheus: { url: "http://x", query: up } }
    - { name: c, prometheus: { url: "http://x", query: up, atMost: 1, atLeast: 2 } }
`),
    ).toEqual([
      "5:7 spec.health[a]: write either http or prometheus: what is asked whether it is healthy",
      "5:27 spec.health[a].timeout: is 2m; at most 1m",
      "5:39 spec.health[a].within: is 31m; at most 30m",
      "6:51 spec.health[b].http.status: 302 is a redirect, which says nothing of where it leads; write that address as url",
      "7:30 spec.health[c].prometheus: has no limit, so that any answer would be healthy; write atMost or atLeast",
      expect.stringContaining("8:15 spec.health[c].name: c stands here twice"),
      "8:80 spec.health[c].prometheus.atLeast: is 2, greater than atMost 1: no answer would be healthy",
    ]);
  });

  it("has no address with a user, a password or another protocol", async () => {
    for (const url of ["https://user:secret@example.com/", "ftp://example.com", "example.com"])
      expect(await issuesOf(`    - { name: a, http: { url: "${url}" } }\n`)).toEqual([
        expect.stringContaining("write an address that starts with https:// or http://"),
      ]);
  });
});
