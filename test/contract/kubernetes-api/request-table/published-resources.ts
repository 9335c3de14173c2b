import {
  change,
  create,
  type Exchange,
  exchange,
  get,
  having,
  type Manifest,
  remove,
  type Sent,
  tryOut,
  unseen,
  verdict,
} from "./exchange.ts";

const table = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };

const gatewayClass: Manifest = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "GatewayClass",
  metadata: { name: "{ns}" },
  spec: { controllerName: "example.com/controller" },
};
const gateway: Manifest = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "Gateway",
  metadata: { name: "g" },
  spec: { gatewayClassName: "c", listeners: [{ name: "http", port: 80, protocol: "HTTP" }] },
};
const route: Manifest = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name: "r" },
  spec: {
    parentRefs: [{ name: "g" }],
    hostnames: ["a.example.com"],
    rules: [{ backendRefs: [{ name: "s", port: 80 }] }],
  },
};
const grpcRoute: Manifest = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "GRPCRoute",
  metadata: { name: "r" },
  spec: {
    parentRefs: [{ name: "g" }],
    rules: [{ matches: [{ method: { service: "a.B", method: "C" } }], backendRefs: [{ name: "s", port: 80 }] }],
  },
};
const policy: Manifest = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "BackendTLSPolicy",
  metadata: { name: "p" },
  spec: {
    targetRefs: [{ group: "", kind: "Service", name: "s" }],
    validation: { hostname: "a.example.com", wellKnownCACertificates: "System" },
  },
};
const grant: Manifest = {
  apiVersion: "gateway.networking.k8s.io/v1beta1",
  kind: "ReferenceGrant",
  metadata: { name: "a" },
  spec: {
    from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "x" }],
    to: [{ group: "", kind: "Service" }],
  },
};
const certificate: Manifest = {
  apiVersion: "cert-manager.io/v1",
  kind: "Certificate",
  metadata: { name: "c" },
  spec: { secretName: "tls", dnsNames: ["a.example.com"], issuerRef: { name: "i" } },
};
const issuer: Manifest = {
  apiVersion: "cert-manager.io/v1",
  kind: "Issuer",
  metadata: { name: "i" },
  spec: {
    acme: {
      server: "https://acme.example.com",
      privateKeySecretRef: { name: "k" },
      solvers: [{ http01: { ingress: { ingressClassName: "x" } } }],
    },
  },
};
const request: Manifest = {
  apiVersion: "cert-manager.io/v1",
  kind: "CertificateRequest",
  metadata: { name: "q" },
  spec: { request: "YQ==", issuerRef: { name: "i" } },
};
const clusterIssuer: Manifest = {
  ...issuer,
  kind: "ClusterIssuer",
  metadata: { name: "{ns}" },
  spec: { selfSigned: {} },
};
const wide: readonly string[] = ["GatewayClass", "ClusterIssuer"];

/** The path of a kind's objects; these are no built-in kinds. */
function collection({ apiVersion, kind }: Manifest): string {
  const lower = kind.toLowerCase();
  const plural = lower.endsWith("cy") ? `${lower.slice(0, -1)}ies` : `${lower}${lower.endsWith("s") ? "es" : "s"}`;
  return `/apis/${apiVersion}/${wide.includes(kind) ? "" : "namespaces/{ns}/"}${plural}`;
}

const made = (object: Manifest, query = ""): Sent => ({
  ...create(object, query),
  path: `${collection(object)}${query}`,
});
const tried = (object: Manifest): Sent => ({ ...tryOut(object), path: `${collection(object)}?dryRun=All` });
const at = (object: Manifest): string => `${collection(object)}/${String(object.metadata?.["name"])}`;
const rows = (
  object: Manifest,
  changes: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): readonly Exchange[] =>
  Object.entries(changes).map(([title, changed]) =>
    verdict(`${object.kind}: ${title}`, tried(having(object, changed))),
  );

