import type { User } from "../auth/index.ts";
import type { ConfirmWrite } from "../rest/index.ts";

/** One request, read and authenticated. */
export interface ApiRequest {
  readonly method: string;
  /** As in `verbOf`; empty for paths that are no resource. */
  readonly verb: string;
  readonly query: URLSearchParams;
  readonly user: User;
  readonly userAgent: string;
  readonly accept: string;
  /** Without parameters. */
  readonly contentType: string;
  readonly body: string;
  /** Says something to the client beside the answer. */
  readonly warn: (text: string) => void;
  /** Refuses what the user may not write. */
  readonly confirm: ConfirmWrite;
}
