/** What happens while a flow runs, for a screen. A listener that throws or is slow changes nothing of the result. */
export type ProgressEvent = { readonly environment: string } & (
  | { readonly kind: "started"; readonly activity: Activity }
  | {
      readonly kind: "resource";
      readonly op: string;
      readonly urn: string;
      readonly state: "running" | "done" | "failed";
    }
  | { readonly kind: "waiting"; readonly message: string }
  | { readonly kind: "finished"; readonly activity: Activity; readonly message: string; readonly good: boolean }
);

export type Activity = "preview" | "up" | "refresh" | "destroy" | "converge";
