import { describe, expect, it } from "vitest";
import { manifestExposuresOf } from "../../../src/change/index.ts";

const path = "apps/web.yaml";

/** What a manifest opens in the place of another, as the report words it. */
function opened(before: string | undefined, after: string | undefined): readonly string[] {
  const manifest = {
    name: path,
    kind: "file" as const,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
  return manifestExposuresOf([manifest]).exposures.map(({ kind, object, what }) => `${kind}: ${object} ${what}`);
}

const head = (kind: string) => `apiVersion: v1\nkind: ${kind}\nmetadata: { name: web, namespace: shop }\n`;
const service = (spec: string) => `${head("Service")}spec: ${spec}\n`;
const pod = (spec: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { template: { spec: ${spec} } }\n`;
const role = (rules: string) => `${head("ClusterRole")}rules: ${rules}\n`;
const binding = (name: string, subjects: string) =>
  `${head("ClusterRoleBinding")}roleRef: { name: ${name} }\nsubjects: ${subjects}\n`;

describe("what a manifest opens", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "a load balancer",
      service("{ type: LoadBalancer, ports: [{ port: 443 }] }"),
      ["open-to-world: Service shop/web has a load balancer that answers every address on port 443"],
    ],
    ["a load balancer for some", service("{ type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8] }"), []],
    [
      "a load balancer for some and all",
      service("{ type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8, 0.0.0.0/0] }"),
      ["open-to-world: Service shop/web has a load balancer that answers 0.0.0.0/0 on a port that the cluster picks"],
    ],
    [
      "a load balancer inside of the network",
      "apiVersion: v1\nkind: Service\nmetadata: { name: web, annotations: { networking.gke.io/load-balancer-type: Internal } }\nspec: { type: LoadBalancer }\n",
      [],
    ],
    [
      "a port of the nodes",
      service("{ type: NodePort, ports: [{ port: 80, nodePort: 30080 }] }"),
      ["open-to-world: Service shop/web answers on port 30080 of every node"],
    ],
    ["a service inside of the cluster", service("{ ports: [{ port: 80 }] }"), []],
    [
      "an ingress",
      `${head("Ingress")}spec: { rules: [{ host: shop.example.com }, {}] }\n`,
      [
        "open-to-world: Ingress shop/web serves host shop.example.com",
        "open-to-world: Ingress shop/web serves every host",
      ],
    ],
    ...["HTTPRoute", "GRPCRoute", "TLSRoute"].flatMap((kind): [string, string, readonly string[]][] => [
      [`a ${kind} without names`, `${head(kind)}spec: {}\n`, [`open-to-world: ${kind} shop/web serves every host`]],
      [
        `a ${kind} with a name`,
        `${head(kind)}spec: { hostnames: [a.example.com] }\n`,
        [`open-to-world: ${kind} shop/web serves host a.example.com`],
      ],
    ]),
    [
      "a gateway",
      `${head("Gateway")}spec: { listeners: [{ hostname: "*.example.com" }] }\n`,
      ["open-to-world: Gateway shop/web serves host *.example.com"],
    ],
    [
      "the network of the node",
      pod("{ hostNetwork: true, containers: [{ name: a, ports: [{ hostPort: 80 }] }] }"),
      [
        "open-to-world: Deployment web uses the network of its node (hostNetwork)",
        "open-to-world: Deployment web listens on port 80 of its node",
      ],
    ],
    [
      "all rights on the node",
      pod(
        "{ hostPID: true, volumes: [{ hostPath: { path: / } }], containers: [{ name: a, securityContext: { privileged: true, capabilities: { add: [SYS_ADMIN] } } }] }",
      ),
      [
        "wider-access: Deployment web sees the processes of its node (hostPID)",
        "wider-access: Deployment web has / of its node",
        "wider-access: Deployment web runs a with all rights on its node (privileged)",
        "wider-access: Deployment web runs a with SYS_ADMIN",
      ],
    ],
    [
      "a wildcard",
      role('[{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]'),
      ["wider-access: ClusterRole shop/web allows everything on all resources"],
    ],
    [
      "a role for many",
      binding(
        "cluster-admin",
        "[{ kind: ServiceAccount, name: ci, namespace: build }, { kind: User, name: system:anonymous }]",
      ),
      [
        "wider-access: ClusterRoleBinding shop/web grants cluster-admin to ServiceAccount build/ci",
        "public-data: ClusterRoleBinding shop/web grants cluster-admin to User system:anonymous",
      ],
    ],
    [
      "a policy for everyone",
      `${head("NetworkPolicy")}spec: { ingress: [{}] }\n`,
      ["open-to-world: NetworkPolicy shop/web lets connections in from everywhere"],
    ],
    [
      "a namespace for anything",
      "apiVersion: v1\nkind: Namespace\nmetadata: { name: web, labels: { pod-security.kubernetes.io/enforce: privileged } }\n",
      ["wider-access: Namespace web lets pods have all rights on their node (pod-security: privileged)"],
    ],
  ])("is %s", (_, manifest, words) => {
    expect(opened(undefined, manifest)).toEqual(words);
    expect(opened(manifest, manifest)).toEqual([]);
  });

  it("is what a role allows besides, and nothing where it only loses something", () => {
    const [before, after] = [
      role("[{ resources: [pods], verbs: [get, list, watch] }]"),
      role("[{ resources: [pods, secrets], verbs: [get, list] }]"),
    ];
    expect(opened(before, after)).toEqual(["wider-access: ClusterRole shop/web allows get, list on secrets"]);
  });

  it.each([
    [
      "{ resources: [secrets], resourceNames: [db], verbs: [get] }",
      "{ resources: [secrets], verbs: [get] }",
      "get on secrets",
    ],
    [
      "{ resources: [secrets], resourceNames: [db], verbs: [get] }",
      "{ resources: [secrets], resourceNames: [db, tls], verbs: [get] }",
      "get on secrets named tls",
    ],
    [
      '{ apiGroups: [""], resources: ["*"], verbs: [get] }',
      '{ apiGroups: ["", apps], resources: ["*"], verbs: [get] }',
      "get on all resources of apps",
    ],
    [
      "{ apiGroups: [apps], resources: [deployments], verbs: [get] }",
      '{ apiGroups: ["*"], resources: [deployments], verbs: [get] }',
      "get on deployments of every group",
    ],
    [
      "{ apiGroups: [apps], resources: [deployments], verbs: [get] }",
      "{ apiGroups: [apps], resources: [deployments], verbs: ['*'] }",
      "everything on deployments.apps",
    ],
    ['{ resources: ["*"], verbs: ["*"] }', '{ nonResourceURLs: ["*"], verbs: ["*"] }', "everything on *"],
  ])("is what a rule %s does not allow and %s does", (before, after, words) => {
    expect(opened(role(`[${before}]`), role(`[${after}]`))).toEqual([
      `wider-access: ClusterRole shop/web allows ${words}`,
    ]);
  });

  it.each([
    ["{ resources: [secrets], verbs: [get] }", "{ resources: [secrets], resourceNames: [db], verbs: [get] }"],
    ['{ apiGroups: ["*"], resources: [pods], verbs: [get] }', '{ apiGroups: [""], resources: [pods], verbs: [get] }'],
    [
      '{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }',
      "{ apiGroups: [apps], resources: [deployments], resourceNames: [web], verbs: [get] }",
    ],
  ])("is nothing where the rule %s becomes the narrower %s", (before, after) => {
    expect(opened(role(`[${before}]`), role(`[${after}]`))).toEqual([]);
  });

  it("is what a policy that goes has limited", () => {
    const policy = `${head("NetworkPolicy")}spec: { ingress: [] }\n`;
    expect(opened(policy, undefined)).toEqual([
      "open-to-world: NetworkPolicy shop/web is removed and limits connections no more",
    ]);
  });

  it("is nothing of an object that moves to another file", () => {
    const text = service("{ type: LoadBalancer }");
    const moved = [
      { name: "a.yaml", kind: "file", before: text },
      { name: "b.yaml", kind: "file", after: text },
    ] as const;
    expect(manifestExposuresOf(moved)).toEqual({ exposures: [], unread: [] });
  });

  it("names no file of an object that a kustomization makes", () => {
    const made = { name: "Service shop/web", kind: "object", after: service("{ type: NodePort }") } as const;
    const [exposure] = manifestExposuresOf([made]).exposures;
    expect(exposure).toEqual({
      kind: "open-to-world",
      object: "Service shop/web",
      what: "answers on a port that the cluster picks of every node",
    });
  });

  it("is not known of what is no text or no YAML", () => {
    const manifests = [
      { name: "long.yaml", kind: "file" },
      { name: "broken.yaml", kind: "file", after: "a: [" },
      { name: "kustomization.yaml", kind: "file", after: "resources: []" },
      { name: "values.txt", kind: "file", after: "a: [" },
    ] as const;
    expect(manifestExposuresOf(manifests)).toEqual({
      exposures: [],
      unread: ["long.yaml", "broken.yaml"],
    });
  });
});
