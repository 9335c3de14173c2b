import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { stringify } from "yaml";
import { sealedBytes, sealedContent, sealedDotenv, valuesAlone } from "../../../fixtures/sops.ts";
import type { Case, Cluster } from "../case.ts";
import { syncNamespace } from "../side.ts";
import { configMap, manifest } from "./manifests.ts";

const identities = [await generateX25519Identity(), await generateHybridIdentity()];
const recipients = await Promise.all(identities.map((identity) => identityToRecipient(identity)));
const others = [await identityToRecipient(await generateX25519Identity())];

const decryption = { provider: "sops", secretRef: { name: "sops-age" } };
const kustomized = (spec: object) => ({ kustomizations: { "": spec } });

/** Both agents find the identities in a Secret beside their own objects. */
async function withIdentities({ api }: Cluster): Promise<void> {
  const resource = await api.resourceOf("v1", "Secret");
  const metadata = { name: "sops-age", namespace: syncNamespace };
  const stringData = {
    "age.agekey": `# created: 2026-11-30\n${identities[0]}\n`,
    "hybrid.agekey": identities[1] ?? "",
  };
  await api.apply(
    { resource, ...metadata },
    JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata, stringData }),
  );
}

const sealed = async (text: string, rule: Readonly<Record<string, string>> = valuesAlone, to = recipients) => {
  const content = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return JSON.stringify(await sealedContent(content, { recipients: to, rule }));
};
/** As SOPS writes it: the time in quotes, which is a date otherwise, and ciphertext without. */
const asYaml = (content: unknown) => stringify(content, { version: "1.1" });
const secret = (name: string, more: object) => manifest("v1", "Secret", name, more);
/** As a person does who adds a field without SOPS: the MAC does not have it. */
const withLabel = (text: string) => {
  const { metadata, ...rest } = JSON.parse(text) as { readonly metadata: object };
  return JSON.stringify({ ...rest, metadata: { ...metadata, labels: { added: "later" } } });
};
const pgp = (text: string) => {
  const { sops, ...rest } = JSON.parse(text) as { readonly sops: object };
  const key = { created_at: "2026-11-30T12:00:00Z", enc: "none", fp: "85D77543B3D624B63CEA9E6DBC17301B491B3F21" };
  return JSON.stringify({ ...rest, sops: { ...sops, age: [], pgp: [key] } });
};

const values = {
  text: "hunter2",
  empty: "",
  lines: "one\ntwo\n",
  unicode: "schön ☂",
  number: "0644",
  "quoted-yes": "yes",
};

