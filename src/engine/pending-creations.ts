import type { UntypedDeployment } from "./engine.ts";

/** URNs of what an exported deployment says was being created when a run was cut short. */
export function pendingCreationsIn({ deployment }: UntypedDeployment): readonly string[] {
  const { pending_operations: pending } = (deployment ?? {}) as { readonly pending_operations?: unknown };
  if (!Array.isArray(pending)) return [];
  return pending.flatMap((each: unknown) => {
    const { type, resource } = (each ?? {}) as {
      readonly type?: unknown;
      readonly resource?: { readonly urn?: unknown };
    };
    return type === "creating" && typeof resource?.urn === "string" ? [resource.urn] : [];
  });
}
