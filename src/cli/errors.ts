import { clauseOf, GroundworkError } from "../lib/index.ts";

/** The command needs a yes to go on, and there is no terminal to ask on. */
export class NoTerminal extends GroundworkError {
  readonly code = "no-terminal";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly verb: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.verb} asks before it changes anything, and there is no terminal to ask on. Nothing was changed. ` +
        "Pass --yes to go on without asking.",
      options,
    );
  }
}

/** The value of `--expect-digest` is not a digest as a preview prints it. */
export class InvalidDigest extends GroundworkError {
  readonly code = "invalid-digest";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly text: string },
    options?: ErrorOptions,
  ) {
    super(`${JSON.stringify(data.text)} is no digest. Copy the one that groundwork preview prints: sha256:…`, options);
  }
}

/** `--plan` names a file that is no report of a preview. */
export class PlanUnreadable extends GroundworkError {
  readonly code = "plan-unreadable";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly file: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.file} is no report of a preview: ${clauseOf(options?.cause)}. Make one with: groundwork preview --json > plan.json`,
      options,
    );
  }
}

/** `--event` names a file that cannot be read. */
export class EventUnreadable extends GroundworkError {
  readonly code = "event-unreadable";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly file: string },
    options?: ErrorOptions,
  ) {
    super(
      `The event ${data.file} cannot be read: ${clauseOf(options?.cause)}. Name the file that the forge's CI gives to its job with --event.`,
      options,
    );
  }
}

/** The report was printed, but the Markdown file could not be written. */
export class ReportNotWritten extends GroundworkError {
  readonly code = "report-not-written";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly file: string },
    options?: ErrorOptions,
  ) {
    super(
      `The report is not in ${data.file}: ${clauseOf(options?.cause)}. Name a file that can be written with --markdown.`,
      options,
    );
  }
}

/** What was found was printed, but the file of metrics could not be written. */
export class MetricsNotWritten extends GroundworkError {
  readonly code = "metrics-not-written";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly file: string },
    options?: ErrorOptions,
  ) {
    super(
      `The metrics are not in ${data.file}: ${clauseOf(options?.cause)}. Name a file that can be written with --metrics.`,
      options,
    );
  }
}

/** Ctrl-C, or the end of the input, ended a question without an answer. */
export class NotAnswered extends GroundworkError {
  readonly code = "not-answered";
  readonly kind = "refused";
  readonly data = {};
  constructor(options?: ErrorOptions) {
    super(
      "Interrupted before there was an answer. Nothing was changed. Pass --yes to go on without being asked.",
      options,
    );
  }
}

/** `--jobs` asks for more jobs than a CI makes of one definition. */
export class TooManyJobs extends GroundworkError {
  readonly code = "too-many-jobs";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly jobs: number; readonly most: number },
    options?: ErrorOptions,
  ) {
    super(
      `--jobs ${data.jobs} is more than the ${data.most} jobs that GitHub makes of one matrix. Write at most ${data.most}: a job previews several environments.`,
      options,
    );
  }
}

/** `--job-keywords` names a file that is no mapping in YAML. */
export class JobKeywordsUnreadable extends GroundworkError {
  readonly code = "job-keywords-unreadable";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly file: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.file} has no keywords of jobs: ${clauseOf(options?.cause)}. Write a mapping in YAML, such as: image: node:22`,
      options,
    );
  }
}

/** `--job-keywords` names keywords that GitLab's jobs do not have, or that the jobs of the preview have to have themselves. */
export class JobKeywordsRefused extends GroundworkError {
  readonly code = "job-keywords-refused";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly file: string; readonly problems: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `${data.file} has keywords that no job of the pipeline is given: ${data.problems.join("; ")}. ` +
        "Take them out, and leave those that say where and with what a job runs, such as image, tags, variables and before_script.",
      options,
    );
  }
}

/** `kubediff` was told neither an environment nor a folder, or both. */
export class KubediffOfNothing extends GroundworkError {
  readonly code = "kubediff-of-nothing";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly given: "neither" | "both" },
    options?: ErrorOptions,
  ) {
    super(
      `kubediff compares one environment or one folder, and was told ${data.given}. Write --env dev or --path environments/dev/apps.`,
      options,
    );
  }
}

/** A file that was named as a part of a preview is none, or was damaged. */
export class PartUnreadable extends GroundworkError {
  readonly code = "part-unreadable";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly file: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.file} is no part of a preview: ${clauseOf(options?.cause)}. Make it again with: groundwork preview --part ${data.file}`,
      options,
    );
  }
}

