import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { groundwork } from "../fakes/driver/driver-command.ts";
import { DriverWorld } from "../fakes/driver/driver-world.ts";
import { parseExposition } from "../fakes/parse-exposition.ts";

let folder: string;
let world: DriverWorld;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-metrics-"));
  world = new DriverWorld();
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("groundwork status --metrics", () => {
  it("writes what it shows, and how runs ended, into a file that has no other beside it", async () => {
    expect((await groundwork(world, "up", "--yes", "--env", "dev")).code).toBe(0);
    const file = path.join(folder, "groundwork.prom");
    const { code, out } = await groundwork(world, "status", "--metrics", file);
    expect([code, out]).toEqual([0, expect.stringContaining("Status at")]);
    const metrics = parseExposition(readFileSync(file, "utf8"));
    const states = metrics.get("groundwork_environment_state")?.samples.filter(({ value }) => value === 1);
    expect(states?.map(({ labels }) => labels["environment"])).toEqual(["dev", "staging"]);
    expect(metrics.get("groundwork_run_success")?.samples).toEqual([
      { labels: { command: "status", environment: "dev", verb: "up" }, value: 1 },
    ]);
    expect(metrics.get("groundwork_merge_to_converged_seconds")?.samples).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(["groundwork.prom"]);
  });

  it("ends with 1 and says which file it could not write, after it has shown the status", async () => {
    const file = path.join(folder, "taken.prom");
    mkdirSync(file);
    const { code, out, err } = await groundwork(world, "status", "--metrics", file);
    expect([code, out]).toEqual([1, expect.stringContaining("Status at")]);
    expect(err).toContain(`The metrics are not in ${file}`);
    expect(readdirSync(folder)).toEqual(["taken.prom"]);
  });

  it("is refused together with --watch, which never ends", async () => {
    const { code, err } = await groundwork(world, "status", "--watch", "--metrics", path.join(folder, "a.prom"));
    expect([code, err]).toEqual([2, expect.stringContaining("--watch")]);
  });
});

describe("groundwork drift --metrics", () => {
  it("writes what it found beside a status's file, without a series that stands there too", async () => {
    expect((await groundwork(world, "up", "--yes")).code).toBe(0);
    world.engine.cloud.set("dev", { main: { cidr: "10.9.0.0/16" } });
    const [drift, status] = ["drift", "status"].map((name) => path.join(folder, `${name}.prom`));
    const found = await groundwork(world, "drift", "--exit-code", "--metrics", drift ?? "");
    expect([found.code, found.err]).toEqual([3, ""]);
    await groundwork(world, "status", "--metrics", status ?? "");
    const text = readFileSync(drift ?? "", "utf8");
    const metrics = parseExposition(text);
    const findings = metrics.get("groundwork_findings")?.samples ?? [];
    expect(findings.reduce((sum, { value }) => sum + value, 0)).toBeGreaterThan(0);
    expect(metrics.get("groundwork_run_success")?.samples).toHaveLength(2);
    const seriesOf = (file: string) => readFileSync(file, "utf8").match(/^\w\S*(?= )/gm) ?? [];
    const series = new Set(seriesOf(drift ?? ""));
    expect(seriesOf(status ?? "").filter((each) => series.has(each))).toEqual([]);
  });

  it("ends with 1 where it cannot write them, and not with what it found", async () => {
    const { code, out } = await groundwork(
      world,
      "drift",
      "--exit-code",
      "--metrics",
      path.join(folder, "none", "a.prom"),
    );
    expect([code, out]).toEqual([1, expect.stringContaining("dev")]);
  });
});
