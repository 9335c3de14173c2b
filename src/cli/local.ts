import { Command, InvalidArgumentError, Option } from "commander";
import type { ExitCode } from "./exit-code.ts";
import type { LocalCommandWiring, LocalHost } from "./local-console.ts";
import { localSubcommand as command, wholeNumber } from "./local-flags.ts";
import { rehearsalCommands } from "./local-rehearsal-commands.ts";
import type { CommandDefinition } from "./program.ts";

/**
 * `groundwork local …`: the console of the simulated cloud. It shows resources, and changes them without the engine's
 * knowledge.
 */
export function localCommand(host: LocalHost): CommandDefinition {
  return (commandWiring, finish) => {
    const wiring: LocalCommandWiring = { ...commandWiring, ...host };
    const group = new Command("local").description("The local cloud: GCP simulated on this machine, with a console.");
    const rehearsal = rehearsalCommands(wiring, finish);
    for (const command of [...processCommands(wiring, finish), ...resourceCommands(wiring, finish), ...rehearsal]) {
      group.addCommand(command);
    }
    return group;
  };
}

function processCommands(wiring: LocalCommandWiring, finish: (code: ExitCode) => void): Command[] {
  const actions = () => import("./local-process.ts");
  return [
    command("up", "start the local cloud, or find the one that runs")
      .addOption(new Option("--latency <how>", "how long its operations take").choices(["none", "quick", "realistic"]))
      .option("--port <number>", "port of the console; a free one when left out", portNumber)
      .action(async (flags) => finish(await (await actions()).up(flags, wiring))),
    command("down", "end the local cloud and keep everything in it").action(async (flags) =>
      finish(await (await actions()).down(flags, wiring)),
    ),
    command("status", "say whether it runs, where, and what is in it").action(async (flags) =>
      finish(await (await actions()).status(flags, wiring)),
    ),
    command("kubeconfig", "print a kubeconfig of a local cluster")
      .argument("[cluster]", "id or name of the cluster, where there are several")
      .action(async (cluster: string | undefined, flags) =>
        finish(await (await actions()).kubeconfig(cluster, flags, wiring)),
      ),
    command("ssh", "log in to a machine, which boots for it, or run a command there")
      .argument("<machine>", "id of the instance, or a name that only one has")
      .argument("[command...]", "after --: what to run there; a shell when left out")
      .option("--user <account>", "account on the machine, which gets it; each may use sudo (default: admin)")
      .action(async (machine: string, words: string[], flags) =>
        finish(await (await actions()).ssh(machine, words, flags, wiring)),
      ),
    command("provider", "serve a Pulumi provider of the local cloud: print its port, end with the caller")
      .argument("<package>", "package name, for example gcp")
      .action(async (name: string, flags) => finish(await (await actions()).serveProvider(name, flags, wiring))),
  ];
}

function resourceCommands(wiring: LocalCommandWiring, finish: (code: ExitCode) => void): Command[] {
  const actions = () => import("./local-resources.ts");
  const typed = (command: Command) => command.option("--type <type>", "type token, or a part of one");
  return [
    typed(command("list", "list resources"))
      .alias("ls")
      .option("--project <project>", "only of this project")
      .option("--id <part>", "only ids that hold this")
      .action(async (flags) => finish(await (await actions()).list(flags, wiring))),
    typed(command("get", "print a resource, or one of its properties"))
      .argument("<id>", "id, self link, or a name that only one resource has")
      .argument("[property]", "property path, for example labels.team")
      .action(async (id: string, property: string | undefined, flags) =>
        finish(await (await actions()).get(id, property, flags, wiring)),
      ),
    typed(command("set", "change a resource behind the tool's back, as a person in a cloud console would"))
      .argument("<id>", "id, self link, or a name that only one resource has")
      .argument("[changes...]", "property=value; the value is JSON where it can be read as such, else a string")
      .option("--unset <path...>", "remove these properties")
      .option(...asFlag)
      .action(async (id: string, changes: string[], flags) =>
        finish(await (await actions()).set(id, changes, flags, wiring)),
      ),
    typed(command("delete", "delete a resource behind the tool's back"))
      .alias("rm")
      .argument("<id>", "id, self link, or a name that only one resource has")
      .option(...asFlag)
      .action(async (id: string, flags) => finish(await (await actions()).remove(id, flags, wiring))),
    command("events", "list what happened, oldest first")
      .option("--since <sequence>", "only later than this event", wholeNumber)
      .action(async (flags) => finish(await (await actions()).events(flags, wiring))),
  ];
}

const asFlag = [
  "--as <name>",
  "whose change it is, for the audit log; the user of this machine when left out",
] as const;

function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError("A port is at most 65535.");
  return port;
}
