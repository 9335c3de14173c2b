import { counted, GroundworkError } from "../../lib/index.ts";
import { didYouMean } from "../../lib/nearest-name.ts";

/** No record names the resource, so what made it is not known. */
export class ResourceNotOnRecord extends GroundworkError {
  readonly code = "resource-not-on-record";
  readonly kind = "unknown";
  constructor(
    readonly data: {
      readonly resource: string;
      readonly environments: readonly string[];
      /** Runs that were looked through. */
      readonly runs: number;
      readonly unreadable: readonly string[];
      readonly near: string | undefined;
    },
    options?: ErrorOptions,
  ) {
    const { resource, environments, runs, unreadable, near } = data;
    const where = environments.length > 0 ? ` of ${environments.join(", ")}` : "";
    const unread = unreadable.length > 0 ? `, and ${unreadable.join(", ")} cannot be read` : "";
    super(
      `No run on record${where} changed ${resource}${didYouMean(near)}: ${counted(runs, "run")} looked through${unread}. ` +
        "Name another record with --record, or see what is on record with: groundwork history",
      options,
    );
  }
}

/** Several resources on record have the name. */
export class ResourceAmbiguous extends GroundworkError {
  readonly code = "resource-ambiguous";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly resource: string; readonly found: readonly string[] },
    options?: ErrorOptions,
  ) {
    const { resource, found } = data;
    const more = found.length > shownResources ? ` and ${found.length - shownResources} more` : "";
    super(
      `${resource} is the name of several resources: ${found.slice(0, shownResources).join(", ")}${more}. ` +
        "Name one as type::name or by its URN, or its environment with --env.",
      options,
    );
  }
}

const shownResources = 10;
