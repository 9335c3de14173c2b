import type { EnvironmentPreview, EnvironmentRun, HeldUpBy, Problem } from "../change/index.ts";

/** What happens while a flow runs, for a screen. A listener that throws or is slow changes nothing of the result. */
export type ProgressEvent = { readonly environment: string } & (
  | { readonly kind: "started"; readonly activity: Activity }
  | {
      readonly kind: "resource";
      readonly op: string;
      readonly urn: string;
      readonly state: "running" | "done" | "failed";
    }
  /** Everything that is known of what would happen to the environment. */
  | { readonly kind: "previewed"; readonly preview: EnvironmentPreview }
  /** How a run of the environment ended. */
  | { readonly kind: "ran"; readonly run: EnvironmentRun }
  /** The agents have not converged yet. {@link heldUpBy}: the loudest object first; empty where none is known. */
  | { readonly kind: "waiting"; readonly message: string; readonly heldUpBy: readonly HeldUpBy[] }
  /** Every agent says that the commit is applied and healthy. */
  | { readonly kind: "converged"; readonly commit: string }
  /** It is not waited for any more. */
  | { readonly kind: "diverged"; readonly problem: Problem; readonly heldUpBy: readonly HeldUpBy[] }
  | { readonly kind: "finished"; readonly activity: Activity; readonly message: string; readonly good: boolean }
);

export type Activity = "preview" | "up" | "refresh" | "destroy" | "converge" | "correct";
