import { Command, Option } from "commander";
import type { ComparisonFlags, KubediffFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork kubediff --env dev                        the commit's manifests against the environment's cluster
  groundwork kubediff --path environments/dev/apps     the folder as it is on disk against the current context
  groundwork kubediff --path apps --context prod --read-only --exit-code

Each object is in sync, diverged or unknown. Exact by default: the cluster is asked, in a dry run of each object, what the sync agent
would make of it, which needs the right to patch. --read-only compares by the schemas that the cluster publishes, and needs the rights
to get and to list alone. Neither changes anything. Values of Secrets are compared and never shown.
What each mode sees: docs/kubediff.md
Exit codes: 0 shown, 2 there is no such folder or environment; with --exit-code 3 when something diverged, and 5 when something is unknown.`;

const examplesOfDiff = `
Examples:
  groundwork diff dev
  groundwork diff dev --read-only --exit-code

The same as groundwork kubediff --env, where everything about it is said.
Exit codes: 0 shown, 2 there is no such environment; with --exit-code 3 when something diverged, and 5 when something is unknown.`;

/** `groundwork kubediff`: where a cluster differs from Git. */
export function kubediffCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    compared(
      new Command("kubediff")
        .description("Compare a cluster with the manifests in Git, object by object and field by field.")
        .option("-e, --env <name>", "compare what the commit declares of this environment with its cluster")
        .option("--local", "with --env: its rehearsal on the local cloud")
        .option("--path <folder>", "compare the manifests in this folder, as they are on disk"),
    )
      .addHelpText("after", examples)
      .action(async (flags: KubediffFlags) => {
        const { runKubediff } = await import("./kubediff-run.ts");
        finish(await runKubediff(flags, { ...wiring, ...host }));
      });
}

/** `groundwork diff`: where the cluster of one environment differs from Git. */
export function diffCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    compared(
      new Command("diff")
        .description("Compare the cluster of an environment with what the commit declares of it.")
        .argument("<environment>", "the one to compare")
        .option("--local", "its rehearsal on the local cloud"),
    )
      .addHelpText("after", examplesOfDiff)
      .action(async (env: string, flags: ComparisonFlags) => {
        const { runKubediff } = await import("./kubediff-run.ts");
        finish(await runKubediff({ ...flags, env }, { ...wiring, ...host }));
      });
}

/** How to reach the cluster, how to compare, and how to show it. */
function compared(command: Command): Command {
  return command
    .option("--kubeconfig <file>", "the cluster's; else KUBECONFIG, ~/.kube/config or the Pod's service account")
    .option("--context <name>", "context of the kubeconfig; the current one when left out")
    .option("--read-only", "compare without dry runs, with the rights to get and to list")
    .addOption(new Option("-j, --json", "print JSON").conflicts("markdown"))
    .option("--markdown", "print Markdown")
    .option("--exit-code", "end with 3 when something diverged, 5 when something is unknown");
}
