import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { memberOf, setMember } from "../../../lib/index.ts";
import type { StoredResource } from "./records.ts";

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Keeps sensitive values out of the journal in clear: AES-256-GCM under a key of the home folder's own. */
export class Seal {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** Reads the key file, or makes one that only the owner can read. */
  static async open(file: string): Promise<Seal> {
    try {
      return new Seal(await readFile(file));
    } catch {
      const key = randomBytes(KEY_BYTES);
      await writeFile(file, key, { mode: 0o600, flag: "wx" });
      return new Seal(key);
    }
  }

  sealed(resource: StoredResource): StoredResource {
    return this.#mapSensitive(resource, (value) => ({ sealed: this.#encrypt(JSON.stringify(value)) }));
  }

  /** Values that were sealed under another key become `undefined`. */
  opened(resource: StoredResource): StoredResource {
    return this.#mapSensitive(resource, (value) => this.#decrypt((value as { sealed?: string }).sealed ?? ""));
  }

  #mapSensitive(resource: StoredResource, change: (value: unknown) => unknown): StoredResource {
    if (resource.sensitive.length === 0) return resource;
    const properties = { ...resource.properties };
    for (const name of resource.sensitive) {
      if (memberOf(properties, name) !== undefined) setMember(properties, name, change(memberOf(properties, name)));
    }
    return { ...resource, properties };
  }

  #encrypt(text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    return Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64");
  }

  #decrypt(sealed: string): unknown {
    const bytes = Buffer.from(sealed, "base64");
    try {
      const opener = createDecipheriv("aes-256-gcm", this.#key, bytes.subarray(0, NONCE_BYTES));
      opener.setAuthTag(bytes.subarray(-TAG_BYTES));
      const clear = Buffer.concat([opener.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), opener.final()]);
      return JSON.parse(clear.toString("utf8")) as unknown;
    } catch {
      return undefined;
    }
  }
}
