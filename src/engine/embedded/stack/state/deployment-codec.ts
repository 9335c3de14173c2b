import { createHash } from "node:crypto";
import { secretSignature } from "../../../../pulumi/index.ts";
import type { Crypter } from "../secrets/index.ts";
import { featuresOf, resourceFromFile, resourceToFile } from "./resource-codec.ts";
import { holdsCiphertext, type Open, type Seal } from "./secret-values.ts";
import type { Manifest, PendingOperation, Properties, ResourceState, Snapshot } from "./snapshot.ts";
import type { StateFrame } from "./state-bytes.ts";

/** A deployment as it stands in a state file, its parts checked to be of the right shape. */
export interface DeploymentFile {
  readonly manifest?: { readonly plugins?: Manifest["plugins"]; readonly time?: string };
  readonly secrets_providers?: { readonly type: string; readonly state?: { readonly salt?: string } };
  readonly resources?: readonly Properties[];
  readonly pending_operations?: readonly { readonly resource: Properties; readonly type: PendingOperation["type"] }[];
}

/** When and by whom a deployment is written. */
export interface Writer {
  readonly time: string;
  readonly version: string;
}

/** Version and features that a deployment with these resources has to be marked with. */
export interface Format {
  readonly version: 3 | 4;
  readonly features: readonly string[];
}

export function formatOf({ resources, unknownFields }: Snapshot): Format {
  const features = new Set<string>();
  for (const resource of resources) for (const feature of featuresOf(resource)) features.add(feature);
  if (Object.keys(unknownFields?.["extensions"] ?? {}).length > 0) features.add("extensionParameterization");
  return features.size === 0 ? { version: 3, features: [] } : { version: 4, features: [...features].toSorted() };
}

/**
 * True when a key is needed to read the deployment.
 *
 * @param text what the deployment was parsed from. Secrets are looked for one by one only where it has their mark.
 */
export function needsKey(
  { resources = [], pending_operations: pending = [] }: DeploymentFile,
  text = secretSignature,
): boolean {
  if (!text.includes(secretSignature)) return false;
  return holdsCiphertext(resources) || holdsCiphertext(pending);
}

/**
 * Turns deployments into snapshots and back, with one key.
 *
 * A resource that did not change since it was read or written is written with the same text again, so that its secrets keep
 * their ciphertexts and saving after each of a thousand steps costs what changed and not everything.
 */
export class DeploymentCodec {
  readonly #crypter: Crypter | undefined;
  readonly #texts = new WeakMap<ResourceState, string>();
  /** What was read, until a save needs its text. A preview has none. */
  readonly #files = new WeakMap<ResourceState, Properties>();
  /** Ciphertexts per resource and JSON text, so that a secret that stays the same keeps its ciphertext. */
  readonly #sealed = new Map<string, string>();

  /** Without a key it reads and writes deployments that hold no secret. */
  constructor(crypter?: Crypter) {
    this.#crypter = crypter;
  }

  decode(file: DeploymentFile): Snapshot {
    const { manifest, secrets_providers: _, resources, pending_operations: pending, ...unknownFields } = file;
    return {
      manifest: {
        ...(manifest?.time !== undefined && { time: manifest.time }),
        ...(manifest?.plugins && { plugins: manifest.plugins }),
      },
      resources: (resources ?? []).map((resource) => this.#decodeResource(resource)),
      pendingOperations: (pending ?? []).map(({ resource, type }) => ({
        resource: this.#decodeResource(resource),
        type,
      })),
      ...(Object.keys(unknownFields).length > 0 && { unknownFields }),
    };
  }

  /** JSON text before and after the resources, as Pulumi's file backend writes it: compact, its fields in Pulumi's order. */
  frameOf(snapshot: Snapshot, writer: Writer): StateFrame {
    const { metadata = {}, ...unknownFields } = snapshot.unknownFields ?? {};
    const some = snapshot.resources.length > 0;
    const pending = snapshot.pendingOperations.map(
      ({ resource, type }) => `{"resource":${this.textOf(resource)},"type":${JSON.stringify(type)}}`,
    );
    const before = [
      `"manifest":${JSON.stringify(manifestOf(snapshot, writer))}`,
      ...(this.#crypter ? [`"secrets_providers":${JSON.stringify(providerOf(this.#crypter.salt))}`] : []),
    ];
    const after = [
      ...(pending.length > 0 ? [`"pending_operations":[${pending.join(",")}]`] : []),
      `"metadata":${JSON.stringify(metadata)}`,
      ...Object.entries(unknownFields).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`),
    ];
    return {
      head: `{${before.join(",")}${some ? ',"resources":[' : ""}`,
      tail: `${some ? "]," : ","}${after.join(",")}}`,
    };
  }

  /** JSON text of one resource. */
  textOf(resource: ResourceState): string {
    const known = this.#texts.get(resource);
    if (known !== undefined) return known;
    const text = this.#textAsRead(resource) ?? jsonOf(resourceToFile(resource, this.#sealerOf(resource.urn)));
    this.#texts.set(resource, text);
    return text;
  }

  #decodeResource(file: Properties): ResourceState {
    const resource = resourceFromFile(file, this.#openerOf(String(file["urn"])));
    this.#files.set(resource, file);
    return resource;
  }

  #textAsRead(resource: ResourceState): string | undefined {
    const file = this.#files.get(resource);
    const text = file && jsonOf(file);
    // What was imported in clear is encrypted when it is written.
    return text?.includes('"plaintext":') ? undefined : text;
  }

  #sealerOf(urn: string): Seal {
    return (plain) => {
      const known = this.#sealed.get(`${urn}\n${plain}`);
      const ciphertext = known ?? this.#keyFor(urn).encrypt(plain);
      if (known === undefined) this.#sealed.set(`${urn}\n${plain}`, ciphertext);
      return { ciphertext };
    };
  }

  #openerOf(urn: string): Open {
    return (ciphertext) => {
      const plain = this.#keyFor(urn).decrypt(ciphertext);
      // Parsed and written anew: Go escapes more characters than JavaScript does.
      this.#sealed.set(`${urn}\n${JSON.stringify(JSON.parse(plain))}`, ciphertext);
      return plain;
    };
  }

  #keyFor(urn: string): Crypter {
    if (this.#crypter === undefined)
      throw new Error(`${urn} holds a secret and its deployment was opened without a key.`);
    return this.#crypter;
  }
}

/** `file`, whose content is `snapshot`, with its secrets in clear: for people who asked for them. */
export function inClear(file: DeploymentFile, snapshot: Snapshot): unknown {
  const clear = (resource: ResourceState) => resourceToFile(resource, (plain) => ({ plaintext: plain }));
  return {
    ...file,
    ...(snapshot.resources.length > 0 && { resources: snapshot.resources.map(clear) }),
    ...(snapshot.pendingOperations.length > 0 && {
      pending_operations: snapshot.pendingOperations.map(({ resource, type }) => ({ resource: clear(resource), type })),
    }),
  };
}

function manifestOf({ manifest: { plugins = [] } }: Snapshot, { time, version }: Writer): object {
  const magic = version === "" ? "" : createHash("sha256").update(version).digest("hex");
  return { time, magic, version, ...(plugins.length > 0 && { plugins }) };
}

function providerOf(salt: string): object {
  return { type: "passphrase", state: { salt } };
}

/** Go's encoder escapes these two where JavaScript's does not. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
