import { describe, expect, it } from "vitest";
import type { AffectedEnvironment } from "../../../src/change/index.ts";
import { affectedEnvironments } from "../../../src/flows/index.ts";
import { reasonsText } from "../../../src/report/section/reason.ts";
import { DriverWorld, environmentFiles } from "../../fakes/driver/driver-world.ts";

type Files = Readonly<Record<string, string | undefined>>;

const ofProfile = "environments/_profiles/small/resources.ts";
const ofDev = "environments/dev/resources.ts";
const lockfile = (version: string) =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: {
      "": { dependencies: { "@acme/queues": "*" } },
      "node_modules/@acme/queues": { version, resolved: `https://registry.npmjs.org/queues-${version}.tgz` },
    },
  });
const manifest = '{ "type": "module", "dependencies": { "@acme/queues": "*" } }';

/** `dev` and `staging` extend `small`; `alone` extends nothing. */
function world(files: Files = {}): DriverWorld {
  const made = new DriverWorld();
  made.git.make({
    "environments/alone/environment.yaml":
      "apiVersion: groundwork.dev/v1\nkind: Environment\nspec: { cloud: { kind: local } }\n",
    ...files,
  });
  return made;
}

async function affectedBy(change: Files, files: Files): Promise<readonly AffectedEnvironment[]> {
  const { git, ports } = world(files);
  const base = await git.resolve("HEAD");
  return (await affectedEnvironments({ base, head: git.make(change) }, ports)).environments;
}

async function texts(change: Files, files: Files): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await affectedBy(change, files)).map((each) => [each.name, reasonsText(each)]));
}

describe("a change of resources in TypeScript", () => {
  it("affects the one environment whose file it is", async () => {
    expect(await texts({ [ofDev]: "export default () => 1;" }, { [ofDev]: "export default () => {};" })).toEqual({
      dev: "resources.ts changed",
    });
  });

  it.each([
    ["came", {}, "export default () => {};"],
    ["changed", { [ofProfile]: "export default () => 1;" }, "export default () => {};"],
    ["left", { [ofProfile]: "export default () => 1;" }, undefined],
  ] satisfies readonly (readonly [string, Files, string | undefined])[])(
    "affects the environments of the profile whose file %s, and no others",
    async (_, files, content) => {
      const text = "resources.ts of profile small changed";
      expect(await texts({ [ofProfile]: content }, files)).toEqual({ dev: text, staging: text });
    },
  );

  it("affects those that import it, wherever it lies, with the way to it", async () => {
    const files = {
      [ofDev]: 'import "../../lib/topics.ts";\nexport default () => {};',
      "lib/topics.ts": 'import "./names.ts";',
      "lib/names.ts": "export const a = 1;",
      "environments/staging/resources.ts": 'import "../dev/shared.ts";\nexport default () => {};',
      "environments/dev/shared.ts": "export const a = 1;",
    };
    expect(await texts({ "lib/names.ts": "export const a = 2;" }, files)).toEqual({
      dev: "lib/names.ts, which resources.ts imports through lib/topics.ts, changed",
    });
    expect(await texts({ "environments/dev/shared.ts": "export const a = 2;" }, files)).toEqual({
      dev: "shared.ts",
      staging: "environments/dev/shared.ts, which resources.ts imports, changed",
    });
    expect(await texts({ "lib/unused.ts": "export const a = 2;", "docs/page.md": "Hello" }, files)).toEqual({});
  });

  it("affects those that import a package that changed", async () => {
    const files = {
      [ofDev]: 'import { Queue } from "@acme/queues/queue.js";\nexport default () => Queue;',
      "package.json": manifest,
      "package-lock.json": lockfile("1.0.0"),
    };
    expect(await texts({ "package-lock.json": lockfile("1.1.0") }, files)).toEqual({
      dev: "@acme/queues 1.0.0 -> 1.1.0",
    });
  });

  it("affects those of a file that cannot be read by any source that changed, since it may import it", async () => {
    const files = { [ofDev]: 'import "./gone.ts";\nexport default () => {};', "lib/a.ts": "export const a = 1;" };
    const found = await affectedBy({ "lib/a.ts": "export const a = 2;" }, files);
    expect(found.map(({ name, reasons }) => [name, reasons[0]?.kind])).toEqual([["dev", "program-unreadable"]]);
    expect(await texts({ "docs/page.md": "Hello" }, files)).toEqual({});
  });

  it("affects those that use outputs of an environment that it affects", async () => {
    const uses = environmentFiles(
      "shop",
      "spec: { values: { topic: '${environments.dev.outputs.resources.topic}' } }\n",
    );
    expect(
      await texts({ [ofDev]: "export default () => 1;" }, { ...uses, [ofDev]: "export default () => {};" }),
    ).toEqual({ dev: "resources.ts changed", shop: "depends on dev" });
  });
});
