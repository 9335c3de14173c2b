import type { LogicalType } from "../logical/index.ts";
import { CURVES, keyId, makeKey, privateForms, publicForms } from "./keys.ts";

const LEAST_RSA_BITS = 512;

/** A key pair. The id is the hash of its public half. */
export const privateKey: LogicalType = {
  defaults: { ecdsaCurve: "P224", rsaBits: 2048 },
  check: ({ algorithm, ecdsaCurve, rsaBits }) => [
    ...notOneOf("algorithm", algorithm, ["RSA", "ECDSA", "ED25519"]),
    ...notOneOf("ecdsaCurve", ecdsaCurve, Object.keys(CURVES)),
    ...(typeof rsaBits === "number" && !(Number.isInteger(rsaBits) && rsaBits >= LEAST_RSA_BITS)
      ? [{ property: "rsaBits", reason: `must be a whole number of at least ${LEAST_RSA_BITS}; it is ${rsaBits}` }]
      : []),
  ],
  create: async (inputs) => {
    const key = await makeKey(inputs);
    return { id: keyId(key), outputs: { ...privateForms(key), ...publicForms(key) } };
  },
};

function notOneOf(property: string, value: unknown, allowed: readonly string[]) {
  if (typeof value !== "string" || allowed.includes(value)) return [];
  return [{ property, reason: `must be one of ${allowed.join(", ")}; it is ${JSON.stringify(value)}` }];
}
