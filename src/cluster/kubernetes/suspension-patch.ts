import type { Suspension } from "../../change/index.ts";
import { annotations } from "../../kubernetes/flux/index.ts";

/** Merge patch that keeps an agent from an object, with a note of who wants it. What a note before said beyond that goes. */
export function suspending({ by, reason, at, until }: Suspension): object {
  return {
    metadata: {
      annotations: {
        [annotations.suspendedBy]: by ?? null,
        [annotations.suspendedAt]: at ?? null,
        [annotations.suspendedReason]: reason ?? null,
        [annotations.suspendedUntil]: until ?? null,
      },
    },
    spec: { suspend: true },
  };
}

/** Takes back what {@link suspending} did. The field goes as a whole: what declares the object does not write it either. */
export const resuming: object = {
  metadata: {
    annotations: {
      [annotations.suspendedBy]: null,
      [annotations.suspendedAt]: null,
      [annotations.suspendedReason]: null,
      [annotations.suspendedUntil]: null,
    },
  },
  spec: { suspend: null },
};
