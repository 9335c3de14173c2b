import type { Input } from "@pulumi/pulumi";
import type { DesiredState } from "../src/desired/index.ts";
import { type customRoles, describeEach, type keys, type logSinks } from "./components/index.ts";

/** The components of access; absent are those of which the environment declares nothing. */
export interface AccessParts {
  readonly desired: DesiredState;
  readonly customRoles: ReturnType<typeof customRoles>;
  readonly keys: ReturnType<typeof keys>;
  readonly logSinks: ReturnType<typeof logSinks>;
}

/** What manifests may refer to: the full names of keys, as SOPS takes them. */
export function accessFacts(
  { keys }: AccessParts,
  named: (prefix: string, key: string) => string,
): Record<string, Input<string>> {
  return Object.fromEntries([...(keys?.keys ?? [])].map(([key, { id }]) => [named("key", key), id]));
}

/** Outputs of the stack. A kind of which nothing is declared has none. */
export function describeAccess({ desired, customRoles, keys, logSinks }: AccessParts) {
  const keysOf = (of: string) =>
    desired.cryptoKeys
      .filter(({ ring }) => ring === of)
      .map(({ ring, name }) => [name, keys?.keys.get(`${ring}/${name}`)?.id] as const);
  return {
    ...(customRoles && { customRoles: describeEach(customRoles.roles, ({ name }) => name) }),
    ...(keys && {
      keyRings: Object.fromEntries(
        [...keys.rings].map(([ring, { id }]) => [ring, { id, keys: Object.fromEntries(keysOf(ring)) }]),
      ),
    }),
    ...(logSinks && {
      logSinks: describeEach(logSinks.sinks, ({ name, writerIdentity }) => ({ name, writerIdentity })),
    }),
  };
}
