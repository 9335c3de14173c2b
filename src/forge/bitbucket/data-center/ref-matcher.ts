import * as z from "zod";

/** Which branches a rule is for. */
export const refMatcher = z.object({ id: z.string(), type: z.object({ id: z.string() }) });

/** `"unknown"` where a rule is for branches by a pattern or a model, which the server matches. */
export function matches({ id, type }: z.infer<typeof refMatcher>, reference: string): boolean | "unknown" {
  if (type.id === "ANY_REF") return true;
  return type.id === "BRANCH" ? id === reference : "unknown";
}
