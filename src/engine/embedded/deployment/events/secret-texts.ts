import { isSecretValue, secretPlaceholder } from "../../../../change/index.ts";
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

  /**
   * Takes in every secret inside of properties.
   *
   * @param inputs inputs of the same resource. A part of a secret object that stands in them in clear hides nothing: providers keep
   *   whole objects as secrets that repeat what the program says in clear, and their words are those of ordinary messages.
   */
  learn(properties: object, inputs: object = properties): void {
    if (this.#looked.has(properties)) return;
    this.#looked.add(properties);
    this.#collect(properties, undefined, new ClearTexts(inputs));
  }

  redact(text: string): string {
    const found = this.#sorted().filter((secret) => text.includes(secret));
    if (found.length === 0) return text;
    const any = new RegExp(found.map((secret) => secret.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&")).join("|"), "gu");
    return text.replace(any, secretPlaceholder);
  }

  #collect(value: unknown, atLeast: number | undefined, clear: ClearTexts): void {
    const inside = atLeast && shortest.insideOfASecret;
    if (isSecret(value)) this.#collect(value.value, atLeast ?? shortest.secret, clear);
    else if (typeof value === "string" || typeof value === "number") {
      const isClear = atLeast === shortest.insideOfASecret && clear.has(value);
      if (atLeast !== undefined && !isClear) this.#add(String(value), atLeast);
    } else if (Array.isArray(value)) for (const item of value) this.#collect(item, inside, clear);
    else if (isObject(value) && !isResourceReference(value))
      for (const [key, item] of Object.entries(value))
        if (key !== signatureKey && !(key === "hash" && isAssetOrArchive(value))) this.#collect(item, inside, clear);
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

/** Texts and numbers of inputs that are part of no secret. They are looked for once, and only where a secret object is. */
class ClearTexts {
  #texts: Set<unknown> | undefined;

  constructor(private readonly inputs: object) {}

  has(text: string | number): boolean {
    this.#texts ??= new Set(clearTextsOf(this.inputs));
    return this.#texts.has(text);
  }
}

function* clearTextsOf(value: unknown): Generator<string | number> {
  if (typeof value === "string" || typeof value === "number") yield value;
  else if (Array.isArray(value)) for (const item of value) yield* clearTextsOf(item);
  else if (isObject(value) && !isSecretValue(value)) for (const item of Object.values(value)) yield* clearTextsOf(item);
}

function asJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function asBase64(text: string): string {
  return Buffer.from(text).toString("base64");
}
