import { execFile } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { parse } from "yaml";
import { boardQueries } from "../../../build/generators/dashboard/index.ts";
import { projectRoot } from "../../../src/lib/index.ts";
import { metricsOfAll } from "../../fakes/monitored-fleet.ts";
import { describeWith, realExecutables } from "../executables.ts";
import { prometheusOver, type RecordedPrometheus } from "./prometheus-server.ts";

const run = promisify(execFile);
const rulesFile = path.join(projectRoot(), "docs", "monitoring", "groundwork.rules.yaml");
const rulesTests = path.join(import.meta.dirname, "groundwork.rules.test.yaml");
const rules = async (): Promise<readonly { readonly alert: string; readonly expr: string }[]> =>
  parse(await readFile(rulesFile, "utf8")).groups.flatMap(({ rules }: { rules: readonly object[] }) => rules);

describeWith("promtool", "the alerting rules", realExecutables("promtool"), (found) => {
  it("are rules, without a finding", async () => {
    const { stdout } = await run(found().promtool, ["check", "rules", "--lint=all", "--lint-fatal", rulesFile]);
    expect(stdout).toMatch(/SUCCESS: 12 rules found/);
  });

  it("say of series what their tests expect", async () => {
    const { stdout } = await run(found().promtool, ["test", "rules", rulesTests]);
    expect(stdout).toContain("SUCCESS");
  });

  it("each have a test in which they fire", async () => {
    const tests = parse(await readFile(rulesTests, "utf8")).tests as readonly {
      readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly object[] }[];
    }[];
    const fired = tests.flatMap(({ alert_rule_test: all }) => all.filter((each) => each.exp_alerts.length > 0));
    expect([...new Set(fired.map(({ alertname }) => alertname))].toSorted()).toEqual(
      (await rules()).map(({ alert }) => alert).toSorted(),
    );
  });
});

describeWith("promtool", "the files of metrics", realExecutables("promtool"), (found) => {
  const at = "2026-01-01T00:00:00.000Z";
  it.each(metricsOfAll({ status: at, drift: at }).map((text, index) => [["status", "drift"][index], text] as const))(
    "are read without a finding: %s",
    async (_, text) => {
      const checked = run(found().promtool, ["check", "metrics"]);
      checked.child.stdin?.end(text);
      expect(await checked).toMatchObject({ stdout: "", stderr: "" });
    },
  );
});

describeWith("Prometheus", "what was recorded", realExecutables("promtool", "prometheus"), (found) => {
  const start = Date.UTC(2026, 0, 1) / 1000;
  const hours = 3600;
  let server: RecordedPrometheus;
  beforeAll(async () => {
    const timeAt = (seconds: number) => new Date(seconds * 1000).toISOString();
    // The job of the scan has stopped, and that of the status goes on.
    const recording = Array.from({ length: 6 * 60 }, (_, minute) => start + minute * 60).map((at) => ({
      at,
      texts: metricsOfAll({ status: timeAt(at), drift: timeAt(start) }),
    }));
    server = await prometheusOver(recording, found(), await mkdtemp(path.join(inject("runFolder"), "prometheus-")));
  });
  afterAll(async () => await server.stop());

  it("gives every panel of the board what it shows", async () => {
    const counts: [string, number][] = [];
    for (const { title, expr } of boardQueries) {
      const query = expr.replaceAll(/\$(?:command|environment)\b/g, ".*");
      counts.push([title, await server.seriesAt(query, start + 5 * hours)]);
    }
    expect(counts.filter(([, count]) => count === 0)).toEqual([]);
    expect(counts.length).toBeGreaterThan(12);
  });

  it("gives the panels nothing, and no 0, of a time of which nothing is known", async () => {
    for (const { expr } of boardQueries) {
      const query = expr.replaceAll(/\$(?:command|environment)\b/g, ".*");
      expect([expr, await server.seriesAt(query, start - 24 * hours)]).toEqual([expr, 0]);
    }
  });

  it("gives every rule what it is about", async () => {
    for (const { alert, expr } of await rules()) {
      const at = alert === "GroundworkScanMissing" ? start - 24 * hours : start + 5 * hours;
      expect([alert, (await server.seriesAt(expr, at)) > 0]).toEqual([alert, true]);
    }
  });
});
