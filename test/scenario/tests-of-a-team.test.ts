import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { entryPoint, projectRoot } from "../../src/lib/index.ts";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

let repository: PlatformRepository;
let temporary: string;
beforeEach(async () => {
  repository = await PlatformRepository.withEnvironments();
  temporary = await mkdtemp(path.join(tmpdir(), "groundwork-tested-"));
  await mkdir(path.join(repository.folder, "environments", "shop"));
  await write("environments/shop/environment.yaml", declared);
  repository.variables = { TMPDIR: temporary };
});
afterEach(async () => {
  await repository.remove();
  await rm(temporary, { recursive: true, force: true });
});

async function write(file: string, content: string): Promise<void> {
  await mkdir(path.dirname(path.join(repository.folder, file)), { recursive: true });
  await writeFile(path.join(repository.folder, file), content);
}

const declared = "apiVersion: groundwork.dev/v1\nkind: Environment\nspec:\n  cloud: { kind: local }\n";
const topics = `import { Topic } from "@pulumi/gcp/pubsub/topic.js";
export default () => ({ orders: new Topic("orders", { name: "orders" }).name });
`;
const imports = 'import { expect, it } from "vitest";\nimport { environment } from "../../src/tested/index.ts";\n';
const test = (...args: readonly string[]) => repository.groundwork("test", "--env", "shop", ...args);
const left = async () => (await readdir(temporary)).filter((name) => name.startsWith("groundwork-test-"));

describe("groundwork test", () => {
  it("runs the example of a company's own component with its test, of files on disk, and leaves nothing", async () => {
    const example = async (file: string, exports: string, to: string) => {
      const content = await readFile(path.join(projectRoot(), "docs", "examples", "resources", file), "utf8");
      const imports = path.posix.relative(path.posix.dirname(to), exports);
      await write(to, content.replace(/"@groundwork-iac\/groundwork\/\w+"/u, JSON.stringify(imports)));
    };
    await write(
      "environments/shop/environment.yaml",
      `${declared}  databases: [{ name: main, version: POSTGRES_17, databases: [orders] }]\n`,
    );
    await example("resources.ts", "stacks/resources-exports.ts", "environments/shop/resources.ts");
    await example("company-database.ts", "", "environments/shop/company-database.ts");
    await example("resources.test.ts", "src/tested/index.ts", "tests/shop/up.test.ts");
    const { code, out, err } = await test("--json", "--", "tests/shop/up.test.ts");
    expect(JSON.parse(out)).toMatchObject({
      kind: "test",
      environments: ["shop"],
      tests: "passed",
      environmentsAre: "destroyed",
    });
    expect(err).toContain("1 passed");
    expect(code).toBe(0);
    expect(await left()).toEqual([]);
    expect(await repository.git("status", "--porcelain", "tests")).toBe("?? tests/");
  });

  it("gives the exit code of tests that fail, and says what does not come up", async () => {
    await write("environments/shop/resources.ts", topics);
    await write(
      "tests/shop/up.test.ts",
      `${imports}it("is up", () => { expect(environment().outputs.resources).toEqual({}); });\n`,
    );
    const failed = await test("--", "tests/shop/up.test.ts");
    expect(failed).toMatchObject({ code: 1, out: expect.stringContaining("tests failed, shop destroyed") });
    await write("environments/shop/resources.ts", 'export default () => { throw new Error("no topics"); };\n');
    const down = await test("--", "tests/shop/up.test.ts");
    expect(down.out).toContain("tests not run, shop destroyed");
    expect(down.err).toContain("environments/shop/resources.ts:1:30 threw Error: no topics");
    expect(down.code).not.toBe(0);
    expect(await left()).toEqual([]);
  });

  it("destroys after a Ctrl-C in the middle of the tests", async () => {
    await write(
      "tests/shop/up.test.ts",
      `${imports}it("hangs", async () => { console.log("test " + "runs"); await new Promise(() => setInterval(() => {}, 1000)); }, 600_000);\n`,
    );
    const { command, args } = entryPoint("main");
    const child = spawn(
      command,
      [...args, "test", "--env", "shop", "--", "tests/shop/up.test.ts", "--disable-console-intercept"],
      {
        cwd: repository.folder,
        env: { ...process.env, ...repository.variables, NO_COLOR: "1" },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
    child.stdout.on("data", (chunk: Buffer) => {
      if (chunk.includes("test runs")) child.kill("SIGINT");
    });
    const err = await text(child.stderr);
    expect(await exited).toBe(130);
    expect(err).toContain("Destroying shop");
    expect(await left()).toEqual([]);
  });

  it("names Vitest where the project has none, and a missing environment", async () => {
    await rm(path.join(repository.folder, "node_modules"));
    const none = await test();
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining("npm install --save-dev vitest") });
  });
});
