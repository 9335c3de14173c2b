import type { DriverHost } from "../cli/index.ts";
import type { WarmRunner } from "../engine/embedded/index.ts";

/** What the driver's commands need of a process. Everything heavy is loaded when a command first needs it. */
export function driverHost(process: NodeJS.Process, version: string): DriverHost {
  const settings = { environment: process.env, version };
  let programs: WarmRunner | undefined;
  return {
    async prewarmPrograms(expected) {
      const { prewarmPrograms } = await import("./prewarm-programs.ts");
      const { withoutForgeTokens } = await import("./forge.ts");
      programs = await prewarmPrograms(withoutForgeTokens(process.env), expected);
    },
    async openDriver(request) {
      const { openDriver } = await import("./driver.ts");
      return openDriver({ ...settings, ...(programs && { programs }) }, request);
    },
    async openRepository(cwd) {
      const { repositoryAt } = await import("./repository.ts");
      return repositoryAt(cwd, process.env);
    },
    async openForge(flags, cwd) {
      const { openForge } = await import("./forge.ts");
      return openForge(flags, cwd, process.env);
    },
    async openCommands(forge, cwd) {
      const { openCommands } = await import("./commands.ts");
      return openCommands(forge, cwd, process.env);
    },
    async openNotifiers(forge, cwd) {
      const { openNotifiers } = await import("./notifiers.ts");
      return openNotifiers(forge, cwd, process.env);
    },
    async openCommits(cwd) {
      const { commitsByGit } = await import("../git/executable/index.ts");
      return commitsByGit(cwd, process.env);
    },
    async openRecord(request) {
      const { openRecord } = await import("./record.ts");
      return openRecord(request, process.env);
    },
    async openLeases(request) {
      const { openLeases } = await import("./leases.ts");
      return openLeases(request, process.env);
    },
    async openFiles(cwd) {
      const { checkoutFiles } = await import("../git/isomorphic/index.ts");
      return checkoutFiles(cwd, process.env);
    },
    async openBootstrap(request) {
      const { openBootstrap } = await import("./bootstrap.ts");
      return await openBootstrap(settings, request);
    },
    async openComparison() {
      const { openComparison } = await import("./kubediff.ts");
      return openComparison(process.env);
    },
    async runTests(request) {
      const { runTests } = await import("./tests/run-tests.ts");
      return runTests(request, process.env);
    },
    async diagnose(request) {
      const { diagnose } = await import("./doctor.ts");
      return diagnose(settings, request);
    },
    async fix(check) {
      const { fix } = await import("./doctor.ts");
      return fix(check, process.env);
    },
  };
}
