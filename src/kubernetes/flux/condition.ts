/** A condition of Kubernetes' own shape. */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
  readonly lastTransitionTime: string;
}

/** What a condition should say; when it began to is worked out. */
export type WantedCondition = Omit<Condition, "lastTransitionTime" | "observedGeneration">;

/** The API's own limit of a condition's message. */
const longestMessage = 32_768;

/**
 * The conditions after `wanted` became true at `now`. A condition of a type that is not wanted any more is dropped, and the
 * transition time moves only when the status changes.
 */
export function withConditions(
  current: readonly Condition[],
  wanted: readonly WantedCondition[],
  at: { readonly generation: number; readonly now: Date },
): readonly Condition[] {
  return wanted.map((condition) => {
    const before = current.find(({ type }) => type === condition.type);
    return {
      ...condition,
      message: condition.message.slice(0, longestMessage),
      observedGeneration: at.generation,
      lastTransitionTime:
        before?.status === condition.status ? before.lastTransitionTime : at.now.toISOString().replace(/\.\d+Z$/, "Z"),
    };
  });
}

export const ready = (reason: string, message: string): WantedCondition => ({
  type: "Ready",
  status: "True",
  reason,
  message,
});

export const notReady = (reason: string, message: string): WantedCondition => ({
  type: "Ready",
  status: "False",
  reason,
  message,
});

/** Still under way. */
export const reconciling = (reason: "Progressing" | "ProgressingWithRetry", message: string): WantedCondition => ({
  type: "Reconciling",
  status: "True",
  reason,
  message,
});

/** Retrying alone does not help: the source or the configuration has to change. */
export const stalled = (reason: string, message: string): WantedCondition => ({
  type: "Stalled",
  status: "True",
  reason,
  message,
});
