import { beforeEach, describe, expect, it } from "vitest";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";

const file = (mode: string) => ({
  "environments/corrections.yaml": `apiVersion: groundwork.dev/v1\nkind: Corrections\nspec:\n  corrections:\n    - { environments: [dev], mode: ${mode} }\n`,
});

describe("groundwork correct", () => {
  let world: DriverWorld;
  const run = async (...argv: readonly string[]) => await groundwork(world, "correct", ...argv);
  const changeOutside = () => world.engine.cloud.set("dev", { main: { cidr: "10.9.0.0/16" } });

  beforeEach(async () => {
    world = new DriverWorld(["dev"]);
    world.git.make(file("correct"));
    await groundwork(world, "up", "--yes", "--no-wait");
  });

  it("says what it did, as a table and as JSON", async () => {
    changeOutside();
    const { code, out } = await run();
    expect([code, out]).toEqual([0, expect.stringMatching(/gcp:compute:Network main.* cidr +corrected/)]);
    changeOutside();
    const json = JSON.parse((await run("--json")).out);
    expect(json).toMatchObject({
      kind: "correction",
      version: 1,
      verdict: "done",
      environments: [{ mode: "correct" }],
    });
    expect(JSON.stringify(json)).not.toContain("10.9.0.0");
  });

  it("ends with 3 for what is left to a person, where that is asked for, and names how to let it go on", async () => {
    for (let times = 0; times < 3; times += 1) {
      changeOutside();
      expect((await run("--exit-code")).code).toBe(0);
    }
    changeOutside();
    expect((await run()).code).toBe(0);
    const { code, out } = await run("--exit-code");
    expect(code).toBe(3);
    const [, fingerprint = ""] = /--resume ([0-9a-f]{16})/.exec(out) ?? [];
    expect((await run("--resume", fingerprint)).out).toContain("gcp:compute:Network main");
    expect((await run("--resume", fingerprint)).code).toBe(2);
    expect((await run("--exit-code")).code).toBe(0);
  });

  it("leaves an environment that does not stand at the commit, which is no failure, and says how to bring it up", async () => {
    changeOutside();
    world.git.make({ "environments/dev/environment.yaml": "apiVersion: groundwork.dev/v1\nkind: Environment\n" });
    const { code, out } = await run();
    expect([code, out]).toEqual([0, expect.stringContaining("groundwork up --env dev")]);
    expect((await run("--exit-code")).code).toBe(3);
    expect(JSON.parse((await run("--json")).out)).toMatchObject({ verdict: "left" });
  });

  it("lets nothing go on with --resume and --dry-run, and says what would", async () => {
    for (let times = 0; times < 3; times += 1) {
      changeOutside();
      await run();
    }
    changeOutside();
    const [, fingerprint = ""] = /--resume ([0-9a-f]{16})/.exec((await run()).out) ?? [];
    const rehearsed = await run("--resume", fingerprint, "--dry-run");
    expect([rehearsed.code, rehearsed.out]).toEqual([0, expect.stringContaining("1 correction would go on")]);
    expect(JSON.parse((await run("--resume", fingerprint, "--dry-run", "--json")).out)).toMatchObject({ dryRun: true });
    expect((await run("--exit-code")).code).toBe(3);
    expect((await run("--resume", fingerprint)).out).toContain("1 correction goes on");
  });

  it("ends with 2 for a file that is wrong, and with 5 where a record is lost", async () => {
    changeOutside();
    world.history.unreadable.push("record-7");
    expect((await run()).code).toBe(5);
    world.history.unreadable.pop();
    world.git.make(file("anything"));
    const { code, err } = await run();
    expect([code, err]).toEqual([2, expect.stringContaining("corrections.yaml")]);
  });

  it("does nothing with --dry-run, and says what it would do", async () => {
    changeOutside();
    const { out } = await run("--dry-run");
    expect(out).toContain("would be corrected");
    expect(world.engine.cloud.get("dev")).toEqual({ main: { cidr: "10.9.0.0/16" } });
  });
});