/** Exchanges with servers that have the definitions of the Gateway API and of cert-manager. */
export const publishedResources: readonly Exchange[] = [
  exchange("Gateway: what is filled in", made(gateway)),
  exchange("HTTPRoute: what is filled in", made(route)),
  exchange("GRPCRoute: what is filled in", made(grpcRoute)),
  exchange("Certificate: what is filled in", made(certificate)),
  exchange("Issuer: what is filled in", made(issuer)),
  exchange("ReferenceGrant: of an older version", made(grant)),
  exchange("GatewayClass: of the cluster", made(gatewayClass), unseen(remove(at(gatewayClass)))),
  exchange("ClusterIssuer: of the cluster", made(clusterIssuer), unseen(remove(at(clusterIssuer)))),
  exchange(
    "HTTPRoute: read in another version",
    unseen(made(route)),
    get(at({ ...route, apiVersion: "gateway.networking.k8s.io/v1beta1" })),
    get(collection({ ...route, apiVersion: "gateway.networking.k8s.io/v1beta1" })),
  ),
  exchange(
    "HTTPRoute: written in another version",
    made({ ...route, apiVersion: "gateway.networking.k8s.io/v1beta1" }),
    get(at(route)),
  ),
  exchange("Gateway: a table", unseen(made(gateway)), get(collection(gateway), table)),
  exchange("Certificate: a table", unseen(made(certificate)), get(collection(certificate), table)),
  exchange("CertificateRequest: a table", unseen(made(request)), get(collection(request), table)),
  exchange(
    "Gateway: a status alone",
    unseen(made(gateway)),
    change(`${at(gateway)}/status`, "merge", {
      status: { addresses: [{ value: "10.0.0.1" }] },
      spec: { gatewayClassName: "x" },
    }),
  ),
  exchange(
    "Certificate: conditions by their type, applied by two",
    unseen(made(certificate)),
    change(`${at(certificate)}/status?fieldManager=a`, "apply", {
      ...certificate,
      spec: undefined,
      status: { conditions: [{ type: "Ready", status: "True" }] },
    }),
    change(`${at(certificate)}/status?fieldManager=b`, "apply", {
      ...certificate,
      spec: undefined,
      status: { conditions: [{ type: "Issuing", status: "True" }] },
    }),
  ),
  exchange(
    "Gateway: listeners by their names, applied by two",
    change(`${at(gateway)}?fieldManager=a`, "apply", gateway),
    change(
      `${at(gateway)}?fieldManager=b`,
      "apply",
      having(gateway, { "spec.listeners": [{ name: "other", port: 81, protocol: "HTTP" }] }),
    ),
    change(
      `${at(gateway)}?fieldManager=b`,
      "apply",
      having(gateway, { "spec.listeners": [{ name: "http", port: 82, protocol: "HTTP" }] }),
    ),
  ),
  exchange("Gateway: a field that is not declared", tried(having(gateway, { "spec.nope": 1 }))),
  exchange(
    "GatewayClass: its controller stays",
    unseen(made(gatewayClass)),
    change(at(gatewayClass), "merge", { spec: { controllerName: "example.com/other" } }),
    unseen(remove(at(gatewayClass))),
  ),
  ...rows(gateway, {
    "two listeners of one name": {
      "spec.listeners": [
        { name: "a", port: 80, protocol: "HTTP" },
        { name: "a", port: 81, protocol: "HTTP" },
      ],
    },
    "two listeners of one port, protocol and host": {
      "spec.listeners": [
        { name: "a", port: 80, protocol: "HTTP" },
        { name: "b", port: 80, protocol: "HTTP" },
      ],
    },
    "two listeners of one port and two hosts": {
      "spec.listeners": [
        { name: "a", port: 80, protocol: "HTTP", hostname: "a.example.com" },
        { name: "b", port: 80, protocol: "HTTP", hostname: "b.example.com" },
      ],
    },
    "HTTPS without certificates": { "spec.listeners": [{ name: "a", port: 443, protocol: "HTTPS" }] },
    "HTTPS that ends without certificates": {
      "spec.listeners": [{ name: "a", port: 443, protocol: "HTTPS", tls: { mode: "Terminate" } }],
    },
    "HTTPS with a certificate": {
      "spec.listeners": [{ name: "a", port: 443, protocol: "HTTPS", tls: { certificateRefs: [{ name: "s" }] } }],
    },
    "HTTP with certificates": {
      "spec.listeners": [{ name: "a", port: 80, protocol: "HTTP", tls: { certificateRefs: [{ name: "s" }] } }],
    },
    "TCP with a host": { "spec.listeners": [{ name: "a", port: 80, protocol: "TCP", hostname: "a.example.com" }] },
    "no listeners": { "spec.listeners": [] },
    "a port that is none": { "spec.listeners.0.port": 70000 },
    "a host that is none": { "spec.listeners.0.hostname": "*.*.com" },
    "an address that is none": { "spec.addresses": [{ type: "IPAddress", value: "1.2.3" }] },
    "an address twice": {
      "spec.addresses": [
        { type: "IPAddress", value: "1.2.3.4" },
        { type: "IPAddress", value: "1.2.3.4" },
      ],
    },
    "a host name as an address": { "spec.addresses": [{ type: "Hostname", value: "*" }] },
    "namespaces by a selector": {
      "spec.listeners.0.allowedRoutes": { namespaces: { from: "Selector", selector: { matchLabels: { a: "b" } } } },
    },
    "namespaces by an unknown word": { "spec.listeners.0.allowedRoutes": { namespaces: { from: "Some" } } },
    "no class": { "spec.gatewayClassName": undefined },
    "65 listeners": {
      "spec.listeners": Array.from({ length: 65 }, (_, index) => ({
        name: `l${index}`,
        port: index + 1,
        protocol: "HTTP",
      })),
    },
  }),
  ...rows(route, {
    "redirected and sent to a service": {
      "spec.rules": [
        {
          filters: [{ type: "RequestRedirect", requestRedirect: { hostname: "b.example.com" } }],
          backendRefs: [{ name: "s", port: 80 }],
        },
      ],
    },
    "a redirect": {
      "spec.rules": [{ filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }] }],
    },
    "a filter of another type than its fields": {
      "spec.rules": [{ filters: [{ type: "RequestRedirect", urlRewrite: {} }] }],
    },
    "a redirect and a rewrite": {
      "spec.rules": [
        {
          filters: [
            { type: "RequestRedirect", requestRedirect: {} },
            { type: "URLRewrite", urlRewrite: {} },
          ],
        },
      ],
    },
    "a filter twice": {
      "spec.rules": [
        {
          filters: [
            { type: "RequestHeaderModifier", requestHeaderModifier: {} },
            { type: "RequestHeaderModifier", requestHeaderModifier: {} },
          ],
        },
      ],
    },
    "a prefix replaced that was not matched": {
      "spec.rules": [
        {
          matches: [{ path: { type: "Exact", value: "/a" } }],
          filters: [
            { type: "URLRewrite", urlRewrite: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/b" } } },
          ],
        },
      ],
    },
    "a prefix replaced that was matched": {
      "spec.rules": [
        {
          matches: [{ path: { type: "PathPrefix", value: "/a" } }],
          filters: [
            { type: "URLRewrite", urlRewrite: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/b" } } },
          ],
        },
      ],
    },
    "a path that does not begin with a slash": {
      "spec.rules": [{ matches: [{ path: { type: "PathPrefix", value: "a" } }] }],
    },
    "a path with two slashes": { "spec.rules": [{ matches: [{ path: { type: "Exact", value: "/a//b" } }] }] },
    "a path by a regular expression": {
      "spec.rules": [{ matches: [{ path: { type: "RegularExpression", value: "a//b" } }] }],
    },
    "a header twice": {
      "spec.rules": [
        {
          matches: [
            {
              headers: [
                { name: "a", value: "1" },
                { name: "a", value: "2" },
              ],
            },
          ],
        },
      ],
    },
    "a timeout of the backend that is longer than the whole": {
      "spec.rules": [{ timeouts: { request: "1s", backendRequest: "2s" } }],
    },
    timeouts: { "spec.rules": [{ timeouts: { request: "2s", backendRequest: "500ms" } }] },
    "a timeout that is none": { "spec.rules": [{ timeouts: { request: "fast" } }] },
    "a service without a port": { "spec.rules": [{ backendRefs: [{ name: "s" }] }] },
    "a parent twice": { "spec.parentRefs": [{ name: "g" }, { name: "g" }] },
    "a parent by two sections": {
      "spec.parentRefs": [
        { name: "g", sectionName: "a" },
        { name: "g", sectionName: "b" },
      ],
    },
    "a parent with a section and without": { "spec.parentRefs": [{ name: "g", sectionName: "a" }, { name: "g" }] },
    "17 rules": { "spec.rules": Array.from({ length: 17 }, () => ({ backendRefs: [{ name: "s", port: 80 }] })) },
    "matches in all rules beyond 128": {
      "spec.rules": Array.from({ length: 16 }, () => ({
        matches: Array.from({ length: 9 }, (_, index) => ({ path: { value: `/${index}` } })),
      })),
    },
    "a host that is an address": { "spec.hostnames": ["1.2.3.4"] },
    "a mirror to a part and to a share": {
      "spec.rules": [
        {
          filters: [
            {
              type: "RequestMirror",
              requestMirror: { backendRef: { name: "s", port: 80 }, percent: 5, fraction: { numerator: 1 } },
            },
          ],
        },
      ],
    },
  }),
  ...rows(grpcRoute, {
    "a method without a service": { "spec.rules": [{ matches: [{ method: { method: "C" } }] }] },
    "a method of nothing": { "spec.rules": [{ matches: [{ method: { type: "Exact" } }] }] },
    "a service that is none": { "spec.rules": [{ matches: [{ method: { service: "a/b" } }] }] },
    "two rules of one name": { "spec.rules": [{ name: "a" }, { name: "a" }] },
  }),
  ...rows(policy, {
    "as small as it gets": {},
    "certificates and a well-known set": {
      "spec.validation.caCertificateRefs": [{ group: "", kind: "ConfigMap", name: "c" }],
    },
    "no certificates": { "spec.validation.wellKnownCACertificates": undefined },
    "a name of another kind than its field": {
      "spec.validation.subjectAltNames": [{ type: "Hostname", uri: "spiffe://a/b" }],
    },
    "a target twice": {
      "spec.targetRefs": [
        { group: "", kind: "Service", name: "s" },
        { group: "", kind: "Service", name: "s" },
      ],
    },
  }),
  ...rows(certificate, {
    "no issuer": { "spec.issuerRef": undefined },
    "no secret": { "spec.secretName": undefined },
    "a usage that is none": { "spec.usages": ["cooking"] },
    "a key of an unknown form": { "spec.privateKey": { algorithm: "DSA" } },
    "a key and its rotation": { "spec.privateKey": { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" } },
    "a revision limit of zero": { "spec.revisionHistoryLimit": 0 },
    "a duration as a number": { "spec.duration": 5 },
  }),
  ...rows(issuer, {
    "a vault without a path": { spec: { vault: { server: "https://vault", auth: {} } } },
    "two ways to Venafi": {
      spec: {
        venafi: {
          zone: "z",
          cloud: { apiTokenSecretRef: { name: "s" } },
          tpp: { url: "https://tpp", credentialsRef: { name: "s" } },
        },
      },
    },
    "no way to Venafi": { spec: { venafi: { zone: "z" } } },
    "one way to Venafi": { spec: { venafi: { zone: "z", cloud: { apiTokenSecretRef: { name: "s" } } } } },
  }),
];
