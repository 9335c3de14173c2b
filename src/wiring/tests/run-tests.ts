import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestEnd, TestRequest } from "../../cli/index.ts";
import { cleaningUp, tellingFailure } from "../../lib/index.ts";
import { checkoutFolder } from "../checkout-folder.ts";
import { repositoryAt } from "../repository.ts";
import { copyOfProject } from "./copy-of-project.ts";
import { compilerOf, vitestOf } from "./team-tools.ts";
import { type ProcessSettings, runProcess } from "./test-process.ts";
import { TestedFleet } from "./tested-fleet.ts";

/** Names the file with what is up, for the tests. */
const testFileVariable = "GROUNDWORK_TEST";

/**
 * Brings environments of a checkout up on a local cloud of their own, runs the project's Vitest against them, and takes them down again
 * also where tests fail, something throws, or the run is interrupted.
 *
 * @throws {VitestMissing} @throws {NoProjectToTest} @throws {NoCheckout} @throws {TestedUnreadable}
 */
export async function runTests(request: TestRequest, environment: NodeJS.ProcessEnv): Promise<TestEnd> {
  const started = performance.now();
  const { git } = await repositoryAt(request.cwd, environment);
  const folder = checkoutFolder(git, request.cwd);
  const vitest = vitestOf(folder);
  // Without a listener a Ctrl-C would end this process before anything is taken down.
  const stopListening = request.onInterrupt((times) => {
    if (times === 1) request.onNotice("Interrupted: what is up is destroyed. Press Ctrl-C twice more to leave it.");
  });
  try {
    const end = await testedAt(folder, vitest, request, environment);
    return {
      kind: "test",
      environments: request.environments,
      ...end,
      milliseconds: Math.round(performance.now() - started),
    };
  } finally {
    stopListening();
  }
}

type Ended = Pick<TestEnd, "tests" | "code" | "environmentsAre" | "kept">;

async function testedAt(
  folder: string,
  vitest: readonly string[],
  request: TestRequest,
  environment: NodeJS.ProcessEnv,
): Promise<Ended> {
  const { environments, signal, onNotice } = request;
  const output = request.quiet ? "printed-as-error" : "printed";
  const run = { cwd: folder, environment, signal, output } as const;
  const compiler = request.types ? compilerOf(folder) : undefined;
  if (compiler !== undefined && (await runProcess(compiler, run)).code !== 0)
    return { tests: "not-run", code: 1, environmentsAre: "never-up" };

  const home = await mkdtemp(path.join(tmpdir(), "groundwork-test-"));
  const project = path.join(home, "project");
  const fleet = new TestedFleet({ home, project, environments, environment, onNotice });
  let kept = false;
  return await cleaningUp(
    async () => {
      await copyOfProject(folder, project, environment);
      const up = await fleet.bringUp(signal);
      if (up !== 0) return { tests: "not-run", code: up, environmentsAre: await fleet.takeDown() };
      const code = await tellingFailure(
        async () => await testsOf([...vitest, "run", ...request.args], fleet, run),
        async () => await fleet.takeDown(),
      );
      const tests = code === 0 ? "passed" : "failed";
      kept = request.keep && !signal.aborted;
      if (kept) return { tests, code, environmentsAre: "kept", kept: home };
      return { tests, code, environmentsAre: await fleet.takeDown() };
    },
    async () => {
      if (kept) return;
      await fleet.end();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  );
}

/** @returns the exit code of the tests. */
async function testsOf(command: readonly string[], fleet: TestedFleet, run: ProcessSettings): Promise<number> {
  const file = await fleet.describe();
  const { code } = await runProcess(command, {
    ...run,
    environment: { ...run.environment, [testFileVariable]: file },
  });
  return code;
}