/** A file among the parts of a comparison says something else. */
export class DriftPartUnreadable extends GroundworkError {
  readonly code = "drift-part-unreadable";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly file: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.file} is no comparison: ${clauseOf(options?.cause)}. Make it again with: groundwork drift --json, and its output in this file`,
      options,
    );
  }
}

/** `--expect` names a file that does not say what a change touches. */
export class ExpectationUnreadable extends GroundworkError {
  readonly code = "expectation-unreadable";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly file: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.file} does not say what a change touches: ${clauseOf(options?.cause)}. Make it with: groundwork affected --json > affected.json`,
      options,
    );
  }
}

/** `destroy` without `--env`. Environments are only taken down by name. */
export class EnvironmentsNotNamed extends GroundworkError {
  readonly code = "environments-not-named";
  readonly kind = "invalid";
  readonly data = {};
  constructor(options?: ErrorOptions) {
    super("Say which environments to take down: groundwork destroy --env <name>", options);
  }
}

/** What is named as an environment cannot be the name of one. */
export class NoEnvironmentName extends GroundworkError {
  readonly code = "no-environment-name";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(`${data.problem}. See which environments have a lease with: groundwork leases`, options);
  }
}

/** `leases release` without the run that the lease is taken away from. */
export class LeaseOwnerNotNamed extends GroundworkError {
  readonly code = "lease-owner-not-named";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly environment: string },
    options?: ErrorOptions,
  ) {
    super(
      `Say which run's lease of ${data.environment} is released, so that no other run loses one that it has taken meanwhile: ` +
        `groundwork leases release ${data.environment} --owner <run>`,
      options,
    );
  }
}

/** Two flags both say what was shown before. */
export class ShownTwice extends GroundworkError {
  readonly code = "shown-twice";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly flag: string },
    options?: ErrorOptions,
  ) {
    super(
      `With a forge the change request says what was shown, and ${data.flag} says it too. ` +
        "Leave it out, or set --forge none.",
      options,
    );
  }
}

/** An error ended `up --since` after it had changed something for another merge. Nothing was changed for this one. */
export class MergesLeft extends GroundworkError {
  readonly code = "merges-left";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly commit: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.commit.slice(0, 7)} was not brought up, nor was what came after it, while merges before it were: ${data.problem} ` +
        "Then run up again with the same --since: what was brought up is left as it is.",
      options,
    );
  }
}

/** An error ended `up --queue` after it had changed something. What waits still is left to the next job. */
export class QueueLeft extends GroundworkError {
  readonly code = "queue-left";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly branch: string; readonly tag?: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `What waits ${data.tag === undefined ? `on ${data.branch}` : `for the tag ${data.tag}`} was brought up in part: ${data.problem} ` +
        "See what waits still with groundwork queue. The next job goes on with it, so run this one again or wait for that.",
      options,
    );
  }
}

/** A file of a new project cannot be written. */
export class ProjectFileNotWritten extends GroundworkError {
  readonly code = "project-file-not-written";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly file: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.file} cannot be written: ${data.problem}. Nothing was written. Make room for the file, or make its folder writable, and run ` +
        "the same command again.",
      options,
    );
  }
}

/** A flag that is about a forge, and no forge is named. */
export class NeedsForge extends GroundworkError {
  readonly code = "needs-forge";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly flag: string },
    options?: ErrorOptions,
  ) {
    super(`${data.flag} is about a forge, and none is named. Name it with --forge, or leave the flag out.`, options);
  }
}

/** A flag says nothing without another one. */
export class FlagNeeds extends GroundworkError {
  readonly code = "flag-needs-another";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly flag: string; readonly needed: string },
    options?: ErrorOptions,
  ) {
    super(`${data.flag} needs ${data.needed} beside it. Give both, or leave ${data.flag} out.`, options);
  }
}

/** A tag is to be brought up from a forge otherwise than by its queue, which alone knows what came before it. */
export class NeedsQueue extends GroundworkError {
  readonly code = "needs-queue";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly tag: string },
    options?: ErrorOptions,
  ) {
    super(
      `With a forge the tag ${data.tag} brings up all merges up to its commit that its environments wait for. Add --queue.`,
      options,
    );
  }
}
