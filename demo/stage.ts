import { spawn } from "node:child_process";
import { appendFile, cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { projectRoot, tellingFailure } from "../src/lib/index.ts";
import { type DemoForge, type DemoForgeName, openDemoForge } from "./forges/index.ts";

/** What a finished command said. */
export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a platform team would have: a Git host, a clone of its repository, and the tool. */
export interface Stage {
  readonly checkout: string;
  /** Where change requests are discussed, approved and merged. */
  readonly host: DemoForge;
  git(...args: readonly string[]): Promise<string>;
  /** Runs the built command line in the checkout, as a CI job or a person would. */
  groundwork(...args: readonly string[]): Promise<Finished>;
  /** Ends every process of the story and removes its folder. */
  close(): Promise<void>;
}

const REPOSITORY_FILES = [
  "Pulumi.yaml",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  ".gitignore",
  "environments",
  "stacks",
  "src",
  "data",
];

/**
 * Makes a Git host on loopback, pushes this repository's program and environments to it as the first commit of `main`,
 * less the environments that the story is going to add, and clones it.
 */
export async function setStage(options: {
  readonly forge: DemoForgeName;
  readonly withoutEnvironments: readonly string[];
  readonly signal: AbortSignal;
}): Promise<Stage> {
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-demo-"));
  const checkout = path.join(folder, "platform");
  const environment = cleanEnvironment();
  const host = await tellingFailure(
    () => openDemoForge(options.forge, { folder, environment }),
    () => rm(folder, { recursive: true, force: true }),
  );
  // As in a job of a CI: the command has the token, and Git has none of it.
  const run = (command: string, args: readonly string[], variables: NodeJS.ProcessEnv = {}) =>
    finish(command, args, { cwd: checkout, env: { ...environment, ...variables }, signal: options.signal });
  const git = async (...args: readonly string[]) => {
    const { exitCode, stdout, stderr } = await run("git", args);
    if (exitCode !== 0) throw new Error(`git ${args.join(" ")} ended with ${exitCode}: ${stderr}`);
    return stdout.trim();
  };

  const leave = async () => {
    await host.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };

  await tellingFailure(async () => {
    await copyCheckout(checkout, options.withoutEnvironments);
    await git("init", "--quiet", "--initial-branch=main");
    const authorization = `[http "${new URL(host.repositoryUrl).origin}/"]\n\textraHeader = Authorization: ${host.authorization}\n`;
    await appendFile(path.join(checkout, ".git", "config"), authorization);
    await git("remote", "add", "origin", host.repositoryUrl);
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "Start with the program and the environments that exist");
    await git("push", "--quiet", "origin", "main");
  }, leave);

  return {
    checkout,
    host,
    git,
    groundwork: (...args) =>
      run(process.execPath, [path.join(projectRoot(), "dist", "main.js"), ...args], host.variables),
    async close() {
      await run(process.execPath, [path.join(projectRoot(), "dist", "main.js"), "local", "down"]);
      await leave();
    },
  };
}

/** The files of this repository that a platform team would have, with the packages that are installed here. */
async function copyCheckout(checkout: string, withoutEnvironments: readonly string[]): Promise<void> {
  for (const name of REPOSITORY_FILES)
    await cp(path.join(projectRoot(), name), path.join(checkout, name), { recursive: true });
  for (const name of withoutEnvironments)
    await rm(path.join(checkout, "environments", name), { recursive: true, force: true });
  await symlink(path.join(projectRoot(), "node_modules"), path.join(checkout, "node_modules"), "junction");
}

/**
 * Only variables that a child needs: a developer's own Pulumi, Git or Kubernetes settings have no effect on the demo.
 */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, SystemRoot, NODE_COMPILE_CACHE } = process.env;
  const author = {
    GIT_AUTHOR_NAME: "Ada",
    GIT_AUTHOR_EMAIL: "ada@example.test",
    GIT_COMMITTER_NAME: "Ada",
    GIT_COMMITTER_EMAIL: "ada@example.test",
  };
  const given = Object.entries({ PATH, HOME, TMPDIR, SystemRoot, NODE_COMPILE_CACHE }).filter(
    ([, value]) => value !== undefined,
  );
  return {
    ...Object.fromEntries(given),
    ...author,
    GIT_CONFIG_GLOBAL: "/dev/null",
    CI: "true",
    NO_COLOR: "1",
    PULUMI_CONFIG_PASSPHRASE: "demo",
  };
}

function finish(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: ["ignore", "pipe", "pipe"] });
    const stop = () => child.kill("SIGINT");
    options.signal.addEventListener("abort", stop, { once: true });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", (cause: NodeJS.ErrnoException) =>
      reject(cause.code === "ENOENT" ? new Error(`${command} was not found on PATH. Install it.`, { cause }) : cause),
    );
    child.once("close", (code) => {
      options.signal.removeEventListener("abort", stop);
      resolve({ exitCode: code ?? 1, stdout, stderr });
    });
  });
}
