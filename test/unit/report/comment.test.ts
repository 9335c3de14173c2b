import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EnvironmentPreview, Problem } from "../../../src/change/index.ts";
import {
  type CommentOptions,
  plainPaint,
  plansReport,
  previewComment,
  previewReport,
  terminalLines,
} from "../../../src/report/index.ts";
import {
  changeOf,
  environment,
  failed,
  infrastructure,
  largerMachine,
  manifests,
  manifestText,
  movedSubnet,
  step,
} from "./comment-harness/previews.ts";

const dialects = ["github", "gitlab", "bitbucket", "gitea"] as const;
const options = (some: Partial<CommentOptions> = {}): CommentOptions => ({
  commentBytes: 60_000,
  dialect: "github",
  asInvoked: (text) => text,
  ...some,
});
const names = (count: number, prefix = "customer") => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
const problem = (message: string): Problem => ({
  code: "some",
  kind: "failed",
  message,
  details: ["line 3: no such key"],
});

const everything = changeOf([
  movedSubnet("dev"),
  ...names(12).map(largerMachine),
  environment("broken", [failed(problem("the program threw <Error>"))]),
  environment("calm", [infrastructure([])]),
  environment("gone", [], { folder: "removed", reasons: [{ kind: "removed", layer: "infrastructure" }] }),
]);

