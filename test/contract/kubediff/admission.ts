import { agent, type KubediffCase, type Manifest, type Write } from "./cases.ts";
import { definition, thing } from "./definitions.ts";
import { configMap } from "./manifests.ts";

/** What every webhook of these cases adds to an object. */
export const admittedAnnotation = "example.com/admitted";

/** How a webhook of these cases answers, by the path that it is asked at. */
export type WebhookPath = "annotate" | "annotate-for-good" | "rewrite" | "fail" | "convert";

/** `$WEBHOOKS` and `$CA` stand for the address of the webhooks and their certificate. */
const client = (path: WebhookPath) => ({ url: `$WEBHOOKS/${path}`, caBundle: "$CA" });

const webhook = (path: WebhookPath, sideEffects: "None" | "NoneOnDryRun" = "None"): Write => ({
  by: "test",
  as: "update",
  object: {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    metadata: { name: "$NS" },
    webhooks: [
      {
        name: "mutates.example.com",
        clientConfig: client(path),
        rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources: ["configmaps"] }],
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "$NS" } },
        sideEffects,
        admissionReviewVersions: ["v1"],
        timeoutSeconds: 5,
      },
    ],
  },
});
const applied = (object: Manifest): Write => ({ by: agent, as: "apply", object });

const converted = (path: WebhookPath): Write => ({
  by: "test",
  as: "update",
  object: definition([{ name: "v1beta1" }, { name: "v1", storage: true }], {
    conversion: {
      strategy: "Webhook",
      webhook: { clientConfig: client(path), conversionReviewVersions: ["v1"] },
    },
  }),
});

/** What webhooks make of comparisons. The embedded API server calls none. */
export const admissionCases: readonly KubediffCase[] = [
  {
    title: "leaves what a webhook adds to an object",
    writes: [webhook("annotate"), applied(configMap({ a: "1" }))],
    git: [configMap({ a: "1" })],
    exact: { verdict: "in-sync" },
  },
  {
    title: "leaves what a webhook adds to an object and not to a dry run",
    writes: [webhook("annotate-for-good", "NoneOnDryRun"), applied(configMap({ a: "1" }))],
    git: [configMap({ a: "1" })],
    exact: { verdict: "in-sync" },
  },
  {
    title: "takes what a webhook makes of a value for what Git declares, as far as the webhook is asked",
    writes: [webhook("rewrite"), applied(configMap({ a: "1" }))],
    git: [configMap({ a: "1" })],
    exact: { verdict: "in-sync" },
    readOnly: { verdict: "diverged", paths: [".data.a"] },
  },
  {
    title: "calls an object unknown whose webhook does not answer",
    writes: [applied(configMap({ a: "1" })), webhook("fail")],
    git: [configMap({ a: "2" })],
    exact: { verdict: "unknown", says: /failed calling webhook/ },
    readOnly: { verdict: "diverged", paths: [".data.a"] },
  },
  {
    title: "compares an object in the version of Git, as a webhook converts it",
    writes: [converted("convert"), applied(thing({ replicas: 2 }))],
    git: [thing({ count: 2 }, "v1beta1")],
    exact: { verdict: "in-sync" },
  },
  {
    title: "sees a difference in the version of Git, as a webhook converts it",
    writes: [converted("convert"), applied(thing({ replicas: 2 }))],
    git: [thing({ count: 3 }, "v1beta1")],
    exact: { verdict: "diverged", paths: [".spec.count"] },
  },
  {
    title: "calls an object unknown that cannot be converted",
    writes: [converted("fail"), applied(thing({ replicas: 2 }))],
    git: [thing({ count: 2 }, "v1beta1")],
    exact: { verdict: "unknown", says: /conversion webhook for/ },
  },
];
