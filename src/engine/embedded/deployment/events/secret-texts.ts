import { secretPlaceholder } from "../../../../change/index.ts";
import { isObject } from "../../../../lib/index.ts";
import { isAssetOrArchive, isResourceReference, isSecret, signatureKey } from "../../../../pulumi/index.ts";

/** Shorter texts would garble ordinary ones without hiding anything. */
const shortest = { configured: 3, secret: 4, insideOfASecret: 8, line: 8 };

/**
 * Texts of the secrets that an engine has come across, and the forms in which programs and providers write them: within JSON,
 * in base64, within an address, line by line.
 */
export class SecretTexts {
  /** Longest first: one secret may be part of another. */
  #texts: readonly string[] = [];
  readonly #known = new Set<string>();
  readonly #looked = new WeakSet<object>();

  /** A secret of the configuration. */
  addConfigured(text: string): void {
    this.#add(text, shortest.configured);
  }

  /** Takes in every secret inside of properties. */
  learn(properties: object): void {
    if (this.#looked.has(properties)) return;
    this.#looked.add(properties);
    this.#collect(properties, undefined);
  }

  redact(text: string): string {
    const found = this.#sorted().filter((secret) => text.includes(secret));
    if (found.length === 0) return text;
    const any = new RegExp(found.map((secret) => secret.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&")).join("|"), "gu");
    return text.replace(any, secretPlaceholder);
  }

  #collect(value: unknown, atLeast: number | undefined): void {
    if (isSecret(value)) this.#collect(value.value, atLeast ?? shortest.secret);
    else if (typeof value === "string" || typeof value === "number") {
      if (atLeast !== undefined) this.#add(String(value), atLeast);
    } else if (Array.isArray(value)) for (const item of value) this.#collect(item, atLeast && shortest.insideOfASecret);
    else if (isObject(value) && !isResourceReference(value))
      for (const [key, item] of Object.entries(value))
        if (key !== signatureKey && !(key === "hash" && isAssetOrArchive(value)))
          this.#collect(item, atLeast && shortest.insideOfASecret);
  }

  #add(text: string, atLeast: number): void {
    if (text.length < atLeast || this.#known.has(text)) return;
    const lines = text.split(/\r?\n/u).filter((line) => line.length >= shortest.line);
    for (const form of [text, ...lines, asJson(text), encodeURIComponent(Buffer.from(text).toString()), asBase64(text)])
      this.#known.add(form);
  }

  #sorted(): readonly string[] {
    if (this.#texts.length !== this.#known.size)
      this.#texts = [...this.#known].toSorted((left, right) => right.length - left.length);
    return this.#texts;
  }
}

function asJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function asBase64(text: string): string {
  return Buffer.from(text).toString("base64");
}
