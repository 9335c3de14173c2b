import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskedProperties } from "../../../src/change/index.ts";
import { SecretTexts } from "../../../src/engine/embedded/deployment/events/secret-texts.ts";
import { blinded } from "../../../src/engine/embedded/deployment/events/step-metadata.ts";
import { keepingSecretsOf } from "../../../src/engine/embedded/providers/index.ts";
import { toFile } from "../../../src/engine/embedded/stack/state/secret-values.ts";
import { secretOf, withoutSecretMarks } from "../../../src/pulumi/index.ts";

const canary = "canary-5c1e";

/** Properties in which the canary stands at any place, and always as a secret or within one. */
const properties = fc.letrec<{ value: unknown; open: unknown; inside: unknown }>((tie) => ({
  open: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant("[secret]")),
  inside: fc.oneof(
    { maxDepth: 3 },
    fc.constant(canary),
    fc.constant(`<${canary}>`),
    tie("open"),
    fc.array(tie("inside"), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie("inside"), { maxKeys: 3 }),
    tie("inside").map(secretOf),
  ),
  value: fc.oneof(
    { maxDepth: 4 },
    tie("open"),
    tie("inside").map(secretOf),
    tie("inside").map((value) => ({
      "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4",
      secret: true,
      value,
    })),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 3 }),
  ),
}));
const maps = fc.dictionary(fc.string(), properties.value, { maxKeys: 4 }).map((map) => ({ ...map }));

/** What may stand beside secrets and has to come through as it is. */
const openValues = fc.jsonValue().filter((value) => !JSON.stringify(value).includes("4dabf181"));

describe("a secret at any place in properties", () => {
  it("leaves for people and other programs as the placeholder alone, and the rest as it is", () => {
    fc.assert(
      fc.property(maps, openValues, (secret, open) => {
        const shown = maskedProperties({ ...secret, open });
        expect(JSON.stringify(shown)).not.toContain(canary);
        expect(JSON.stringify(shown)).not.toContain("4dabf181");
        expect(shown["open"]).toEqual(open);
        expect(maskedProperties(shown)).toEqual(shown);
      }),
    );
  });

  it("is exactly the leaf that is hidden", () => {
    const value = { host: "h", password: secretOf("p"), list: [1, secretOf({ a: 1 }), { b: secretOf(null) }] };
    expect(maskedProperties(value)).toEqual({
      host: "h",
      password: "[secret]",
      list: [1, "[secret]", { b: "[secret]" }],
    });
  });

  it("is blinded in events, and sealed in a state", () => {
    const wire = maps.filter((map) => !JSON.stringify(map).includes("d0e6a833"));
    fc.assert(
      fc.property(wire, (secret) => {
        expect(JSON.stringify(blinded(secret))).not.toContain(canary);
        expect(JSON.stringify(toFile(secret, () => ({ ciphertext: "sealed" })))).not.toContain(canary);
      }),
    );
  });

  it("stays secret when a provider gives it back in clear", () => {
    const wire = maps.filter((map) => !JSON.stringify(map).includes("d0e6a833"));
    fc.assert(
      fc.property(wire, (secret) => {
        const plain = withoutSecretMarks(secret) as Record<string, unknown>;
        expect(JSON.stringify(blinded(keepingSecretsOf(plain, secret)))).not.toContain(canary);
      }),
    );
  });

  it("is in no message that anything says about it", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, unit: "grapheme" }), fc.string(), fc.string(), (text, before, after) => {
        const texts = new SecretTexts();
        texts.learn({ deep: [{ password: secretOf(text) }] });
        for (const form of [text, JSON.stringify(text), Buffer.from(text).toString("base64")])
          expect(texts.redact(`${before} ${form} ${after}`).replaceAll("[secret]", "\0")).not.toContain(text);
      }),
    );
  });

  it("is hidden line by line, within addresses, and where a secret is part of another", () => {
    const texts = new SecretTexts();
    texts.addConfigured("abc");
    texts.learn({
      key: secretOf("-----BEGIN-----\nc2VjcmV0\n-----END-----"),
      url: secretOf("a b&c=d"),
      long: secretOf("abc-long"),
    });
    expect(texts.redact("at c2VjcmV0 of -----END-----")).toBe("at [secret] of [secret]");
    expect(texts.redact("?q=a%20b%26c%3Dd")).toBe("?q=[secret]");
    expect(texts.redact("abc-long and abc")).toBe("[secret] and [secret]");
  });

  it("does not garble ordinary words when it is short, or no text", () => {
    const texts = new SecretTexts();
    texts.learn({
      flag: secretOf(true),
      number: secretOf(12),
      short: secretOf("dev"),
      map: secretOf({ kind: "prod" }),
    });
    expect(texts.redact("true 12 dev prod")).toBe("true 12 dev prod");
  });

  it("leaves readable what a secret object repeats of the inputs in clear, and hides the rest of it", () => {
    const texts = new SecretTexts();
    const inputs = {
      kind: "ServiceAccount",
      labels: { by: "groundwork" },
      data: secretOf({ password: "longpassword" }),
    };
    texts.learn(inputs);
    texts.learn(
      { repeated: secretOf({ ...inputs, data: { password: "longpassword", token: "other-token" } }) },
      inputs,
    );
    expect(texts.redact("groundwork ServiceAccount longpassword other-token")).toBe(
      "groundwork ServiceAccount [secret] [secret]",
    );
  });

  it("hides a secret text that stands in clear beside it, too, and one that only outputs have in clear", () => {
    const texts = new SecretTexts();
    const inputs = {
      user: "same-as-password",
      password: secretOf("same-as-password"),
      map: secretOf({ a: "only-in-outputs" }),
    };
    texts.learn(inputs);
    texts.learn({ map: { a: "only-in-outputs" } }, inputs);
    expect(texts.redact("same-as-password only-in-outputs")).toBe("[secret] [secret]");
  });
});
