import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, inject, it } from "vitest";
import { entryPoint, projectRoot } from "../../../src/lib/index.ts";
import { ciFiles } from "../../../src/project/ci/index.ts";
import { type GiteaWorld, giteaWorld } from "../../contract/forge/gitea-world.ts";
import { environmentFiles } from "../../fakes/driver/driver-world.ts";
import { correcting, settingsFor } from "../../unit/project/ci-world.ts";
import { ActRunner, type RanJob } from "./act-runner.ts";
import { describeWithGitea } from "./index.ts";
import { projectFiles } from "./project-files.ts";

describeWithGitea(
  "the workflows that ci init writes, run by act",
  (gitea, found) => {
    let world: GiteaWorld;
    let runner: ActRunner;
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(path.join(inject("runFolder"), "jobs-"));
      const { url, administrator } = gitea();
      world = await giteaWorld({ url, administrator, settle: () => gitea().settle() });
      const files = { ...projectFiles(["dev", "staging"]), ...ciFiles(settingsFor("gitea"), correcting) };
      await world.commit({ branch: "main", files, message: "Start" });
      const secret = `repos/${world.repository}/actions/secrets/GROUNDWORK_FORGE_TOKEN`;
      await world.call(world.owner, "PUT", secret, { data: world.token });
      runner = await ActRunner.register(found().act, world, { folder, machine: await machineIn(folder) });
      // The job of the push that brought the files to main. It was not approved, so it brings nothing up.
      await ran();
    });
    afterEach(async () => {
      await world.end();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    });

    const change = async (files: Readonly<Record<string, string>>) => {
      const head = await world.commit({ branch: "topic", files });
      return { head, number: await world.open({ head: "topic" }) };
    };
    /** The next job whose condition holds: those of forks are handed out as well, and skipped. */
    const ran = async (): Promise<RanJob> => {
      const jobs: RanJob[] = [];
      const last = async () => {
        const job = await runner.next();
        if (job) jobs.push(job);
        return jobs.at(-1)?.result ?? "skipped";
      };
      await expect.poll(last).not.toBe("skipped");
      const [job] = jobs.slice(-1);
      if (!job) throw new Error("no job is queued");
      return job;
    };
    const checksOf = async (commit: string) => {
      const statuses = (await world.forge.statuses?.statusesOf(commit)) ?? [];
      return statuses
        .filter(({ context }) => context.startsWith("groundwork/"))
        .map(({ context, state }) => [context, state]);
    };

    it("preview a change in one job, report it in another, and bring its merge up", async () => {
      const { head, number } = await change(environmentFiles("dev", "spec: { values: { a: b } }\n"));
      const [preview, report] = [await ran(), await ran()];
      expect(preview).toMatchObject({ name: "preview", result: "success" });
      expect(report).toMatchObject({ name: "report", result: "success" });
      expect(await checksOf(head)).toEqual([["groundwork/preview", "success"]]);
      const [comment, ...others] = await world.comments(number);
      expect(others).toEqual([]);
      expect(comment?.body).toMatch(/to create/);

      await world.review(number, await world.user("write"), "approved");
      await world.merge(number, "merge");
      const up = await ran();
      expect(up).toMatchObject({ name: "up", result: "success" });
      const bodies = (await world.comments(number)).map(({ body }) => body).join("\n");
      expect(bodies).toContain(`Held to the preview of change request ${number}`);
      expect(await checksOf(await world.headOf("main"))).toEqual([["groundwork/up", "success"]]);
    });

    it("report a change whose program cannot be previewed as one of which nothing is known", async () => {
      const { head, number } = await change({
        ...environmentFiles("dev", "spec: { values: { a: b } }\n"),
        "stacks/index.ts": "throw new Error('no');\n",
      });
      expect(await ran()).toMatchObject({ name: "preview", result: "failure" });
      expect(await ran()).toMatchObject({ name: "report", result: "failure" });
      expect(await checksOf(head)).toEqual([["groundwork/preview", "error"]]);
      expect((await world.comments(number)).map(({ body }) => body).join()).toContain("dev");
    });

    it("start nothing in what code of a change left for later steps, and show it no token", async () => {
      const [bin, started] = [path.join(folder, "left-behind"), path.join(folder, "started.txt")];
      await mkdir(bin);
      for (const name of ["base64", "git", "gzip", "node", "npm", "npx", "split"])
        await writeFile(path.join(bin, name), `#!/bin/sh\necho ${name} >> '${started}'\n`, { mode: 0o755 });
      const left = { GITHUB_ENV: "LEFT=by-the-change", GITHUB_PATH: bin, GITHUB_OUTPUT: "left=by-the-change" };
      const program = `import { appendFileSync } from "node:fs";
const left: Record<string, string> = ${JSON.stringify(left)};
for (const [file, line] of Object.entries(left)) appendFileSync(process.env[file] ?? "", line + "\\n");
appendFileSync(${JSON.stringify(path.join(folder, "left.txt"))}, JSON.stringify(process.env));
`;
      const { head, number } = await change({ ...environmentFiles("dev"), "stacks/index.ts": program });
      const jobs = [await ran(), await ran()];
      expect(jobs.map(({ name }) => name)).toEqual(["preview", "report"]);
      expect(await readFile(path.join(folder, "left.txt"), "utf8")).not.toContain(world.token);
      expect(existsSync(started)).toBe(false);
      expect(JSON.stringify([jobs, await world.comments(number)])).not.toContain(world.token);
      expect((await checksOf(head)).map(([context]) => context)).toEqual(["groundwork/preview"]);
    });
  },
  "act",
);

/** A machine of a runner, with the packages of this checkout in the place of those that npm would install. */
async function machineIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const tools = path.join(folder, "tools");
  await mkdir(tools);
  const { command, args } = entryPoint("main");
  const scripts = {
    npm: `ln -sfn '${path.join(projectRoot(), "node_modules")}' node_modules`,
    npx: `shift 2; exec ${[command, ...args].map((word) => `'${word}'`).join(" ")} "$@"`,
  };
  for (const [name, script] of Object.entries(scripts))
    await writeFile(path.join(tools, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return {
    PATH: [tools, process.env["PATH"] ?? ""].join(path.delimiter),
    CI: "true",
    NO_COLOR: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
  };
}
