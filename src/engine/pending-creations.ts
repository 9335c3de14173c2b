import type { UntypedDeployment } from "./engine.ts";

/** Every operation that an exported deployment says was begun, and whose end was not seen. */
export function pendingOperationsIn({
  deployment,
}: UntypedDeployment): readonly { readonly urn: string; readonly type: string }[] {
  const { pending_operations: pending } = (deployment ?? {}) as { readonly pending_operations?: unknown };
  if (!Array.isArray(pending)) return [];
  return pending.flatMap((each: unknown) => {
    const { type, resource } = (each ?? {}) as {
      readonly type?: unknown;
      readonly resource?: { readonly urn?: unknown };
    };
    return typeof type === "string" && typeof resource?.urn === "string" ? [{ urn: resource.urn, type }] : [];
  });
}

/** URNs of what an exported deployment says was being created when a run was cut short. */
export function pendingCreationsIn(deployment: UntypedDeployment): readonly string[] {
  return pendingOperationsIn(deployment).flatMap(({ urn, type }) => (type === "creating" ? [urn] : []));
}
