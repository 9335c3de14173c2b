import { GroundworkError } from "../../../../lib/index.ts";

/** A resource takes more of a quota than is left. GCP's 403 `quotaExceeded`. */
export class QuotaExceeded extends GroundworkError {
  readonly code = "local-quota-exceeded";
  readonly kind = "refused";
  constructor(
    readonly data: {
      readonly id: string;
      readonly metric: string;
      readonly region?: string;
      readonly limit: number;
      readonly usage: number;
      readonly amount: number;
    },
    options?: ErrorOptions,
  ) {
    const { id, metric, region, limit, usage, amount } = data;
    const where = region === undefined ? "globally" : `in region ${region}`;
    const flag = region === undefined ? "" : ` --region ${region}`;
    super(
      `local cloud: 403 quotaExceeded: Quota '${metric}' exceeded. Limit: ${limit.toFixed(1)} ${where}. ` +
        `${id} takes ${amount}, and ${usage} are in use. ` +
        `Delete what is not needed, or raise it with: groundwork local quota set ${metric} ${usage + amount}${flag}`,
      options,
    );
  }
}

/** A limit that cannot be set, with everything that is wrong with it. */
export class QuotaNotUnderstood extends GroundworkError {
  readonly code = "local-quota-not-understood";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly issues: readonly { readonly member: string; readonly problem: string }[] },
    options?: ErrorOptions,
  ) {
    const problems = data.issues.map(({ member, problem }) => `${member} ${problem}.`);
    super(`${problems.join("\n")}\nNo limit was changed. See: groundwork local quota set --help`, options);
  }
}

/** The file of limits cannot be read as one, so that it is unknown what is allowed. */
export class QuotasUnreadable extends GroundworkError {
  readonly code = "local-quotas-unreadable";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly file: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.file} holds no limits: ${data.problem}. Correct it, or remove the file for the usual limits.`,
      options,
    );
  }
}
