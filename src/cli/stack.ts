import { Command } from "commander";
import type { ExitCode } from "./exit-code.ts";
import type { CommandDefinition } from "./program.ts";
import { completeFlags, type OperationFlags, type OperationVerb, withOperationFlags } from "./stack-flags.ts";
import type { StackCommandWiring, StackHost } from "./stack-tools.ts";

const operations: readonly (readonly [verb: OperationVerb, aliases: readonly string[], says: string])[] = [
  ["preview", ["pre"], "show what up would do, and change nothing"],
  ["up", ["update"], "make the cloud what the program says"],
  ["refresh", [], "make the state what the cloud says"],
  ["destroy", ["down", "dn"], "delete everything that the stack manages"],
];

/** `groundwork stack …`: any Pulumi project in TypeScript or JavaScript, on the embedded engine, with the Pulumi CLI's flags. */
export function stackCommand(host: StackHost): CommandDefinition {
  return (wiring, finish) => {
    const group = new Command("stack").description("Run any Pulumi program's stacks on the embedded engine.");
    for (const [verb, aliases, says] of operations) {
      const command = withOperationFlags(new Command(verb).aliases([...aliases]).description(says), verb);
      command.action(async (flags: Partial<OperationFlags>) => {
        await beginRun(verb, flags, { ...wiring, ...host });
        const { runOperation } = await import("./stack-operation.ts");
        finish(await runOperation(verb, completeFlags(flags), { ...wiring, ...host }));
      });
      group.addCommand(command);
    }
    for (const command of stateCommands({ ...wiring, ...host }, finish)) group.addCommand(command);
    return group;
  };
}

/** Programs run on the embedded engine in a process of ours alone. */
async function beginRun(
  verb: OperationVerb,
  flags: Partial<OperationFlags>,
  wiring: StackCommandWiring,
): Promise<void> {
  if (flags.engine === "automation" || (verb !== "preview" && verb !== "up")) return;
  const { namedStack, requestOf } = await import("./stack-reference.ts");
  await wiring.begin(requestOf(flags, wiring), {
    stackOf: (project) => namedStack(flags, project),
    changes: verb === "up" && !flags.previewOnly,
  });
}

function stateCommands(wiring: StackCommandWiring, finish: (code: ExitCode) => void): readonly Command[] {
  const command = (name: string, says: string) =>
    new Command(name)
      .description(says)
      .option("-s, --stack <name>", "stack to operate on: <stack> or organization/<project>/<stack>")
      .option("-C, --cwd <folder>", "folder that holds the program's Pulumi.yaml");
  const state = () => import("./stack-state.ts");
  return [
    command("outputs", "print the outputs of the last up")
      .alias("output")
      .argument("[name]", "only this output")
      .option("-j, --json", "print JSON")
      .option("--show-secrets", "print secrets in clear")
      .action(async (name: string | undefined, flags) =>
        finish(await (await state()).printOutputs(name, flags, wiring)),
      ),
    command("export", "print the stack's deployment as JSON")
      .option("--file <path>", "write it to this file")
      .option("-j, --json", "print errors as JSON, too")
      .option("--show-secrets", "write secrets in clear")
      .action(async (flags) => finish(await (await state()).exportStack(flags, wiring))),
    command("import", "make a deployment that was exported the stack's state")
      .option("--file <path>", "read it from this file instead of standard input")
      .option("-j, --json", "print JSON")
      .action(async (flags) => finish(await (await state()).importStack(flags, wiring))),
    command("ls", "list the project's stacks")
      .alias("list")
      .option("-a, --all", "the stacks of all projects")
      .option("-j, --json", "print JSON")
      .action(async (flags) => finish(await (await state()).listStacks(flags, wiring))),
    command("history", "list what was done to the stack, newest first")
      .alias("hist")
      .option("-j, --json", "print JSON")
      .option("--full-dates", "print times instead of ages")
      .action(async (flags) => finish(await (await state()).printHistory(flags, wiring))),
    command("cancel", "remove the lock that an ended process left behind")
      .option("-y, --yes", "do not ask")
      .option("-j, --json", "print JSON")
      .action(async (flags) => finish(await (await state()).cancelStack(flags, wiring))),
  ];
}
