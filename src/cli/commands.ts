import { affectedCommand } from "./affected.ts";
import { auditCommand } from "./audit.ts";
import { bootstrapCommand } from "./bootstrap.ts";
import { ciCommand } from "./ci.ts";
import { completionCommand } from "./completion.ts";
import { correctCommand } from "./correct.ts";
import { destroyCommand } from "./destroy.ts";
import { doctorCommand } from "./doctor.ts";
import { driftCommand } from "./drift.ts";
import type { DriverHost } from "./driver-host.ts";
import { envCommand } from "./env.ts";
import { explainCommand } from "./explain.ts";
import { historyCommand } from "./history.ts";
import { initCommand } from "./init.ts";
import { diffCommand, kubediffCommand } from "./kubediff.ts";
import { leasesCommand } from "./leases.ts";
import { localCommand } from "./local.ts";
import type { LocalHost } from "./local-console.ts";
import { logsCommand } from "./logs.ts";
import { notifyCommand } from "./notify.ts";
import { previewCommand } from "./preview.ts";
import type { CommandDefinition } from "./program.ts";
import { queueCommand } from "./queue.ts";
import { reconcileCommand } from "./reconcile.ts";
import { refreshCommand } from "./refresh.ts";
import { reportCommand } from "./report.ts";
import { respondCommand } from "./respond.ts";
import { rollbackCommand } from "./rollback.ts";
import { stackCommand } from "./stack.ts";
import type { StackHost } from "./stack-tools.ts";
import { statusCommand } from "./status.ts";
import { resumeCommand, suspendCommand } from "./suspend.ts";
import { testCommand } from "./test.ts";
import { treeCommand } from "./tree.ts";
import { upCommand } from "./up.ts";

/** What the composition root gives to the commands. */
export interface CommandHosts {
  readonly driver: DriverHost;
  readonly local: LocalHost;
  readonly stack: StackHost;
}

/** Every command, in the order in which the help lists them. */
export function everyCommand({ driver, local, stack }: CommandHosts): readonly CommandDefinition[] {
  const definitions: readonly CommandDefinition[] = [
    ...[
      initCommand,
      bootstrapCommand,
      envCommand,
      affectedCommand,
      previewCommand,
      upCommand,
      statusCommand,
      driftCommand,
      correctCommand,
      treeCommand,
      reconcileCommand,
      suspendCommand,
      resumeCommand,
      logsCommand,
      kubediffCommand,
      diffCommand,
      refreshCommand,
      destroyCommand,
      testCommand,
      rollbackCommand,
      historyCommand,
      explainCommand,
      auditCommand,
      queueCommand,
      leasesCommand,
      notifyCommand,
      doctorCommand,
      ciCommand,
      reportCommand,
      respondCommand,
    ].map((command) => command(driver)),
    localCommand(local),
    stackCommand(stack),
    (wiring, finish) => {
      const define = () => definitions.map((each) => each(wiring, finish));
      return completionCommand(define)(wiring, finish);
    },
  ];
  return definitions;
}
