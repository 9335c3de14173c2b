import { GroundworkError } from "../../../src/lib/index.ts";

/** A server of the real suites ended, or did not get ready in time. */
export class ServerNotReady extends GroundworkError {
  readonly code = "server-not-ready";
  readonly kind = "failed";
  constructor(readonly data: { readonly title: string; readonly because: string; readonly log: string }) {
    super(`${data.title} ${data.because}. Read what it wrote last:\n${data.log}`);
  }
}

/** A command that prepares a server failed. */
export class ServerCommandFailed extends GroundworkError {
  readonly code = "server-command-failed";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly title: string; readonly command: string; readonly output: string },
    options?: ErrorOptions,
  ) {
    super(`${data.title} could not carry out \`${data.command}\`. Read what it wrote:\n${data.output}`, options);
  }
}

/** A server answered a request that a test needs for its preparations with something else than it should. */
export class PreparationRefused extends GroundworkError {
  readonly code = "preparation-refused";
  readonly kind = "failed";
  constructor(readonly data: { readonly request: string; readonly status: number; readonly body: string }) {
    super(`${data.request} was answered ${data.status}. Read the server's words: ${data.body}`);
  }
}
