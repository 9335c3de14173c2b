import { GroundworkError } from "../../../../lib/index.ts";
import type { ApiFailure } from "./api-failure.ts";
import type { CloudCall } from "./fault.ts";

/** A fault that cannot be planned, with everything that is wrong with it. */
export class FaultNotUnderstood extends GroundworkError {
  readonly code = "local-fault-not-understood";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly issues: readonly { readonly member: string; readonly problem: string }[] },
    options?: ErrorOptions,
  ) {
    const problems = data.issues.map(({ member, problem }) => `${member} ${problem}.`);
    super(`${problems.join("\n")}\nNo fault was added. See: groundwork local faults add --help`, options);
  }
}

/** The fault plan has no fault of that id. */
export class FaultNotFound extends GroundworkError {
  readonly code = "local-fault-not-found";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly id: string; readonly known: readonly string[] },
    options?: ErrorOptions,
  ) {
    const known = data.known.length === 0 ? "The plan is empty." : `Give one of: ${data.known.join(", ")}.`;
    super(`The fault plan has no fault ${data.id}. ${known}`, options);
  }
}

/** The file of the fault plan cannot be read as one, so that it is unknown which calls are to fail. */
export class FaultPlanUnreadable extends GroundworkError {
  readonly code = "local-fault-plan-unreadable";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly file: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(`${data.file} is no fault plan: ${data.problem}. Correct it, or remove the file to fail no call.`, options);
  }
}

/** A call that failed because the fault plan says so. */
export class InjectedFailure extends GroundworkError {
  readonly code = "local-injected-failure";
  readonly kind = "failed";
  constructor(
    readonly data: ApiFailure & {
      readonly fault: string;
      readonly call: Pick<CloudCall, "operation" | "type"> & { readonly name: string };
      /** For a call that was not answered: after how many milliseconds. */
      readonly unansweredFor?: number;
    },
    options?: ErrorOptions,
  ) {
    const { status, reason, fault, call, unansweredFor } = data;
    const what = `${call.operation} of ${call.name === "" ? call.type : `${call.type} ${call.name}`}`;
    const how = unansweredFor === undefined ? "fails" : `was not answered for ${unansweredFor / 1000} s`;
    super(
      `local cloud: ${status} ${reason}: ${what} ${how}, as fault ${fault} of its fault plan says. ` +
        `Remove the fault with: groundwork local faults remove ${fault}`,
      options,
    );
  }
}
