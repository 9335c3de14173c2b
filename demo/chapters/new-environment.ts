import { readFile } from "node:fs/promises";
import path from "node:path";
import type { RunJson, StatusJson } from "../../src/report/index.ts";
import { hasConverged, jsonOf, mergeChange, openChange, type Story } from "../story.ts";

/** (d) One command writes a small folder; the merge makes a whole environment of it. */
export async function newEnvironment(story: Story): Promise<void> {
  const { stage, tell } = story;
  tell.chapter("5. A new environment by adding a folder");
  tell.command("groundwork env new acme --profile small");
  const written = await stage.groundwork("env", "new", "acme", "--profile", "small");
  tell.check("the folder was written", written.exitCode === 0, written.stderr);
  tell.quote(
    (await readFile(path.join(stage.checkout, "environments", "acme", "environment.yaml"), "utf8"))
      .trimEnd()
      .split("\n"),
  );

  const before = await stage.git("rev-parse", "main");
  await openChange(story, "add-acme", "Add the customer acme");
  const commit = await mergeChange(story, "add-acme");
  const run = await jsonOf<RunJson>(story, ["up", "--yes", "--base", before]);
  const acme = run.environments.find(({ name }) => name === "acme");
  tell.check(
    "acme was created and converged at the merge commit",
    hasConverged(acme, commit),
    JSON.stringify(acme?.layers.map(({ kind, problem }) => ({ kind, problem }))),
  );

  const cidrs = new Map<string, unknown>();
  for (const name of ["dev", "acme"]) {
    const { stdout } = await stage.groundwork("stack", "outputs", "--stack", name, "--json");
    cidrs.set(name, (JSON.parse(stdout) as { network?: { cidr?: unknown } }).network?.cidr);
  }
  tell.check(
    "its network has addresses of its own",
    cidrs.get("acme") !== undefined && cidrs.get("acme") !== cidrs.get("dev"),
    JSON.stringify([...cidrs]),
  );
  const status = await jsonOf<StatusJson>(story, ["status", "--env", "dev", "--env", "acme"]);
  tell.check("both environments are applied", status.verdict === "applied", JSON.stringify(status.environments));
}
