import { createHash } from "node:crypto";
import type { KubernetesApi } from "../../kubernetes/client/index.ts";
import { secrets } from "../../kubernetes/flux/index.ts";
import { GroundworkError, textOf } from "../../lib/index.ts";
import type { Decryption } from "../build/index.ts";
import type { Kustomization } from "../flux/index.ts";

/** The Secret that `spec.decryption` names is not there, or holds identities that cannot be used. */
export class DecryptionKeysMissing extends GroundworkError {
  readonly code = "decryption-keys-missing";
  readonly kind = "invalid";
  constructor(readonly data: { readonly secret: string; readonly problem: string }) {
    super(
      `Secret ${data.secret} ${data.problem}. Create it with an age identity under a name that ends with .agekey, or name another Secret: ` +
        "sync.decryption.secret of the environment, spec.decryption.secretRef of a Kustomization.",
    );
  }
}

/** The keys of a Secret, with what tells whether they are the same as before. */
export interface DecryptionKeys {
  readonly entries: Readonly<Record<string, string>>;
  /** Of all that decides what is decrypted. */
  readonly digest: string;
}

/** @returns `undefined` where nothing is to be decrypted @throws {DecryptionKeysMissing} when there is no such Secret */
export async function decryptionKeys(
  { namespace, decryption }: Pick<Kustomization, "namespace" | "decryption">,
  api: Pick<KubernetesApi, "get">,
): Promise<DecryptionKeys | undefined> {
  if (decryption === undefined) return undefined;
  const { secretName: name } = decryption;
  if (name === undefined) return { entries: {}, digest: "none" };
  const secret = await api.get({ resource: secrets, namespace, name });
  if (secret === undefined)
    throw new DecryptionKeysMissing({ secret: `${namespace}/${name}`, problem: "does not exist" });
  const entries = Object.entries(secret["data"] ?? {}).flatMap(([key, value]) =>
    key.endsWith(".agekey") ? [[key, Buffer.from(textOf(value), "base64").toString("utf8")] as const] : [],
  );
  const digest = createHash("sha256")
    .update(JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .digest("hex");
  return { entries: Object.fromEntries(entries), digest };
}

/**
 * What decrypts a build, and all the texts that it decrypted so far.
 *
 * @throws {DecryptionKeysMissing} when an identity cannot be read
 */
export async function decryptionWith(
  { entries }: DecryptionKeys,
  { namespace, decryption }: Pick<Kustomization, "namespace" | "decryption">,
): Promise<{ readonly decryption: Decryption; readonly secretTexts: ReadonlySet<string> }> {
  // A part of its own, with the libraries that it needs: most agents decrypt nothing.
  const { decryptedSources, Identities, openedObject } = await import("../sops/index.ts");
  const identities = Identities.of(entries);
  if (!(identities instanceof Identities))
    throw new DecryptionKeysMissing({
      secret: `${namespace}/${decryption?.secretName ?? ""}`,
      problem: `holds what cannot be used: ${identities.join("; ")}`,
    });
  const secretTexts = new Set<string>();
  const keep = (texts: readonly string[]) => texts.forEach((text) => secretTexts.add(text));
  return {
    secretTexts,
    decryption: {
      open: async (object) => {
        const { secretTexts: texts, ...opening } = await openedObject(object, identities);
        keep(texts);
        return opening;
      },
      sources: async (tree, folder, instead) => {
        const { files, secretTexts: texts } = await decryptedSources(tree, folder, identities, instead);
        keep(texts);
        return files;
      },
    },
  };
}
