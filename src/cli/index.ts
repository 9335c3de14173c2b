/**
 * The command line: one file per command. Each parses, calls one flow, prints, and returns an exit code.
 *
 * In:   argv, a {@link Terminal}, and for each command a function that wires what it needs, called only when it runs.
 * Out:  {@link runCommandLine}: an {@link ExitCode}.
 * Must not know: which adapters exist (they come wired), `process`.
 */

export { affectedCommand } from "./affected.ts";
export { asInvoked } from "./as-invoked.ts";
export { auditCommand } from "./audit.ts";
export { type CommandHosts, everyCommand } from "./commands.ts";
export { correctCommand } from "./correct.ts";
export { driftCommand } from "./drift.ts";
export type { ForgeFlags } from "./driver-flags.ts";
export type {
  DiagnosisRequest,
  DriverHost,
  DriverRequest,
  LeaseAccess,
  ManifestsOnDisk,
  OpenedBootstrap,
  OpenedComparison,
  OpenedForge,
  ProgramsToPrewarm,
  RecordRequest,
} from "./driver-host.ts";
export { NotAnswered } from "./errors.ts";
export { ExitCode } from "./exit-code.ts";
export { explainCommand } from "./explain.ts";
export { historyCommand } from "./history.ts";
export { leasesCommand } from "./leases.ts";
export type { LocalConsole, LocalStart } from "./local-console.ts";
export { logsCommand } from "./logs.ts";
export { notifyCommand } from "./notify.ts";
export { previewCommand } from "./preview.ts";
export { type CommandWiring, reportError, runCommandLine } from "./program.ts";
export { queueCommand } from "./queue.ts";
export { reconcileCommand } from "./reconcile.ts";
export { reportCommand } from "./report.ts";
export { respondCommand } from "./respond.ts";
export { rollbackCommand } from "./rollback.ts";
export { stackCommand } from "./stack.ts";
export type {
  BegunRun,
  ConfigAssignment,
  OpenStackTools,
  StackHost,
  StackStates,
  StackTools,
  StackToolsRequest,
} from "./stack-tools.ts";
export { statusCommand } from "./status.ts";
export { resumeCommand, suspendCommand } from "./suspend.ts";
export type { Terminal } from "./terminal.ts";
export type { TestEnd, TestRequest } from "./test-session.ts";
export { treeCommand } from "./tree.ts";
export { upCommand } from "./up.ts";
