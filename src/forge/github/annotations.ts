import * as z from "zod";
import type { Annotation, Annotations } from "../annotations.ts";
import { ForgeRefused } from "../errors.ts";
import { checkAnnotation } from "./answers.ts";
import type { CheckRuns } from "./check-runs.ts";
import type { GithubClient } from "./client.ts";
import { checksOf } from "./commit-checks.ts";

/** The most that GitHub takes with one request. */
const mostAnnotations = 50;

/** Annotations of the App's check runs: one request writes them. */
export function githubAnnotations(client: GithubClient, runs: CheckRuns): Annotations {
  return {
    async ensureAnnotations(commit, context, annotations) {
      const wanted = annotations.slice(0, mostAnnotations);
      await client.ensuring(async () => {
        const run = await runs.newest(commit, context, (await checksOf(client, commit)).runs);
        if (!run && wanted.length === 0) return;
        if (!run) throw noSuchRun(client, commit, context);
        const path = `repos/${client.repository}/check-runs/${run.id}/annotations`;
        const kept = await client.list(path, z.array(checkAnnotation));
        if (areSame(kept.map(told), wanted.map(textOf))) return;
        await runs.annotate(commit, run, wanted, kept.length > 0);
      });
    },
  };
}

function noSuchRun({ forge }: GithubClient, commit: string, context: string): ForgeRefused {
  return new ForgeRefused({
    forge,
    request: `annotations of ${commit}`,
    what: `the commit has no check ${context} by this token`,
    remedy: "Set the check first.",
  });
}

const textOf = ({ path, first, last, level, text }: Annotation) => JSON.stringify([path, first, last, level, text]);

const told = ({ path, start_line: first, end_line: last, annotation_level: level, message }: KeptAnnotation) =>
  JSON.stringify([path, first, last, level, message]);

type KeptAnnotation = z.infer<typeof checkAnnotation>;

/** In any order: GitHub does not say in which one it gives them. */
function areSame(kept: readonly string[], wanted: readonly string[]): boolean {
  return kept.toSorted().join("\n") === wanted.toSorted().join("\n");
}
