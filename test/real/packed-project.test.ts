import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localForge } from "../../src/forge/local/index.ts";
import { projectRoot, systemClock } from "../../src/lib/index.ts";
import { type Finished, startCommand } from "./run-command.ts";

const npmQuietly = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];

/** Installs from npm's registry, and is run by whichever Node comes first on `PATH`. */
describe("a project with the packed command, and nothing of Groundwork's checkout above it", () => {
  let folder: string;
  let project: string;
  const run = async (command: string, args: readonly string[], cwd = project): Promise<Finished> => {
    const { PATH = "", HOME = "" } = process.env;
    const author = { GIT_AUTHOR_NAME: "Ada", GIT_AUTHOR_EMAIL: "ada@example.com" };
    const committer = { GIT_COMMITTER_NAME: "Ada", GIT_COMMITTER_EMAIL: "ada@example.com" };
    const own = { CI: "true", NO_COLOR: "1", PULUMI_CONFIG_PASSPHRASE: "test passphrase" };
    const env = { PATH, HOME, ...author, ...committer, ...own };
    return await startCommand(command, args, { cwd, env }).finished;
  };
  const done = async (command: string, args: readonly string[], cwd?: string): Promise<string> => {
    const finished = await run(command, args, cwd);
    expect(finished, `${command} ${args.join(" ")}`).toMatchObject({ code: 0 });
    return finished.out;
  };
  const groundwork = async (...args: readonly string[]) =>
    await run(path.join(project, "node_modules", ".bin", "groundwork"), args);
  const parsed = async (...args: readonly string[]): Promise<unknown> => {
    const { code, out, err } = await groundwork(...args, "--json");
    expect(code, `${out}\n${err}`).toBe(0);
    return JSON.parse(out);
  };
  const commit = async (message: string) => {
    await done("git", ["add", "--all"]);
    await done("git", ["commit", "--quiet", "--message", message]);
  };

  /** Packing builds everything anew, so it is done in a copy: other suites run what is built in the checkout. */
  const pack = async () => {
    const copy = path.join(folder, "checkout");
    const left = new Set(["node_modules", ".git", ".groundwork", "dist"].map((name) => path.join(projectRoot(), name)));
    await cp(projectRoot(), copy, { recursive: true, filter: (source) => !left.has(source) });
    await symlink(path.join(projectRoot(), "node_modules"), path.join(copy, "node_modules"), "junction");
    await done("npm", ["pack", "--pack-destination", folder, ...npmQuietly], copy);
    await rm(copy, { recursive: true });
  };

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-packed-"));
    project = path.join(folder, "shop");
    await mkdir(project);
    await pack();
    const archive = (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "";
    await done("git", ["init", "--quiet", "--initial-branch=main"]);
    await done("npm", ["install", "--ignore-scripts", ...npmQuietly, path.join(folder, archive)]);
    await done(path.join(project, "node_modules", ".bin", "groundwork"), ["init"]);
    await done("npm", ["install", "--ignore-scripts", ...npmQuietly]);
    await commit("Start");
  });
  afterAll(async () => {
    await groundwork("local", "down");
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it("holds what is needed at run time and at most 15 MB of it, without sources and tests", async () => {
    const own = path.join(project, "node_modules", "@groundwork-iac", "groundwork");
    expect((await readdir(own)).toSorted()).toEqual(["LICENSE", "README.md", "bin", "data", "dist", "package.json"]);
    const files = await readdir(own, { recursive: true, withFileTypes: true });
    const sizes = await Promise.all(
      files
        .filter((entry) => entry.isFile())
        .map(async ({ parentPath, name }) => (await readFile(path.join(parentPath, name))).length),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(15_000_000);
  });

  it("has a program that its compiler accepts, with the types of the components", async () => {
    await done(path.join(project, "node_modules", ".bin", "tsc"), ["-p", "."]);
    const program = path.join(project, "stacks", "wrong.ts");
    await writeFile(
      program,
      'import { createEnvironment } from "@groundwork-iac/groundwork/stack";\nexport const one: string = createEnvironment();\n',
    );
    const { code, out } = await run(path.join(project, "node_modules", ".bin", "tsc"), ["-p", "."]);
    await rm(program);
    expect({ code, out }).toMatchObject({ code: 2, out: expect.stringContaining("Promise<EnvironmentStack>") });
  });

  it("creates resources of its own by a resources.ts, with types from the package", async () => {
    const own = path.join(project, "environments", "dev", "resources.ts");
    const text = `import { Topic } from "@pulumi/gcp/pubsub/topic.js";
import { defineResources } from "@groundwork-iac/groundwork/resources";
export default defineResources((environment) => {
  const orders = new Topic("orders", { name: \`\${environment.name}-orders\` });
  return { orders: orders.name };
});
`;
    await writeFile(own, text);
    const typed = path.join(project, "stacks", "typed.ts");
    const wrong =
      'import { environment } from "@groundwork-iac/groundwork/test";\nexport const one: number = environment("dev");\n';
    await writeFile(typed, `import "../environments/dev/resources.ts";\n${wrong}`);
    const options = ["-p", ".", "--allowImportingTsExtensions"];
    const { out } = await run(path.join(project, "node_modules", ".bin", "tsc"), options);
    await rm(typed);
    expect(out.split("\n").filter((line) => line.includes("error"))).toEqual([
      expect.stringContaining("Type 'TestedEnvironment' is not assignable to type 'number'"),
    ]);
    await commit("Add a topic");
    expect(JSON.stringify(await parsed("preview", "--env", "dev"))).toContain("gcp:pubsub/topic:Topic");
    await rm(own);
    await commit("Take the topic away");
  });

  it("brings up what environments stand on, by the program that it writes", async () => {
    const platform = path.join(folder, "platform");
    await mkdir(platform);
    await done("git", ["init", "--quiet", "--initial-branch=main"], platform);
    await symlink(path.join(project, "node_modules"), path.join(platform, "node_modules"), "junction");
    const own = async (...args: readonly string[]) =>
      await run(path.join(platform, "node_modules", ".bin", "groundwork"), args, platform);
    const init = "bootstrap init --parent folders/42 --billing-account 01ABCD-234567-89EF01 --seed-project acme-seed";
    expect(await own(...init.split(" "))).toMatchObject({ code: 0 });
    const { code, out, err } = await own("bootstrap", "--yes");
    await own("local", "down");
    expect(code, `${out}\n${err}`).toBe(0);
    expect(out).toContain("The state of the organization is in gs://acme-seed-state");
  });

  it("gets the files of its forge's CI, and keeps those that a person edited", async () => {
    const files = async (...flags: readonly string[]) => {
      const { out } = await groundwork("ci", "init", "--forge", "gitea", "--dry-run", "--json", ...flags);
      return (JSON.parse(out) as { files: { path: string; state: string }[] }).files;
    };
    expect(new Set((await files()).map(({ state }) => state))).toEqual(new Set(["new"]));
    await parsed("ci", "init", "--forge", "gitea");
    expect(new Set((await files()).map(({ state }) => state))).toEqual(new Set(["same"]));
    const up = path.join(project, ".gitea", "workflows", "groundwork-up.yml");
    await writeFile(up, `${await readFile(up, "utf8")}# Ours.\n`);
    expect(await files("--node", "24")).toContainEqual({ path: ".gitea/workflows/groundwork-up.yml", state: "kept" });
    await rm(path.join(project, ".gitea"), { recursive: true });
    await rm(path.join(project, "groundwork.yaml"));
  });

  it("brings a change request of the local forge up as it was shown and approved", async () => {
    const [remote, forge] = [path.join(folder, "shop.git"), path.join(folder, "forge")];
    const clone = path.join(folder, "clone");
    await done("git", ["clone", "--quiet", "--bare", project, remote]);
    await done("git", ["clone", "--quiet", remote, clone], folder);
    await done("npm", ["ci", "--ignore-scripts", ...npmQuietly], clone);
    const { people } = localForge({
      folder: forge,
      repository: remote,
      user: "groundwork",
      clock: systemClock,
      environment: process.env,
    });
    for (const name of ["ada", "grace"]) await people.grant(name, "write");
    const story = async (...args: readonly string[]) => {
      const flags = ["--forge", "local", "--forge-url", forge, "--repository", remote, "--record", "git", "--json"];
      const { code, out, err } = await run(
        path.join(clone, "node_modules", ".bin", "groundwork"),
        [...args, ...flags],
        clone,
      );
      expect(code, `${out}\n${err}`).toBe(0);
      return JSON.parse(out) as unknown;
    };

    await done("git", ["switch", "--quiet", "--create", "topic"], clone);
    const file = path.join(clone, "environments", "dev", "environment.yaml");
    await writeFile(file, `${await readFile(file, "utf8")}# A change.\n`);
    await done("git", ["commit", "--quiet", "--all", "--message", "Change dev"], clone);
    await done("git", ["push", "--quiet", "origin", "topic"], clone);
    const number = await people.open("ada", { title: "Change dev", body: "", head: "topic", base: "main" });
    const shown = await story("preview", "--change-request", String(number));
    expect(JSON.stringify(shown)).toContain("gcp:container/cluster:Cluster");

    await people.review("grace", number, "approved");
    await people.merge("grace", number, "merge");
    await done("git", ["switch", "--quiet", "main"], clone);
    await done("git", ["pull", "--quiet"], clone);
    expect(JSON.stringify(await story("up", "--yes"))).toContain('"approvedBy":["grace"]');
    await run(path.join(clone, "node_modules", ".bin", "groundwork"), ["local", "down"], clone);
  });

  it("goes from init over a change of its own program to nothing", async () => {
    const first = JSON.stringify(await parsed("preview", "--env", "dev"));
    expect(first).toContain("gcp:container/cluster:Cluster");
    await parsed("up", "--env", "dev", "--yes");

    const program = path.join(project, "stacks", "index.ts");
    const changed = (await readFile(program, "utf8"))
      .replace("import", 'import { Bucket } from "@pulumi/gcp/storage";\nimport')
      .replace("  return", '  new Bucket("reports", { name: "shop-reports", location: "EU" });\n  return');
    await writeFile(program, changed);
    await commit("Add a bucket beside the environment");
    expect(JSON.stringify(await parsed("preview", "--env", "dev"))).toContain("gcp:storage/bucket:Bucket");
    await parsed("up", "--env", "dev", "--yes");
    const status = await groundwork("status", "--refresh", "--exit-code");
    expect(status).toMatchObject({ code: 0 });

    expect(await groundwork("init")).toMatchObject({
      code: 3,
      out: expect.stringContaining("kept stacks/index.ts: it differs from what init writes"),
    });
    expect(await readFile(program, "utf8")).toBe(changed);

    await parsed("destroy", "--env", "dev", "--yes");
    expect(await parsed("local", "status")).toMatchObject({ resources: 0 });
  });
});
