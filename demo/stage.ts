import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFile, cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type LocalForge, localForge } from "../src/forge/local/index.ts";
import { projectRoot, systemClock } from "../src/lib/index.ts";
import { createBareRepository, gitServer } from "../src/local/git-host/index.ts";

/** What a finished command said. */
export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a platform team would have: a Git host, a clone of its repository, and the tool. */
export interface Stage {
  readonly checkout: string;
  readonly repositoryUrl: string;
  /** Where change requests are discussed, approved and merged. */
  readonly forge: LocalForge;
  /** What a CI of this forge would set, as flags. */
  readonly forgeFlags: readonly string[];
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
  readonly withoutEnvironments: readonly string[];
  readonly signal: AbortSignal;
}): Promise<Stage> {
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-demo-"));
  const checkout = path.join(folder, "platform");
  const gitFolder = path.join(folder, "git");
  const bare = path.join(gitFolder, "platform.git");
  await mkdir(gitFolder);
  await createBareRepository({ folder: bare });
  const token = randomBytes(32).toString("base64url");
  const server = await gitServer({ folder: gitFolder, tokens: { [token]: "write" }, anonymous: "read" });
  const environment = cleanEnvironment();
  const run = (command: string, args: readonly string[]) =>
    finish(command, args, { cwd: checkout, env: environment, signal: options.signal });
  const git = async (...args: readonly string[]) => {
    const { exitCode, stdout, stderr } = await run("git", args);
    if (exitCode !== 0) throw new Error(`git ${args.join(" ")} ended with ${exitCode}: ${stderr}`);
    return stdout.trim();
  };

  const leave = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };

  const repositoryUrl = `${server.url}/platform.git`;
  const forge = localForge({
    folder: path.join(folder, "forge"),
    repository: bare,
    user: "groundwork",
    clock: systemClock,
    environment,
  });
  try {
    await forge.people.grant("ada", "write");
    await forge.people.grant("bob", "write");
    await copyCheckout(checkout, options.withoutEnvironments);
    await git("init", "--quiet", "--initial-branch=main");
    // Only this clone may push: what the Git host serves is applied to a cluster.
    const authorization = `[http "${server.url}/"]\n\textraHeader = Authorization: Bearer ${token}\n`;
    await appendFile(path.join(checkout, ".git", "config"), authorization);
    await git("remote", "add", "origin", repositoryUrl);
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "Start with the program and the environments that exist");
    await git("push", "--quiet", "origin", "main");
  } catch (thrown) {
    await leave().catch(() => undefined);
    throw thrown;
  }

  return {
    checkout,
    repositoryUrl,
    forge,
    forgeFlags: ["--forge", "local", "--forge-url", "../forge", "--repository", "../git/platform.git"],
    git,
    groundwork: (...args) => run(process.execPath, [path.join(projectRoot(), "dist", "main.js"), ...args]),
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
    GIT_AUTHOR_EMAIL: "ada@example.com",
    GIT_COMMITTER_NAME: "Ada",
    GIT_COMMITTER_EMAIL: "ada@example.com",
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
