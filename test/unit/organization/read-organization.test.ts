import { describe, expect, it } from "vitest";
import { formatIssue } from "../../../src/environment/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import { organizationPath, readOrganization } from "../../../src/organization/index.ts";

/** A file whose parts are lines below `spec`. */
const fileOf = (...parts: readonly string[]) =>
  ["apiVersion: groundwork.dev/v1", "kind: Organization", "spec:", ...parts, ""].join("\n");
const cloud = "  cloud: { parent: organizations/123456789012, billingAccount: 01ABCD-234567-89EF01 }";
const seed = "  seed: { project: acme-groundwork }";

const read = async (...parts: readonly string[]) =>
  await readOrganization(memoryTree({ [organizationPath]: fileOf(...parts) }));
const issuesOf = async (...parts: readonly string[]) => ((await read(...parts))?.issues ?? []).map(formatIssue);
const at = (line: number, column: number) => `${organizationPath}:${line}:${column}`;

describe("the file of an organization", () => {
  it("may be left out", async () => {
    expect(await readOrganization(memoryTree({}))).toBeUndefined();
  });

  it("needs what holds it, what pays for it and where it starts; the rest has defaults", async () => {
    expect(await read(cloud, seed)).toEqual({
      ok: true,
      issues: [],
      value: {
        labels: {},
        cloud: {
          kind: "local",
          region: "europe-west1",
          parent: "organizations/123456789012",
          billingAccount: "01ABCD-234567-89EF01",
        },
        seed: {
          project: "acme-groundwork",
          displayName: "acme-groundwork",
          bucket: "acme-groundwork-state",
          location: "europe-west1",
          rotationDays: 90,
          keptVersions: 100,
        },
        folders: [],
        projects: [],
      },
    });
  });

  it("takes the tokens of each forge from where that forge signs them", async () => {
    const forgeOf = async (forge: string) => {
      const reading = await read(cloud, seed, `  forge: { ${forge} }`);
      return reading?.ok === true ? reading.value.forge : reading?.issues;
    };
    expect(await forgeOf("kind: github, repository: acme/infra")).toEqual({
      kind: "github",
      issuer: "https://token.actions.githubusercontent.com",
      repository: "acme/infra",
      branch: "main",
    });
    expect(await forgeOf("kind: gitlab, repository: acme/platform/infra, issuer: 'https://git.acme.com'")).toEqual({
      kind: "gitlab",
      issuer: "https://git.acme.com",
      repository: "acme/platform/infra",
      branch: "main",
    });
    const ids = "workspaceId: 6F2B4A11-1111-4222-8333-444455556666, repositoryId: 0b9d4a22-1111-4222-8333-444455556666";
    expect(await forgeOf(`kind: bitbucket, repository: acme/infra, branch: release, ${ids}`)).toEqual({
      kind: "bitbucket",
      issuer: "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
      audience: "ari:cloud:bitbucket::workspace/6f2b4a11-1111-4222-8333-444455556666",
      repository: "{0b9d4a22-1111-4222-8333-444455556666}",
      branch: "release",
    });
  });

  it("names every value of a wrong shape at once", async () => {
    const issues = await issuesOf(
      "  cloud: { parent: acme, billingAccount: 01abcd }",
      "  seed: { project: Acme, bucket: google-state, rotationDays: 0 }",
      "  projects: [{ name: shop, project: acme-shop, services: [pubsub], roles: { up: [owner] } }]",
    );
    const all = issues.join("\n");
    expect(issues).toHaveLength(7);
    for (const said of [
      "write organizations/<number> or folders/<number>",
      "write a billing account, such as 01ABCD-234567-89EF01",
      "a project id has 6 to 30 small letters",
      "does not start with goog",
      "rotationDays",
      "write a service, such as pubsub.googleapis.com",
      "write a role, such as roles/logging.viewer",
    ])
      expect(all).toContain(said);
  });

  it("names folders and projects that are not declared, with those that nearly are", async () => {
    expect(
      await issuesOf(
        cloud,
        seed,
        "  folders: [{ name: production }]",
        "  projects:",
        "    - { name: shop, project: acme-shop, folder: prodution }",
        "    - { name: mail, project: acme-shop }",
        "    - { name: state, project: acme-groundwork }",
      ),
    ).toEqual([
      `${at(8, 49)} spec.projects[shop].folder: no folder is called "prodution" (did you mean production?); there is production`,
      `${at(9, 30)} spec.projects[mail].project: an entry above has project acme-shop already`,
      `${at(10, 31)} spec.projects[state].project: is the project of the state already (seed.project); environments need a project of their own`,
    ]);
  });

  it("names folders that hold each other, lie too deep, or are called alike beside each other", async () => {
    const circle = await issuesOf(cloud, seed, "  folders: [{ name: a, parent: b }, { name: b, parent: a }]");
    expect(circle[0]).toBe(
      `${at(6, 32)} spec.folders[a].parent: folders hold each other in a circle: a in b in a; take one of these out`,
    );
    const chain = Array.from({ length: 11 }, (_, index) =>
      index === 0 ? "{ name: f0 }" : `{ name: f${index}, parent: f${index - 1} }`,
    );
    const deep = await issuesOf(cloud, seed, `  folders: [${chain.join(", ")}]`);
    expect(deep).toEqual([expect.stringContaining("is 11 levels deep; Google allows 10 of them")]);
    const twins = await issuesOf(cloud, seed, "  folders: [{ name: live }, { name: prod, displayName: Live }]");
    expect(twins).toEqual([expect.stringContaining("live beside it is called so already, and case does not count")]);
  });

  it.each([
    ["kind: bitbucket, repository: acme/infra", ["workspaceId", "repositoryId"]],
    ["kind: github, repository: acme/a/b", ["has two parts with github"]],
    [
      "kind: github, repository: acme/infra, repositoryId: 0b9d4a22-1111-4222-8333-444455556666",
      ["is for bitbucket; remove it for github"],
    ],
    ["kind: svn, repository: acme/infra", ["github, gitlab, bitbucket"]],
  ])("names what does not belong to a forge: %s", async (forge, said) => {
    const all = (await issuesOf(cloud, seed, `  forge: { ${forge} }`)).join("\n");
    for (const each of said) expect(all).toContain(each);
  });
});
