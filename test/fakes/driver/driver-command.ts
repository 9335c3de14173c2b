import type { DriverHost } from "../../../src/cli/index.ts";
import {
  affectedCommand,
  auditCommand,
  correctCommand,
  driftCommand,
  explainCommand,
  historyCommand,
  leasesCommand,
  logsCommand,
  notifyCommand,
  previewCommand,
  queueCommand,
  reconcileCommand,
  reportCommand,
  respondCommand,
  resumeCommand,
  rollbackCommand,
  runCommandLine,
  statusCommand,
  suspendCommand,
  treeCommand,
  upCommand,
} from "../../../src/cli/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import type { DriverWorld } from "./driver-world.ts";
import { memoryCommits } from "./memory-commits.ts";

export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line of the driver in a world, without a terminal to ask on. */
export async function groundwork(world: DriverWorld, ...argv: readonly string[]): Promise<Finished> {
  const [out, err]: [string[], string[]] = [[], []];
  const host: DriverHost = {
    prewarmPrograms: async () => {},
    openDriver: async ({ onProgress }) => {
      // Lines for a person are not what is tested here.
      world.onProgress = (event) => {
        if (event.kind === "previewed" || event.kind === "ran") onProgress(event);
      };
      return world.ports;
    },
    openRepository: async () => world.ports,
    openCommits: async () => memoryCommits(world.git, world.committer),
    openCommands: async () => ({ ledger: world.ledger }),
    openRecord: async () => world.ports,
    openLeases: async () => ({ leases: world.leases, actor: "Ada" }),
    openFiles: async () => ({ folder: "/checkout", tree: memoryTree(world.checkoutFiles) }),
    openBootstrap: async () => Promise.reject(new Error("No organization is brought up here.")),
    openNotifiers: async () => world.notifierOf,
    openComparison: async () => Promise.reject(new Error("No cluster is compared here.")),
    openForge: async () => world.host && { forge: world.host.forge },
    runTests: async () => Promise.reject(new Error("No tests are run here.")),
    diagnose: async () => [],
    fix: async () => "",
  };
  const code = await runCommandLine(
    argv,
    {
      version: "0.0.0",
      cwd: "/checkout",
      signal: world.interrupt.signal,
      onInterrupt: () => () => {},
      // As the composition root makes it of the folders of the machine.
      withoutMachinePaths: (text) => text.replaceAll("/checkout/", ""),
      terminal: {
        interactive: false,
        color: false,
        columns: 100,
        out: (line) => out.push(line),
        err: (line) => err.push(line),
        redraw: () => {},
        ask: async () => "",
      },
    },
    [
      affectedCommand(host),
      previewCommand(host),
      reportCommand(host),
      respondCommand(host),
      upCommand(host),
      statusCommand(host),
      driftCommand(host),
      correctCommand(host),
      treeCommand(host),
      reconcileCommand(host),
      suspendCommand(host),
      resumeCommand(host),
      logsCommand(host),
      rollbackCommand(host),
      historyCommand(host),
      leasesCommand(host),
      notifyCommand(host),
      queueCommand(host),
      explainCommand(host),
      auditCommand(host),
    ],
  );
  return { code, out: out.join("\n"), err: err.join("\n") };
}
