import { expect, it } from "vitest";
import type { DriverWiring } from "../../../src/cli/driver-options.ts";
import { validateEnvironments } from "../../../src/cli/env-run.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import { environmentFiles, profileWithCluster } from "../../fakes/driver/driver-world.ts";

/** What validating one environment says. */
async function said(files: Readonly<Record<string, string>>): Promise<string> {
  const lines: string[] = [];
  const tree = memoryTree({
    "environments/_profiles/small.yaml": profileWithCluster,
    ...environmentFiles("dev"),
    ...files,
  });
  const wiring = {
    terminal: { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) },
    openFiles: async () => ({ folder: "/checkout", tree }),
    cwd: "/checkout",
  } as unknown as DriverWiring;
  await validateEnvironments(["dev"], {}, wiring);
  return lines.join("\n");
}

it("validating one environment reports what is wrong with a base outside of all environments", async () => {
  const found = await said({
    "environments/dev/apps/kustomization.yaml": "resources: [../../../bases/web]\n",
    "bases/web/kustomization.yaml": "resources:\n- gone.yaml\n",
  });
  expect(found).toContain('bases/web/kustomization.yaml:2:3: resources names "gone.yaml"');
});

it("validating one environment reports what is wrong with the promotion file", async () => {
  const stages = "spec: { stages: [{ name: first, environments: [dve] }] }\n";
  const found = await said({
    "environments/promotion.yaml": `apiVersion: groundwork.dev/v1\nkind: Promotion\n${stages}`,
  });
  expect(found).toContain('no environment is called "dve" (did you mean dev?)');
});
