import { type Command, Option } from "commander";
import type { CiFlags, CiForge } from "../project/index.ts";
import { wholeNumber } from "./driver-options.ts";

/** What `ci init` writes files for. */
export interface CiInitFlags extends CiFlags {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export const ciForges = ["github", "gitlab", "bitbucket", "gitea", "generic"] as const satisfies readonly CiForge[];

/** What the flags say where they are left out. */
export const usualCi = { secrets: "passphrase", branch: "main", node: "22", approvals: 1 } as const;

/** Some files cannot be written without it, so that every command that writes them takes it. */
export function upRunnerOption(): Option {
  return new Option("--up-runner <label>", "label or tag of the runner of up; that of the others when left out");
}

/** Choices of the files for a CI. */
export function withCiFlags(command: Command): Command {
  return command
    .addOption(new Option("--forge <name>", "whose CI").choices(ciForges).makeOptionMandatory())
    .addOption(
      new Option("--cloud <kind>", "where environments live: with gcp, jobs get an identity of it")
        .choices(["local", "gcp"])
        .default("local"),
    )
    .addOption(
      new Option("--secrets <provider>", "with gcp: what opens the secrets of stacks")
        .choices(["passphrase", "key-service"])
        .default(usualCi.secrets),
    )
    .option("--branch <name>", "the protected branch, which up runs on", usualCi.branch)
    .option(
      "--tags <pattern>",
      "tags on it that bring up what promotion.yaml gives to them, such as 'v*'; none when left out",
    )
    .option("--node <version>", "version of Node", usualCi.node)
    .option("--runner <label>", "label or tag of the runners; the forge's usual ones when left out")
    .addOption(upRunnerOption())
    .option(
      "--image <name>",
      "container image of the jobs, best with its digest; node:<version> on GitLab and Bitbucket",
    )
    .option(
      "--notify-with <variables>",
      "secrets that environments/notifications.yaml names, such as SLACK_TOKEN,ON_CALL_SECRET: for the job that looks for drift",
    )
    .addOption(
      new Option(
        "--jobs <count>",
        "jobs that share the previews of a fleet; at most 20 on GitHub and 1 elsewhere when left out",
      ).argParser(wholeNumber),
    )
    .addOption(
      new Option("--approvals <count>", "approvals of the merged head by others that up demands")
        .argParser(wholeNumber)
        .default(usualCi.approvals),
    );
}
