import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { ciForges } from "../../../src/cli/ci-flags.ts";
import { runCommandLine } from "../../../src/cli/index.ts";
import { initCommand } from "../../../src/cli/init.ts";
import { memoryTree, projectRoot } from "../../../src/lib/index.ts";
import { hostsThat, quietTerminal, wiringOf } from "./command-lines.ts";

async function init(...argv: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const { driver } = hostsThat(() => Promise.reject(new Error("not run")));
  const host = { ...driver, openFiles: async () => ({ folder: "/checkout", tree: memoryTree({}) }) };
  const code = await runCommandLine(["init", "--dry-run", ...argv], wiringOf(quietTerminal(out, err)), [
    initCommand(host),
  ]);
  return { code, out: out.join("\n"), err: err.join("\n") };
}

const pairs = ciForges.flatMap((forge) => [[forge, "local"] as const, [forge, "gcp"] as const]);

it.each(pairs)(
  "writes the files of %s for environments in %s, with no option that only ci init has",
  async (forge, cloud) => {
    const argv = ["--forge", forge, "--cloud", cloud, "--project", "acme-development"];
    const first = await init(...argv);
    // An option that is needed is named in the refusal, and is one of this command.
    const [needed] = first.err.match(/--[a-z-]+(?= <label>)/u) ?? [];
    const { code, out, err } = needed === undefined ? first : await init(...argv, needed, "production");
    expect(err).toBe("");
    expect(out).toContain("would write environments/dev/environment.yaml");
    expect(code).toBe(3);
  },
);

it("takes a runner of up for a forge alone", async () => {
  const { code, err } = await init("--up-runner", "production");
  expect(err).toContain("(needs-forge)");
  expect(code).toBe(2);
});

it("writes every schema that a file of this repository names, so that editors check notifications and exceptions as well", async () => {
  const named = readdirSync(path.join(projectRoot(), "environments")).filter((file) => file.endsWith(".schema.json"));
  const { out } = await init();
  for (const file of named) expect(out).toContain(`would write environments/${file}`);
  expect(named).toContain("notifications.schema.json");
});
