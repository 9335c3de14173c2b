import { Command, InvalidArgumentError } from "commander";
import type { ExitCode } from "./exit-code.ts";
import type { LocalCommandWiring } from "./local-console.ts";
import { localSubcommand, wholeNumber } from "./local-flags.ts";

/** Commands that rehearse what a cloud does wrong: its faults, its operations, and its quotas. */
export function rehearsalCommands(wiring: LocalCommandWiring, finish: (code: ExitCode) => void): Command[] {
  return [faultCommands(wiring, finish), operationsCommand(wiring, finish), quotaCommands(wiring, finish)];
}

function operationsCommand(wiring: LocalCommandWiring, finish: (code: ExitCode) => void): Command {
  return localSubcommand("operations", "list what the cloud is doing and did: progress, target, error").action(
    async (flags) => finish(await (await import("./local-rehearsal.ts")).operations(flags, wiring)),
  );
}

function faultCommands(wiring: LocalCommandWiring, finish: (code: ExitCode) => void): Command {
  const actions = () => import("./local-rehearsal.ts");
  const group = new Command("faults").description("The fault plan: calls to the local cloud that are to fail.");
  group.addCommand(
    localSubcommand("add", "let calls fail, end late, or not be answered")
      .option("--on <operation>", "create, read, update, delete, invoke or any", "any")
      .option("--type <type>", "type or function token, or a part of one; every one when left out")
      .option("--match <pattern>", "id or name of the resource; * stands for any text")
      .option("--nth <number>", "the first of the matching calls that is met, from 1", wholeNumber)
      .option("--times <number>", "how many calls are met; 1 with --nth, else each one", wholeNumber)
      .option("--error <error>", "reason such as backendError, status such as 503, or 503:reason")
      .option("--half-way", "let the resource be made or changed, and its operation fail with --error")
      .option("--late <duration>", "let the call take so much longer, for example 90s")
      .option("--timeout <duration>", "let the call fail unanswered after this time, for example 20m")
      .action(async (flags) => finish(await (await actions()).addFault(flags, wiring))),
  );
  group.addCommand(
    localSubcommand("list", "list the faults, and how often each has met a call")
      .alias("ls")
      .action(async (flags) => finish(await (await actions()).listFaults(flags, wiring))),
  );
  group.addCommand(
    localSubcommand("remove", "remove a fault")
      .alias("rm")
      .argument("<id>", "id of the fault, as list has it")
      .action(async (id: string, flags) => finish(await (await actions()).removeFault(id, flags, wiring))),
  );
  group.addCommand(
    localSubcommand("clear", "remove every fault").action(async (flags) =>
      finish(await (await actions()).clearFaults(flags, wiring)),
    ),
  );
  return group;
}

function quotaCommands(wiring: LocalCommandWiring, finish: (code: ExitCode) => void): Command {
  const actions = () => import("./local-quotas.ts");
  const group = new Command("quota").description(
    "Quotas of the local cloud: how much of each is taken, and how much there is.",
  );
  group.addCommand(
    localSubcommand("list", "list the quotas of which something is taken, or that were set")
      .alias("ls")
      .action(async (flags) => finish(await (await actions()).listQuotas(flags, wiring))),
  );
  group.addCommand(
    localSubcommand("set", "set the limit of a quota, for each project")
      .argument("<metric>", "metric as Compute Engine names it, for example CPUS")
      .argument("<limit>", "how much there is", amount)
      .option("--region <region>", "only of this region; of all regions when left out")
      .action(async (metric: string, limit: number, flags) =>
        finish(await (await actions()).setQuota(metric, limit, flags, wiring)),
      ),
  );
  group.addCommand(
    localSubcommand("unset", "give a quota its usual limit again")
      .argument("<metric>", "metric as Compute Engine names it, for example CPUS")
      .option("--region <region>", "the limit of this region")
      .action(async (metric: string, flags) =>
        finish(await (await actions()).setQuota(metric, undefined, flags, wiring)),
      ),
  );
  return group;
}

/** @throws {InvalidArgumentError} */
function amount(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError("It must be a number from 0.");
  return Number(text);
}