describe("the comment of a change request", () => {
  it.each(dialects)(
    "says what is unknown, what is lost and why, and what is opened, before everything else: %s",
    async (dialect) => {
      await expect(previewComment(everything, options({ dialect }))).toMatchFileSnapshot(
        `../../golden/comment/${dialect}.md`,
      );
    },
  );

  it("says what becomes of keys that Google keeps, also where a key is replaced", () => {
    const steps = [
      step("dev", "delete", "gcp:kms/keyRing:KeyRing", "dev-main", { before: { name: "dev-main-0123456" } }),
      step("dev", "delete", "gcp:kms/cryptoKey:CryptoKey", "main_data", { before: { name: "main-data-0123456" } }),
      step("dev", "delete", "gcp:storage/bucket:Bucket", "logs", { before: { name: "acme-dev-logs" } }),
    ];
    const text = previewComment(changeOf([environment("dev", [infrastructure(steps)])]), options());
    expect(text).toContain("dev: **deletes bucket acme-dev-logs (everything in it is deleted)**");
    expect(text).toContain(
      "dev: **destroys the versions of key ring dev-main-0123456, crypto key main-data-0123456: what they encrypted cannot be read again**. Google keeps rings and keys themselves, and their names stay taken",
    );
  });

  it("names the cluster that is lost, the one change that brings it about, and how much follows", () => {
    const text = previewComment(changeOf([movedSubnet("dev")]), options());
    expect(text).toContain(
      "dev: **replaces cluster dev-main (everything in it is deleted)** because subnetwork main ipCidrRange `10.0.0.0/23` -&gt; `10.0.2.0/23`; 3 more resources follow",
    );
  });

  it("shows 300 environments and one line of their profile as one change, in less than 200 lines", () => {
    const text = previewComment(changeOf(names(300).map(largerMachine)), options());
    expect(text.split("\n").length).toBeLessThan(200);
    expect(text).toContain("| customer-0, customer-1, customer-2 and 297 more |");
    expect(text.match(/machineType: "e2-small" => "e2-medium"/g)).toHaveLength(1);
    for (const name of names(300)) expect(text).toContain(name);
  });

  it("keeps an environment apart that only one value tells from the others", () => {
    const other = environment("customer-7", [
      infrastructure([
        step("customer-7", "update", "gcp:compute/instance:Instance", "web", {
          before: { name: "customer-7-web", machineType: "e2-small" },
          after: { name: "customer-7-web", machineType: "e2-highmem-16" },
        }),
      ]),
    ]);
    const text = previewComment(changeOf([...names(7).map(largerMachine), other]), options());
    expect(text).toContain("| customer-7 | infrastructure |");
    expect(text).toContain("e2-highmem-16");
  });

  it.each([
    ["role", (name: string) => `roles/${name}`],
    ["machineType", (name: string) => `e2-${name}`],
    ["tier", (name: string) => name],
    ["plan", (name: string) => name],
  ])("keeps environments apart whose names are the words in which their %s differs", (property, value) => {
    const previews = ["viewer", "owner"].map((name) => {
      const of = (text: string) => ({
        before: { name: `${name}-it` },
        after: { name: `${name}-it`, [property]: text },
      });
      return environment(name, [infrastructure([step(name, "update", "acme:index:Thing", "it", of(value(name)))])]);
    });
    const text = previewComment(changeOf(previews), options());
    expect(text).toContain("| viewer | infrastructure |");
    expect(text).toContain(value("owner"));
  });

  it("takes environments together whose own names stand in labels, addresses and lists", () => {
    const previews = ["one", "two"].map((name) => {
      const after = { labels: { environment: name }, tags: [name], url: `https://${name}.example.com` };
      return environment(name, [infrastructure([step(name, "create", "acme:index:Thing", name, { after })])]);
    });
    expect(previewComment(changeOf(previews), options())).toContain("| one, two | infrastructure |");
  });

  it("counts what installs the sync agent, and shows what stands in a component that is called like it", () => {
    const role = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding";
    const installed = (type: string) =>
      previewComment(
        changeOf([
          environment("dev", [infrastructure([step("dev", "create", type, "groundwork-agent", { after: {} })])]),
        ]),
        options(),
      );
    expect(installed(`groundwork:index:Sync$groundwork:index:Agent$${role}`)).toContain("sync agent: 1 to create");
    for (const type of [
      "groundwork:index:Agent",
      "my-groundwork:index:Sync$groundwork:index:Agent",
      "acme:index:Agent",
    ])
      expect(installed(`${type}$${role}`)).toContain("ClusterRoleBinding groundwork-agent");
    expect(installed("groundwork:index:Sync$groundwork:index:Agent$gcp:compute/disk:Disk")).toContain("Disk");
  });

  it.each([
    [
      "object of the agent",
      "groundwork:index:Sync$groundwork:index:Agent$kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
    ],
    ["definition", "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"],
  ])("keeps an environment apart whose %s differs, of which one line is shown", (_, type) => {
    const of = (name: string, role: string) => {
      const after = { metadata: { labels: { "groundwork.dev/environment": name } }, roleRef: { name: role } };
      return environment(name, [infrastructure([step(name, "create", type, "groundwork-agent", { after })])]);
    };
    const text = previewComment(
      changeOf([of("one", "view"), of("two", "view"), of("three", "cluster-admin")]),
      options(),
    );
    expect(text).toContain("| one, two | infrastructure |");
    expect(text).toContain("| three | infrastructure |");
  });

  it("counts as often as it happens what would happen to several environments alike", () => {
    const text = previewComment(changeOf(names(2).map(largerMachine)), options());
    expect(text).toMatch(/: 0 to create, 2 to update/u);
    expect(text).toContain("| customer-0, customer-1 | infrastructure | 0 | 1 each | 0 | 0 | changes |");
  });

  it("has a heading whose counts are those of its table", () => {
    const created = step("dev", "create", "acme:index:Thing", "one", { after: {} });
    const preview = changeOf([environment("dev", [infrastructure([created]), manifests("dev", ["a.yaml", "b.yaml"])])]);
    const heading = ": 1 to create, 0 to update, 0 to replace, 0 to delete; 2 manifests would change";
    expect(terminalLines(previewReport(preview), plainPaint)[0]).toContain(heading);
    const comment = previewComment(preview, options());
    expect(comment.split("\n")[0]).toContain(heading);
    expect(comment).toContain("| dev | infrastructure, cluster | 1 | 2 | 0 | 0 | changes |");
  });

  it("tells definitions and the agent's own objects in a line each, as the terminal does", () => {
    const definition = step("dev", "create", "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition", "things", {
      after: { spec: { scope: "Namespaced" } },
    });
    const deployment = step(
      "dev",
      "create",
      "groundwork:index:Sync$groundwork:index:Agent$kubernetes:apps/v1:Deployment",
      "agent",
      { after: { spec: { replicas: 1 } } },
    );
    const preview = changeOf([environment("dev", [infrastructure([definition, deployment])])]);
    const terminal = terminalLines(previewReport(preview), plainPaint).join("\n");
    for (const text of [terminal, previewComment(preview, options())]) {
      expect(text).toContain("CustomResourceDefinition things (its schema)");
      expect(text).toContain("objects that install the sync agent: 1 to create");
      expect(text).not.toMatch(/scope|replicas/u);
    }
  });

  it.each([
    ["preview", () => previewReport(changeOf([movedSubnet("dev")]))],
    ["up", () => plansReport([movedSubnet("dev")])],
  ])("is what %s says at a terminal, too, of what is lost and opened, before the table", (_, report) => {
    const text = terminalLines(report(), plainPaint).join("\n");
    expect(text).toMatch(
      /replaces cluster dev-main \(everything in it is deleted\) because.*Opens to the world: dev: firewall.*environment +create/su,
    );
  });

  it("names what manifests open beside what the cloud does", () => {
    const previews = names(2).map((name) => environment(name, [manifests(name, ["web.yaml"])]));
    const service = (type: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { type: ${type}, ports: [{ port: 443 }] }\n`;
    const texts = names(2).map((name) => manifestText(name, "web.yaml", service("ClusterIP"), service("LoadBalancer")));
    const text = previewComment({ ...changeOf(previews), manifestTexts: new Map(texts) }, options());
    expect(text).toContain(
      "**Opens to the world**: customer-0, customer-1: Service web has a load balancer that answers every address on port 443",
    );
  });

  it("shows how manifests differ, once for environments that differ in their name alone", () => {
    const previews = names(4).map((name) => environment(name, [manifests(name, ["web.yaml"])]));
    const text = (name: string, replicas: number) => `metadata:\n  name: ${name}\nspec:\n  replicas: ${replicas}\n`;
    const manifestTexts = new Map(names(4).map((name) => manifestText(name, "web.yaml", text(name, 1), text(name, 2))));
    const shown = previewComment({ ...changeOf(previews), manifestTexts }, options());
    expect(shown.match(/^-  replicas: 1\n\+  replicas: 2$/gm)).toHaveLength(1);
    expect(shown).toContain("customer-0, customer-1, customer-2 and 1 more: how its manifests differ");
  });

  it.each([
    ["secret.yaml", "kind: Secret\nstringData:\n  password: hunter2\n"],
    ["list.json", '{ "kind": "Secret", "stringData": { "password": "hunter2" } }'],
    ["kustomization.yaml", "secretGenerator:\n  - literals: [password=hunter2]\n"],
    ["secrets.env", "password=hunter2\n"],
  ])("does not show what stands in %s, and keeps two that differ in it apart", (file, after) => {
    const previews = ["one", "two"].map((name) => ({
      ...environment(name, [manifests(name, [file], `content of ${name.length}${name.charCodeAt(0)}`)]),
    }));
    const manifestTexts = new Map(["one", "two"].map((name) => manifestText(name, file, "", after)));
    const text = previewComment({ ...changeOf(previews), manifestTexts }, options());
    expect(text).not.toContain("hunter2");
    expect(text).toContain("its content is not shown, because it holds a Secret");
    expect(text).toContain("| two | cluster |");
  });

  it("says that nothing changes where nothing does", () => {
    expect(previewComment(changeOf([]), options())).toContain("nothing to do");
  });

  it("holds no value of a secret", () => {
    const secret = { token: "[secret]" };
    const text = previewComment(
      changeOf([
        environment("dev", [
          infrastructure([
            step("dev", "replace", "gcp:secretmanager/secret:Secret", "token", {
              before: secret,
              after: { token: "[secret]" },
              forcedBy: ["token"],
            }),
          ]),
        ]),
      ]),
      options(),
    );
    expect(text).toContain("replaces secret token");
  });
});

const environments: fc.Arbitrary<readonly EnvironmentPreview[]> = fc
  .array(fc.constantFrom("moved", "larger", "failed", "calm"), { minLength: 1, maxLength: 25 })
  .map((kinds) =>
    kinds.map((kind, index) => {
      const name = `e${index}`;
      if (kind === "moved") return movedSubnet(name);
      if (kind === "larger") return largerMachine(name);
      return kind === "calm"
        ? environment(name, [infrastructure([])])
        : environment(name, [failed(problem(`${name} broke ${"x".repeat(index * 40)}`))]);
    }),
  );

describe("a comment that may not be long", () => {
  it("never exceeds its bytes, in any dialect", () => {
    fc.assert(
      fc.property(
        environments,
        fc.nat({ max: 6_000 }),
        fc.constantFrom(...dialects),
        (previews, commentBytes, dialect) => {
          const asInvoked = (text: string) => text.replaceAll("groundwork ", "npx --no-install groundwork ");
          const text = previewComment(changeOf(previews), options({ commentBytes, dialect, asInvoked }));
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(commentBytes);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("shows nothing less important while an error or a loss is left out, and says what is missing", () => {
    fc.assert(
      fc.property(environments, fc.integer({ min: 700, max: 8_000 }), (previews, commentBytes) => {
        const whole = previewComment(changeOf(previews), options({ commentBytes: Number.POSITIVE_INFINITY }));
        const text = previewComment(changeOf(previews), options({ commentBytes, wholeReport: "the artifact" }));
        fc.pre(Buffer.byteLength(whole) > commentBytes);
        expect(text).toContain("Left out, because the comment may not be longer: ");
        expect(text).toContain("The whole text is in the artifact.");
        const loud = whole.split("\n").filter((line) => /^- .*(?:cannot be previewed|replaces)/.test(line));
        const lost = loud.filter((line) => !text.includes(line));
        expect(text.includes("| environment |") ? lost : []).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("is short where a page cannot fold its details", () => {
    const previews = names(40, "a").map((name, index) =>
      environment(name, [
        infrastructure([
          step(name, "update", "gcp:compute/instance:Instance", "web", {
            before: { size: 0 },
            after: { size: index + 1 },
          }),
        ]),
      ]),
    );
    const written = (dialect: CommentOptions["dialect"]) =>
      previewComment(changeOf(previews), options({ dialect, commentBytes: 32_000 }));
    expect(written("github")).toContain("a-39: what would happen");
    expect(written("bitbucket")).not.toContain("a-39: what would happen");
    expect(written("bitbucket")).toContain("| a-39 |");
    expect(written("bitbucket")).toMatch(/Left out.*lines of details/);
  });

  it("cuts the details of the environments that lose nothing first", () => {
    const previews = [
      movedSubnet("dev"),
      ...names(40, "a").map((name, index) => ({
        ...largerMachine(name),
        layers: [
          infrastructure([
            step(name, "update", "gcp:compute/instance:Instance", "web", {
              before: { size: 0 },
              after: { size: index + 1 },
            }),
          ]),
        ],
      })),
    ];
    const text = previewComment(changeOf(previews), options({ commentBytes: 6_000 }));
    expect(text).toContain("<summary>dev: what would happen</summary>");
    expect(text).not.toContain("<summary>a-39: what would happen</summary>");
    expect(text).toMatch(/Left out.*lines of details/);
  });
});
