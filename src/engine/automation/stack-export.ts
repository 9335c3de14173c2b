import { isSecretValue } from "../../change/index.ts";
import { stackType } from "../../pulumi/index.ts";
import type { StackOutputs } from "../engine.ts";

/** What `pulumi stack export` prints, as far as it is read here. */
interface Export {
  readonly deployment?: {
    readonly secrets_providers?: { readonly type?: string; readonly state?: Readonly<Record<string, unknown>> };
    readonly resources?: readonly {
      readonly type: string;
      readonly outputs?: Readonly<Record<string, unknown>>;
    }[];
  };
}

/** The outputs in an export whose secrets are shown. */
export function stackOutputsIn(exported: string): StackOutputs {
  const { deployment } = JSON.parse(exported) as Export;
  const stack = deployment?.resources?.find(({ type }) => type === stackType);
  return Object.fromEntries(
    Object.entries(stack?.outputs ?? {}).map(([key, value]) => {
      const seen = { secret: false };
      return [key, { value: inClear(value, seen), secret: seen.secret }];
    }),
  );
}

/** The settings of `Pulumi.<stack>.yaml` for the secrets provider of a state; none for that of Pulumi Cloud. */
export function secretsProviderIn(exported: string): Readonly<Record<string, string>> {
  const { type, state = {} } = (JSON.parse(exported) as Export).deployment?.secrets_providers ?? {};
  const { salt, url, encryptedkey } = state;
  if (type === "passphrase" && typeof salt === "string") return { encryptionsalt: salt };
  if (type === "cloud" && typeof url === "string" && typeof encryptedkey === "string")
    return { secretsprovider: url, encryptedkey };
  return {};
}

function inClear(value: unknown, seen: { secret: boolean }): unknown {
  if (Array.isArray(value)) return value.map((item) => inClear(item, seen));
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  if (isSecretValue(fields) && typeof fields["plaintext"] === "string") {
    seen.secret = true;
    return inClear(JSON.parse(fields["plaintext"]), seen);
  }
  return Object.fromEntries(Object.entries(fields).map(([key, item]) => [key, inClear(item, seen)]));
}
