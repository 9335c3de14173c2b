import { rm, writeFile } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "../scenario/stack-harness/stack-project.ts";
import { describeWithPulumi } from "./pulumi-cli.ts";
import { killWithDescendants, type Running } from "./run-command.ts";
import { TwoEngines } from "./two-engines.ts";

const unattended = ["--stack", "dev", "--yes", "--skip-preview"];
const owner = `${userInfo().username}@${hostname()}`;

describeWithPulumi("the lock of a stack", (pulumi) => {
  let engines: TwoEngines;
  let count = 0;
  beforeAll(async () => {
    engines = await TwoEngines.of("dynamic", pulumi());
    await engines.configure({ folder: engines.project.files, count: "0" });
    await engines.cli.mustRun("stack", "init", "dev");
  });
  afterAll(async () => await engines?.project.remove());

  /** Starts an `up` that creates one more file, and comes back when it is held in the middle of that. */
  const holdOneMore = async (start: (...args: readonly string[]) => Running) => {
    const name = `file${count++}`;
    const hold = path.join(engines.project.files, `hold-${name}`);
    await writeFile(hold, "");
    await engines.configure({ count: String(count) });
    const holder = start("up", ...unattended);
    await until(`${name} to be under way`, async () => (await engines.project.logged).includes(`create ${name}\n`));
    return { holder, name, release: async () => await rm(hold) };
  };

  it.each([
    ["embedded", "cli", `created by ${owner}`],
    ["cli", "embedded", `is being changed by ${owner}`],
  ] as const)(
    "that the %s engine holds is respected by the %s engine, which names the owner",
    async (first, second, says) => {
      const { holder, release } = await holdOneMore(engines[first].start);
      const refused = await engines[second].run("up", ...unattended);
      const destroyRefused = await engines[second].run("destroy", ...unattended);
      await release();
      expect(await holder.finished).toMatchObject({ code: 0 });
      for (const { code, out, err } of [refused, destroyRefused]) {
        expect(code).not.toBe(0);
        expect(out + err).toContain(`${says} (pid ${holder.child.pid})`);
      }
      expect(await engines[second].run("preview", "--stack", "dev", "--expect-no-changes")).toMatchObject({ code: 0 });
    },
  );

  it("is no reason for the CLI to see nothing: the stack is listed and exported meanwhile", async () => {
    const { holder, release } = await holdOneMore(engines.embedded.start);
    const [list, exported] = await Promise.all([
      engines.cli.run("stack", "ls", "--json"),
      engines.cli.run("stack", "export", "--stack", "dev"),
    ]);
    await release();
    expect(await holder.finished).toMatchObject({ code: 0 });
    expect(list).toMatchObject({ code: 0 });
    expect(JSON.parse(exported.out).deployment.pending_operations).toMatchObject([{ type: "creating" }]);
  });

  it("that the embedded engine left behind when it was killed is removed by pulumi cancel, and the CLI names what was pending", async () => {
    const { holder, name, release } = await holdOneMore(engines.embedded.start);
    await killWithDescendants(holder);
    await release();
    const { code, err } = await engines.cli.run("up", ...unattended);
    expect(code).not.toBe(0);
    expect(err).toContain(`(pid ${holder.child.pid})`);
    expect(await engines.cli.run("cancel", "--stack", "dev", "--yes")).toMatchObject({ code: 0 });
    const { out, ...resumed } = await engines.cli.run("up", ...unattended);
    expect(resumed).toMatchObject({ code: 0 });
    expect(out).toMatch(new RegExp(`HeldFile::${name}, interrupted while creating`, "u"));
  });

  it("that the CLI left behind when it was killed is taken over by the embedded engine, which names what was pending", async () => {
    const { holder, name, release } = await holdOneMore(engines.cli.start);
    await killWithDescendants(holder);
    await release();
    const { code, err } = await engines.embedded.run("up", ...unattended);
    expect(code).toBe(0);
    expect(err).toContain(`from ${owner} (pid ${holder.child.pid})`);
    expect(err).toMatch(new RegExp(`HeldFile::${name}, interrupted while creating`, "u"));
  });
});
