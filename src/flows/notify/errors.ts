import { GroundworkError } from "../../lib/index.ts";

/** The file that says who is told of what is wrong. */
export class InvalidNotifications extends GroundworkError {
  readonly code = "invalid-notifications";
  readonly kind = "invalid";
  constructor(
    readonly data: {
      readonly file: string;
      /** One line each, with the place. */
      readonly issues: readonly string[];
    },
    options?: ErrorOptions,
  ) {
    const issues = data.issues.map((issue) => `\n  ${issue}`).join("");
    super(`${data.file} is wrong, so that no notices are sent. Mend it:${issues}`, options);
  }
}

/** Routes are to be tried, and there is no file that has any. */
export class NoNotificationsFile extends GroundworkError {
  readonly code = "no-notifications-file";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly file: string },
    options?: ErrorOptions,
  ) {
    super(
      `There is no ${data.file}, so that there are no routes. Write one; docs/notifications.md has an example.`,
      options,
    );
  }
}

/** No route has this name. */
export class NoSuchRoute extends GroundworkError {
  readonly code = "no-such-route";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly route: string; readonly known: readonly string[]; readonly near: string | undefined },
    options?: ErrorOptions,
  ) {
    const near = data.near === undefined ? "" : ` (did you mean ${data.near}?)`;
    super(`No route is called "${data.route}"${near}. Name one of these: ${data.known.join(", ")}.`, options);
  }
}

/** Records are lost, and one of them may say what people were told. */
export class NoticesNotKnown extends GroundworkError {
  readonly code = "notices-not-known";
  readonly kind = "unknown";
  constructor(readonly data: { readonly lost: readonly string[] }) {
    super(
      `It is not known what people were told, and so nothing is told: these records are lost or cannot be read: ${data.lost.join(", ")}. ` +
        "Restore them from a backup; where there is none, remove them, and what lasts is told once more.",
    );
  }
}
