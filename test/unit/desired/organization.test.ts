import { describe, expect, it } from "vitest";
import {
  desiredOrganizationIn,
  InvalidOrganization,
  kindsWithRoles,
  leastRoles,
  NoOrganization,
} from "../../../src/desired/organization/index.ts";
import { EnvironmentReader, environmentDocument } from "../../../src/environment/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import { organizationPath } from "../../../src/organization/index.ts";

const head = `apiVersion: groundwork.dev/v1
kind: Organization
spec:
  cloud: { kind: gcp, parent: folders/42, billingAccount: 01ABCD-234567-89EF01 }
  seed: { project: acme-groundwork, location: EU }
`;
const environmentOf = (spec: string) =>
  `apiVersion: groundwork.dev/v1\nkind: Environment\nspec:\n  cloud: { kind: gcp, project: acme-shop, region: europe-west1 }\n${spec}`;

const desired = async (rest: string, environments: Readonly<Record<string, string>> = {}) =>
  await desiredOrganizationIn(
    memoryTree({
      [organizationPath]: head + rest,
      ...Object.fromEntries(
        Object.entries(environments).map(([name, spec]) => [
          `environments/${name}/environment.yaml`,
          environmentOf(spec),
        ]),
      ),
    }),
  );

describe("the plan of an organization", () => {
  it("makes each folder after the one that holds it", async () => {
    const { folders } = await desired(
      "  folders: [{ name: a, parent: c }, { name: b, parent: a }, { name: c }, { name: d }]\n",
    );
    expect(folders.map(({ key, holder }) => [key, holder])).toEqual([
      ["c", { id: "folders/42" }],
      ["d", { id: "folders/42" }],
      ["a", { folder: "c" }],
      ["b", { folder: "a" }],
    ]);
  });

  it("keeps states in a protected bucket without public access, whose key lies where the bucket does", async () => {
    const { bucket, keyRing, key } = await desired("");
    expect(bucket).toMatchObject({
      protect: true,
      args: { name: "acme-groundwork-state", location: "EU", publicAccessPrevention: "enforced", forceDestroy: false },
    });
    expect([keyRing.protect, keyRing.args.location]).toEqual([true, "europe"]);
    expect([key.protect, key.args.rotationPeriod]).toEqual([true, "7776000s"]);
  });

  it("lets previews read, and only the branch's jobs write", async () => {
    const { grants, identity } = await desired("  forge: { kind: github, repository: acme/infra, branch: trunk }\n");
    expect(grants.map(({ account, on, args }) => [account, on, args.role])).toEqual([
      ["preview", "bucket", "roles/storage.objectViewer"],
      ["up", "bucket", "roles/storage.objectUser"],
      ["preview", "key", "roles/cloudkms.cryptoKeyDecrypter"],
      ["up", "key", "roles/cloudkms.cryptoKeyEncrypterDecrypter"],
    ]);
    expect(identity?.provider.args.attributeCondition).toBe("assertion.repository == 'acme/infra'");
    expect(identity?.actsAs.map(({ account, attribute, value }) => [account, attribute, value])).toEqual([
      ["preview", "repository", "acme/infra"],
      ["up", "ref", "refs/heads/trunk"],
    ]);
  });

  it("gives roles on a project for what its environments declare, and takes those of no other project into account", async () => {
    const rolesOf = async (spec: string) => {
      const projects = "  projects: [{ name: shop, project: acme-shop }, { name: other, project: acme-other }]\n";
      const { grants } = await desired(projects, { shop: spec });
      return (project: string) =>
        grants.filter(({ on }) => typeof on === "object" && on.project === project).map(({ args }) => args.role);
    };
    const plain = await rolesOf("  network: {}\n");
    const withDatabase = await rolesOf("  databases: [{ name: orders }]\n");
    const added = withDatabase("project-shop").filter((role) => !plain("project-shop").includes(role));
    expect(added).toEqual(["roles/cloudsql.viewer", "roles/cloudsql.admin"]);
    expect(withDatabase("project-other")).toEqual(plain("project-other"));
  });

  it("never gives an account the role of an owner or editor", async () => {
    const reading = await new EnvironmentReader(
      memoryTree({
        "environments/shop/environment.yaml": environmentOf(
          "  machines: [{ name: web }]\n  clusters: [{ name: main, nodePools: [{ name: a }] }]\n  buckets: [{ name: a }]\n",
        ),
      }),
    ).read("shop");
    const environments = reading.ok ? [reading.value.environment] : [];
    const { preview, up } = leastRoles(environments);
    expect(environments).toHaveLength(1);
    expect([...preview, ...up].filter((role) => /^roles\/(?:owner|editor)$/u.test(role))).toEqual([]);
    expect(preview.filter((role) => /admin/iu.test(role))).toEqual([]);
  });

  it("knows what each kind needs that an environment can declare", () => {
    // They need no role on a project: what agents, programs and people are told of the environment.
    const needNone = ["sync", "health", "values", "protect", "dependsOn"];
    const kinds = Object.keys(environmentDocument.shape.spec.unwrap().shape);
    expect(kinds.filter((kind) => !needNone.includes(kind)).toSorted()).toEqual(kindsWithRoles.toSorted());
  });

  it("is not made where an environment is wrong: what that needs is unknown, and a plan without it would take roles away", async () => {
    const wrong = desired("  projects: [{ name: shop, project: acme-shop }]\n", { shop: "  databses: []\n" });
    await expect(wrong).rejects.toThrow(InvalidOrganization);
    await expect(wrong).rejects.toThrow("environments/shop/environment.yaml:5:3");
    await expect(desiredOrganizationIn(memoryTree({}))).rejects.toThrow(NoOrganization);
  });
});
