import type { Problem } from "./problem.ts";

/** What destroying an environment would take away, by its state. */
export type Removal =
  | {
      readonly kind: "known";
      /** Those that stand in a cloud: neither the stack, nor components, nor providers. */
      readonly resources: number;
      /** URNs of those with data, or other things that nothing registers. */
      readonly holding: readonly string[];
      /** URNs of those that are protected. One is enough to keep the whole environment. */
      readonly protected: readonly string[];
    }
  /** The state cannot be read. Never "nothing stands". */
  | { readonly kind: "unknown"; readonly problem: Problem };
