import * as z from "zod";
import { named } from "./words.ts";

const cryptoKey = named({
  purpose: z
    .enum(["encrypt", "sign", "decrypt", "mac"])
    .default("encrypt")
    .describe("What the key is for; decrypt is the private half of a pair."),
  algorithm: z.string().optional().describe("As Cloud KMS names it; absent: the usual one of the purpose."),
  protectionLevel: z.enum(["software", "hsm"]).default("software").describe("hsm keeps it in a hardware module."),
  rotationDays: z
    .int()
    .min(1)
    .max(36_500)
    .optional()
    .describe("Days after which a new version is made; absent: 90 for keys that encrypt. Other keys do not rotate."),
  restorableDays: z.int().min(1).max(120).default(30).describe("Days for which a destroyed version can be restored."),
});

export const keyRing = named({
  location: z
    .string()
    .regex(/^[a-z]+(-[a-z]+\d+)?\d*$/, { error: "write a region, such as europe-west1, a multi-region or global" })
    .optional()
    .describe("Where the keys are kept; absent: the environment's region."),
  keys: z.array(cryptoKey).default([]).describe("Keys in the ring."),
});

/** `key` of what can be encrypted with a key of one's own. */
export const keyReference = z
  .string()
  .regex(/^[a-z][-a-z0-9]*\/[a-z][-a-z0-9]*$/, { error: "write a key as ring/key, such as main/orders" })
  .optional()
  .describe("Key of spec.keyRings that encrypts it, as ring/key; absent: one of Google's. A change makes it anew.");
