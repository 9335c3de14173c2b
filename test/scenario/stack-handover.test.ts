import { cp, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StackProject } from "./stack-harness/stack-project.ts";

const written = fileURLToPath(new URL("../fixtures/pulumi-state/checkpoint.json", import.meta.url));
/** The one that the fixture was made with. */
const environment = { PULUMI_CONFIG_PASSPHRASE: "correct horse" };

describe("a state that the Pulumi CLI wrote for a TypeScript program", () => {
  let parts: StackProject;
  let reader: StackProject;
  let backend: { readonly PULUMI_BACKEND_URL: string; readonly PULUMI_CONFIG_PASSPHRASE: string };
  let stateFile: string;
  beforeEach(async () => {
    parts = await StackProject.of("parts");
    reader = await StackProject.of("reader");
    const root = path.join(parts.folder, "state");
    stateFile = path.join(root, ".pulumi", "stacks", "parts", "dev.json");
    await mkdir(path.dirname(stateFile), { recursive: true });
    await cp(written, stateFile);
    backend = { ...environment, PULUMI_BACKEND_URL: `file://${root}` };
  });
  afterEach(async () => {
    await parts.remove();
    await reader.remove();
  });

  it("is what the program wants: there is nothing to do", async () => {
    const { code, out, err } = await parts.run(["preview", "--stack", "dev", "--expect-no-changes"], backend);
    expect(err).toBe("");
    expect(out).toContain("preview: No changes. 3 unchanged");
    expect(code).toBe(0);
  });

  it("keeps every resource, output and secret through an up", async () => {
    const before = JSON.parse(await readFile(stateFile, "utf8")).checkpoint.latest;
    expect((await parts.run(["up", "--stack", "dev", "--yes", "--skip-preview"], backend)).code).toBe(0);
    const after = JSON.parse(await readFile(stateFile, "utf8")).checkpoint.latest;
    expect(after.secrets_providers).toEqual(before.secrets_providers);
    expect(after.resources.map(essence)).toEqual(before.resources.map(essence));
    expect((await parts.run(["outputs", "password", "--show-secrets"], backend)).out).toBe("s3cret-pass\n");
  });

  it("can be read by another project through a stack reference, its secrets staying secret", async () => {
    const { code, out } = await reader.run(["up", "--stack", "dev", "--yes", "--skip-preview"], backend);
    expect(code).toBe(0);
    expect(out).toContain('plain: "v"');
    expect(out).toContain("password: [secret]");
    expect((await reader.run(["outputs", "password", "--show-secrets"], backend)).out).toBe("s3cret-pass\n");
  });

  it("refuses to destroy what is protected, by name", async () => {
    const { code, err } = await parts.run(["destroy", "--stack", "dev", "--yes", "--skip-preview"], backend);
    expect(code).toBe(1);
    expect(err).toMatch(/two[^]*protect/u);
    expect(JSON.parse(await readFile(stateFile, "utf8")).checkpoint.latest.resources.length).toBeGreaterThanOrEqual(2);
  });
});

/** A resource without where and when it was registered. */
function essence(resource: Readonly<Record<string, unknown>>): unknown {
  const circumstances = new Set(["sourcePosition", "stackTrace", "created", "modified"]);
  return Object.fromEntries(Object.entries(resource).filter(([field]) => !circumstances.has(field)));
}
