import type { RouteTold } from "../../change/index.ts";

/** What `groundwork notify test --json` prints. Within a version members are added, never changed. */
export interface RoutesJson {
  readonly kind: "routes";
  readonly version: 1;
  readonly routes: readonly RouteTold[];
}

export function routesJson(routes: readonly RouteTold[]): RoutesJson {
  return { kind: "routes", version: 1, routes };
}
