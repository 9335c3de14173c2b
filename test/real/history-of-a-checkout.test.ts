import { execFileSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { describeWithPulumi } from "./pulumi-cli.ts";
import { type Engine, TwoEngines } from "./two-engines.ts";

const unattended = ["--stack", "dev", "--yes", "--skip-preview"];
let engines: TwoEngines | undefined;
afterEach(async () => {
  await engines?.project.remove();
  engines = undefined;
});

interface Entry {
  readonly message: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The newest entry of a history: its note, and what it says about Git. */
async function newest({ project }: TwoEngines): Promise<Entry> {
  const folder = path.join(project.folder, "state", ".pulumi", "history", "compiled", "dev");
  const [last = ""] = (await readdir(folder))
    .filter((name) => name.endsWith(".history.json"))
    .toSorted()
    .toReversed();
  const { message, environment } = JSON.parse(await readFile(path.join(folder, last), "utf8")) as Entry;
  const ofGit = Object.entries(environment).filter(([key]) => /^(?:git|vcs)\./u.test(key));
  return { message, environment: Object.fromEntries(ofGit) };
}

describeWithPulumi("the history of a project in a checkout", (pulumi) => {
  it("says of both engines alike which commit ran, whose it is, and what was not committed", async () => {
    engines = await TwoEngines.of("compiled", pulumi());
    const { cli, embedded, project } = engines;
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=Ann", "-c", "user.email=ann@acme.test", ...args], { cwd: project.folder });
    const both = async (expected: Readonly<Record<string, unknown>>, ...flags: readonly string[]) => {
      const entries: Entry[] = [];
      for (const engine of [cli, embedded] satisfies readonly Engine[]) {
        await engine.mustRun("up", ...unattended, ...flags);
        entries.push(await newest(engines as TwoEngines));
      }
      expect(entries[1]).toEqual(entries[0]);
      expect(entries[0]).toMatchObject(expected);
    };
    await cli.mustRun("stack", "init", "dev");
    await cli.mustRun("up", ...unattended);
    await both({ message: "", environment: {} });

    git("init", "-q", "-b", "main");
    await both({ message: "", environment: {} });

    await writeFile(path.join(project.folder, ".gitignore"), "node_modules\nstate\n.groundwork\n");
    git("add", "-A");
    git("commit", "-q", "-m", "Sell shoes\n\nAnd laces.");
    const committed = { "git.author": "Ann", "git.headName": "refs/heads/main", "git.dirty": "false" };
    await both({ message: "Sell shoes", environment: committed });
    await both({ message: "by hand", environment: committed }, "--message", "by hand");

    git("remote", "add", "origin", "https://ann:t0ken@git.acme.test/acme/team/shop.git");
    await writeFile(path.join(project.folder, "more.txt"), "");
    git("checkout", "-q", "--detach");
    const hosted = { "vcs.kind": "git.acme.test", "vcs.owner": "acme", "vcs.repo": "team/shop", "vcs.root": "." };
    await both({ environment: { ...hosted, "git.dirty": "true" } });

    git("remote", "set-url", "origin", "/srv/git/shop.git");
    await both({ environment: { "vcs.root": "." } });
  });
});
