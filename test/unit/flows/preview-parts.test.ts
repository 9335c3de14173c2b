import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld, profile } from "../../fakes/driver/driver-world.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-parts-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string) => path.join(folder, name);

/** A branch `topic` that changes the profile of all environments and the cluster of one. */
async function world() {
  const made = new DriverWorld(["dev", "production", "staging"]);
  const main = await made.git.resolve("main");
  made.git.make(
    {
      "environments/_profiles/small.yaml": profile("  values: { a: b }\n"),
      "environments/gone/apps/web.yaml": "kind: Secret\n",
    },
    { onto: main, branch: "topic" },
  );
  made.engine.wanted.set("dev", { main: { cidr: "10.0.0.0/16" }, other: { open: true } });
  return made;
}

const range = ["--base", "main", "--head", "topic"];

/** What a preview says, without when it was made and how long it took. */
function saidBy(json: string): unknown {
  return JSON.parse(json, (key, value: unknown) => (key === "at" || key === "milliseconds" ? undefined : value));
}

describe("a preview in parts", () => {
  it("is reported as the preview of the whole change, in words, as JSON and by its exit code", async () => {
    const driver = await world();
    const whole = await groundwork(driver, "preview", ...range, "--json", "--no-reuse");
    for (const [name, ...environments] of [
      ["parts/1.json", "dev"],
      ["parts/2.json", "production", "staging"],
    ] as const) {
      const part = await groundwork(
        driver,
        "preview",
        ...range,
        "--no-reuse",
        "--env",
        ...environments,
        "--part",
        file(name),
      );
      expect(part.code).toBe(0);
    }
    writeFileSync(file("affected.json"), (await groundwork(driver, "affected", ...range, "--json")).out);
    const merge = ["report", file("parts"), "--expect", file("affected.json")];
    const merged = await groundwork(driver, ...merge, "--json", "--exit-code");
    expect(merged.code).toBe(3);
    expect(saidBy(merged.out)).toEqual(saidBy(whole.out));
    const inWords = (text: string) => text.replaceAll(/, in [\d.]+ (?:ms|s)\b/g, "");
    const [report, preview] = await Promise.all(
      [merge, ["preview", ...range, "--no-reuse"]].map(async (argv) =>
        inWords((await groundwork(driver, ...argv)).out),
      ),
    );
    expect(report).toEqual(preview);
    await groundwork(driver, ...merge, "--markdown", file("report.md"));
    expect(readFileSync(file("report.md"), "utf8")).toContain("| dev |");
  });

  it("keeps of each environment the reasons and layers that Git gives, and not those of a request", async () => {
    const driver = new DriverWorld();
    driver.git.make({
      "environments/dev/apps/web.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: other }\n",
    });
    await groundwork(driver, "preview", "--base", "main~1", "--env", "dev", "--part", file("part.json"));
    const { out } = await groundwork(driver, "report", file("part.json"), "--json");
    expect(JSON.parse(out)).toMatchObject({
      environments: [{ reasons: [{ kind: "own-file" }], layers: [{ layer: "cluster" }] }],
    });
    expect(driver.engine.calls).toEqual([]);
  });

  it("calls what is in no part unknown, never unchanged", async () => {
    const driver = await world();
    await groundwork(driver, "preview", ...range, "--env", "dev", "staging", "--part", file("part.json"));
    writeFileSync(file("affected.json"), (await groundwork(driver, "affected", ...range, "--json")).out);
    const { code, out } = await groundwork(driver, "report", file("part.json"), "--expect", file("affected.json"));
    expect(code).toBe(5);
    expect(out).toContain("unknown for 1 of 3");
    expect(out).toMatch(/^production: cannot be previewed: None of the parts has it/m);
    expect(out).not.toContain("Plan digest");
  });

  it("is bound to an up by the merged report", async () => {
    const driver = await world();
    for (const name of ["dev", "production", "staging"])
      await groundwork(driver, "preview", ...range, "--env", name, "--part", file(`parts/${name}.json`));
    const { out } = await groundwork(driver, "report", file("parts"), "--json");
    writeFileSync(file("plan.json"), out);
    driver.git.make({}, { onto: await driver.git.resolve("topic"), branch: "main" });
    const up = ["up", "--yes", "--no-wait", "--plan", file("plan.json")];
    driver.engine.wanted.set("staging", { main: { cidr: "10.0.0.0/16" }, unshown: { open: true } });
    expect((await groundwork(driver, ...up)).code).toBe(4);
    driver.engine.wanted.set("staging", { main: { cidr: "10.0.0.0/16" } });
    expect((await groundwork(driver, ...up)).code).toBe(0);
  });
});

describe("parts that cannot be merged", () => {
  it("are refused by the name of the file", async () => {
    const driver = await world();
    await groundwork(driver, "preview", ...range, "--env", "dev", "--part", file("good.json"));
    const good = readFileSync(file("good.json"), "utf8");
    mkdirSync(file("parts"));
    writeFileSync(file("cut-off.json"), good.slice(0, -20));
    writeFileSync(
      file("edited.json"),
      good.replace('"create":', '"create" :').replace('"other"', '"another"').replaceAll("::other", "::never"),
    );
    writeFileSync(file("parts/preview.json"), '{"kind":"preview","version":2}');
    const failures = {
      "cut-off.json": /cut-off\.json is no part of a preview/,
      "edited.json": /edited\.json is no part of a preview: .*damaged/,
      "missing.json": /missing\.json is no part of a preview: there is no such file/,
      parts: /parts\/preview\.json is no part of a preview/,
    };
    for (const [name, message] of Object.entries(failures)) {
      const { code, err } = await groundwork(driver, "report", file("good.json"), file(name));
      expect([code, err]).toEqual([2, expect.stringMatching(message)]);
    }
  });

  it("are refused where the branch has moved on between two of them", async () => {
    const driver = await world();
    await groundwork(driver, "preview", ...range, "--env", "dev", "--part", file("1.json"));
    driver.git.make({ "docs/a.md": "Hello\n" }, { onto: await driver.git.resolve("topic"), branch: "topic" });
    await groundwork(driver, "preview", ...range, "--env", "staging", "--part", file("2.json"));
    const { code, err } = await groundwork(driver, "report", file("1.json"), file("2.json"));
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/1\.json and .*2\.json are not parts of one preview: their commit/),
    ]);
  });

  it("are refused where what is expected is something else", async () => {
    const driver = await world();
    writeFileSync(file("other.json"), '{"kind":"preview"}');
    const { code, err } = await groundwork(driver, "report", "--expect", file("other.json"));
    expect([code, err]).toEqual([2, expect.stringContaining("groundwork affected --json > affected.json")]);
  });
});