export const decrypted: readonly Case[] = [
  {
    title: "decrypts Secrets and objects of other kinds, by the rules of each, also where a field was added later",
    id: "sops-objects",
    ...kustomized({ decryption }),
    rounds: [
      {
        before: withIdentities,
        files: {
          "a.yaml": await sealed(secret("values", { stringData: values, type: "Opaque" })),
          "b.yaml": await sealed(secret("bytes", { data: { bytes: "AAEC/w==" } })),
          "c.yaml": await sealed(configMap("map", { key: "value", list: "- a\n" })),
          "d.yaml": await sealed(secret("by-suffix", { stringData: { a: "1" } }), { encrypted_suffix: "Data" }),
          "e.yaml": await sealed(
            manifest("apps/v1", "Deployment", "web", {
              spec: {
                replicas: 0,
                paused: true,
                selector: { matchLabels: { app: "web" } },
                template: {
                  metadata: { labels: { app: "web" } },
                  spec: {
                    containers: [{ name: "main", image: "registry.example/app:1", ports: [{ containerPort: 8080 }] }],
                  },
                },
              },
            }),
            { unencrypted_regex: "^(apiVersion|kind|metadata|selector)$" },
          ),
          "f.yaml": withLabel(await sealed(secret("labelled", { stringData: { a: "1" } }))),
          "g.yaml": `${await sealed(configMap("first", { a: "1" }))}\n---\n${await sealed(configMap("second", { a: "2" }))}`,
          "h.yaml": configMap("plain", { a: "1" }),
        },
      },
      { files: { "a.yaml": await sealed(secret("values", { stringData: { ...values, text: "changed" } })) } },
    ],
  },
  {
    title: "replaces variables in what is decrypted, and not where the object asks for none",
    id: "sops-variables",
    ...kustomized({ decryption, postBuild: { substitute: { host: "db.example" } } }),
    rounds: [
      {
        before: withIdentities,
        files: {
          "a.yaml": await sealed(secret("url", { stringData: { url: "https://${host}/$$" } })),
          "b.yaml": await sealed(
            manifest(
              "v1",
              "Secret",
              "left",
              { stringData: { url: "https://${host}/$$" } },
              { annotations: { "kustomize.toolkit.fluxcd.io/substitute": "disabled" } },
            ),
          ),
        },
      },
    ],
  },
  {
    title: "decrypts what a kustomization generates Secrets from, and what it patches with",
    id: "sops-kustomization",
    ...kustomized({ decryption }),
    rounds: [
      {
        before: withIdentities,
        files: {
          "kustomization.yaml": JSON.stringify({
            resources: ["base", "sealed.yaml"],
            namePrefix: "x-",
            labels: [{ pairs: { team: "shop" } }],
            secretGenerator: [
              { name: "env", envs: ["db.env"] },
              { name: "files", files: ["key.pem", "config.json=config.json", "app.env=db.env", "values.yaml"] },
            ],
            patches: [{ path: "patch.yaml" }],
          }),
          "base/kustomization.yaml": JSON.stringify({
            resources: ["target.yaml"],
            secretGenerator: [{ name: "nested", files: ["token"], options: { disableNameSuffixHash: true } }],
          }),
          "base/target.yaml": secret("target", { stringData: { kept: "1" } }),
          "base/token": await sealedBytes("token-of-base", { recipients }),
          "db.env": await sealedDotenv({ USER: "db", PASSWORD: "a=b#c", plain_unencrypted: "1" }, { recipients }),
          "key.pem": await sealedBytes("-----BEGIN-----\nabc\n-----END-----\n", { recipients }),
          "config.json": JSON.stringify(
            await sealedContent({ b: { c: "<&>", n: 1, t: true, f: 1.5 }, a: ["x"] }, { recipients }),
            null,
            2,
          ),
          "values.yaml": asYaml(await sealedContent({ a: { b: "text" }, n: 1 }, { recipients })),
          "sealed.yaml": await sealed(secret("sealed", { stringData: { a: "1" } })),
          "patch.yaml": asYaml(JSON.parse(await sealed(secret("target", { stringData: { patched: "2" } })))),
        },
      },
    ],
  },
];

const refused = "what cannot be decrypted stops no other object";
export const undecryptable: readonly Case[] = [
  {
    title: "names an encrypted Secret of a Kustomization without decryption",
    id: "sops-undeclared",
    rounds: [
      { files: { "a.yaml": configMap("a", {}), "b.yaml": await sealed(secret("b", { stringData: { a: "1" } })) } },
    ],
    intended: {
      why: "Flux leaves the Secret out without a word",
      flux: ["True ReconciliationSucceeded, applied"],
      ours: ["False BuildFailed"],
    },
  },
  {
    title: "names what no identity opens",
    id: "sops-other-identity",
    ...kustomized({ decryption }),
    rounds: [
      {
        before: withIdentities,
        files: {
          "a.yaml": configMap("a", {}),
          "b.yaml": await sealed(secret("b", { stringData: { a: "1" } }), valuesAlone, others),
        },
      },
    ],
    intended: { why: refused, flux: ["False BuildFailed"], ours: ["False BuildFailed"] },
  },
  {
    title: "names what is encrypted for PGP",
    id: "sops-pgp",
    ...kustomized({ decryption }),
    rounds: [
      {
        before: withIdentities,
        files: { "a.yaml": configMap("a", {}), "b.yaml": pgp(await sealed(secret("b", { stringData: { a: "1" } }))) },
      },
    ],
    intended: { why: refused, flux: ["False BuildFailed"], ours: ["False BuildFailed"] },
  },
  {
    title: "builds nothing where the Secret with the identities is missing",
    id: "sops-no-secret",
    ...kustomized({ decryption: { ...decryption, secretRef: { name: "nowhere" } } }),
    rounds: [{ files: { "a.yaml": configMap("a", {}) } }],
  },
];
