import { Command, Option } from "commander";
import type { AffectedFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { wholeNumber } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork affected                             what merging HEAD into the main branch would touch, and why
  groundwork affected --base origin/main --head "$SHA" --json > affected.json
  matrix=$(groundwork affected --format github-matrix --jobs 20) && echo "matrix=$matrix" >> "$GITHUB_OUTPUT"
  groundwork affected --format gitlab-child-pipeline --job-keywords .gitlab/groundwork-jobs.yml > previews.yml
  groundwork affected --format lines              one name a line

No engine is run: it reads Git's objects, and neither states nor records. Of a branch that is behind, it looks at its merge.
Where nothing is affected it prints an empty document of the same form, and ends with 0. GitHub refuses an empty matrix; guard
the job that uses it:  if: needs.affected.outputs.matrix != '{"include":[]}'
The jobs of a pipeline, with all that they need: docs/pipelines.md
Exit codes: 0 found, 2 a revision or a folder's name is wrong, 4 the branch cannot be merged.`;

export const affectedFormats = ["github-matrix", "gitlab-child-pipeline", "lines"] as const;

/** `groundwork affected`: which environments a change touches, found without an engine. */
export function affectedCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    new Command("affected")
      .description("Say which environments a change touches, and why, without running anything.")
      .option("--base <revision>", "branch or commit to merge into; the main branch when left out")
      .option("--head <revision>", "commit to look at; HEAD when left out")
      .option("-j, --json", "print JSON")
      .addOption(
        new Option("--format <name>", "print the environments for a CI").choices(affectedFormats).conflicts("json"),
      )
      .addOption(
        new Option(
          "--jobs <count>",
          "share the environments out over at most so many jobs; 256 when left out",
        ).argParser(wholeNumber),
      )
      .option(
        "--job-keywords <file>",
        "YAML with keywords that every job of GitLab starts from, such as image and tags",
      )
      .addHelpText("after", examples)
      .action(async (flags: AffectedFlags) => {
        const { runAffected } = await import("./affected-run.ts");
        finish(await runAffected(flags, { ...wiring, ...host }));
      });
}
