import { GroundworkError } from "../lib/index.ts";

/** A route did not take a notice, however often it was sent. */
export class NoticeNotSent extends GroundworkError {
  readonly code = "notice-not-sent";
  readonly kind = "failed";
  constructor(
    readonly data: {
      readonly route: string;
      /** Where it leads, without anything secret: `Slack`, a host. */
      readonly to: string;
      readonly what: string;
      /** Of HTTP or SMTP; absent where none came. */
      readonly status?: number;
    },
    options?: ErrorOptions,
  ) {
    super(
      `Route ${data.route} did not take a notice: ${data.to}: ${data.what}. ` +
        `It is sent again by the next comparison. Try the route with: groundwork notify test --route ${data.route}`,
      options,
    );
  }
}

/** A route cannot be used as this process was started. */
export class RouteNotReady extends GroundworkError {
  readonly code = "route-not-ready";
  readonly kind = "invalid";
  constructor(
    /** `remedy` is a whole sentence. */
    readonly data: { readonly route: string; readonly problem: string; readonly remedy: string },
    options?: ErrorOptions,
  ) {
    super(`Route ${data.route} cannot be used: ${data.problem}. ${data.remedy}`, options);
  }
}
