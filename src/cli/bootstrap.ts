import { Command, Option } from "commander";
import type { BootstrapFlags, BootstrapInitFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Once, by an administrator, before there is a state or an identity for jobs. The state stays in .groundwork/bootstrap on this machine until the
bucket is there; then it is moved into the bucket. Run it again after it was cut off, and after every change of the organization's file or of
environments, which decide what jobs may do. Runs without a change do nothing.

Examples:
  groundwork bootstrap init --cloud gcp --parent organizations/123456789012 --billing-account 01ABCD-234567-89EF01 \\
    --seed-project acme-groundwork --forge github --repository acme/infrastructure
  groundwork bootstrap --preview-only                  what would be done
  groundwork bootstrap                                 shows it, asks, does it, and moves the state

Exit codes: 0 all is as declared and the state is in the bucket, 1 something failed, 2 a file is wrong or missing, 4 declined, or two states
differ, 130 interrupted. With --preview-only: 0 also where something would be done.`;

/** `groundwork bootstrap`: brings up what environments stand on. */
export function bootstrapCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    new Command("bootstrap")
      .description(
        "Bring up what environments stand on: folders, projects, the bucket of the state, identities of jobs.",
      )
      .option("--preview-only", "say what would be done, and do nothing")
      .option("-y, --yes", "do it without asking")
      .option("--wait-for-lock", "wait for another run that works on the same state")
      .option("-j, --json", "print JSON")
      .addHelpText("after", examples)
      .action(async (flags: BootstrapFlags) => {
        const { runBootstrap } = await import("./bootstrap-run.ts");
        finish(await runBootstrap(flags, { ...wiring, ...host }));
      })
      .addCommand(
        new Command("init")
          .description("Write the organization's file and program, and nothing over what is there.")
          .addOption(new Option("--cloud <kind>", "where it is").choices(["local", "gcp"]).default("local"))
          .requiredOption("--parent <id>", "what holds it: organizations/<number> or folders/<number>")
          .requiredOption("--billing-account <id>", "what pays for its projects, such as 01ABCD-234567-89EF01")
          .requiredOption("--seed-project <id>", "id of the project for the state, which is created")
          .option("--region <name>", "where the state is", "europe-west1")
          .addOption(
            new Option("--forge <name>", "whose jobs get an identity").choices(["github", "gitlab", "bitbucket"]),
          )
          .option("--repository <path>", "as the forge names it, such as acme/infrastructure; needed with --forge")
          .option("--dry-run", "say what would be written, and write nothing")
          .option("-j, --json", "print JSON")
          .action(async (flags: BootstrapInitFlags) => {
            const { runBootstrapInit } = await import("./bootstrap-init-run.ts");
            finish(await runBootstrapInit(flags, { ...wiring, ...host }));
          }),
      );
}
