import type { CommitId } from "../git/index.ts";
import type { ForgeUser } from "./change-request.ts";

/** A request that came in, as bytes: a signature is over these and over nothing that was parsed. */
export interface ReceivedHook {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** What a forge announces. Only a hint to look: the change request is read again before anything is done. */
export type HookEvent =
  | {
      readonly kind: "change-request";
      readonly number: number;
      readonly action: "opened" | "pushed" | "edited" | "closed";
    }
  | { readonly kind: "review"; readonly number: number; readonly by: ForgeUser; readonly commit?: CommitId }
  | { readonly kind: "comment"; readonly number: number; readonly by: ForgeUser; readonly body: string }
  | { readonly kind: "push"; readonly branch: string; readonly before?: CommitId; readonly after: CommitId }
  /** Well-formed, and nothing that Groundwork acts on. */
  | { readonly kind: "other"; readonly name: string };

export interface Hooks {
  /**
   * @throws {HookNotVerified} when the signature is missing, empty or wrong; compared in constant time.
   * @throws {HookMalformed} when the body is none of the forge's.
   */
  verify(hook: ReceivedHook): { readonly delivery: string; readonly event: HookEvent };
}
