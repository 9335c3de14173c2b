import { GroundworkError } from "../../../lib/index.ts";

/** One process serves a home; another one has it. */
export class HomeIsServed extends GroundworkError {
  readonly code = "local-home-is-served";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly home: string; readonly pid: number },
    options?: ErrorOptions,
  ) {
    super(
      `The local cloud of ${data.home} is served by process ${data.pid}. End it with: groundwork local down`,
      options,
    );
  }
}
