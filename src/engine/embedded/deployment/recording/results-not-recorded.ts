import { GroundworkError } from "../../../../lib/index.ts";
import type { PendingOperation, PendingOperationType } from "../../stack/index.ts";

/** How an operation ended that the state on disk calls pending. */
export interface UnrecordedResult {
  readonly urn: string;
  readonly type: PendingOperationType;
  /** False when it failed and nothing came of it. */
  readonly done: boolean;
  /** What the provider calls the resource; empty when there is none. */
  readonly id: string;
}

/** Operations ended and the state could not be told, for the reason in `cause`: this message is all that knows of them. */
export class ResultsNotRecorded extends GroundworkError {
  readonly code = "results-not-recorded";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly results: readonly UnrecordedResult[] },
    options?: ErrorOptions,
  ) {
    super(
      "The state calls these operations pending, because what came of them could not be recorded:\n" +
        `${data.results.map((result) => `  * ${describe(result)}`).join("\n")}\n` +
        "A refresh settles all but creations. Import what was created by its id, or delete it and forget it with a refresh and --clear-pending-creates.",
      options,
    );
  }
}

export function unrecorded({ type, resource }: PendingOperation, done: boolean, id: string): UnrecordedResult {
  return { urn: resource.urn, type, done, id };
}

const participles: Readonly<Record<PendingOperationType, string>> = {
  creating: "created",
  updating: "updated",
  deleting: "deleted",
  reading: "read",
  importing: "imported",
};

function describe({ urn, type, done, id }: UnrecordedResult): string {
  if (!done) return `${urn} failed while ${type}`;
  return `${urn} was ${participles[type]}${type === "creating" && id !== "" ? `, with id ${JSON.stringify(id)}` : ""}`;
}
