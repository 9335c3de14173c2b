import { expect, it } from "vitest";
import type { DriverWiring } from "../../../src/cli/driver-options.ts";
import { validateEnvironments } from "../../../src/cli/env-run.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import { environmentFiles, profileWithCluster } from "../../fakes/driver/driver-world.ts";

it("validating one environment reports what is wrong with a base outside of all environments", async () => {
  const lines: string[] = [];
  const tree = memoryTree({
    "environments/_profiles/small.yaml": profileWithCluster,
    ...environmentFiles("dev"),
    "environments/dev/apps/kustomization.yaml": "resources: [../../../bases/web]\n",
    "bases/web/kustomization.yaml": "resources:\n- gone.yaml\n",
  });
  const wiring = {
    terminal: { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) },
    openFiles: async () => ({ folder: "/checkout", tree }),
    cwd: "/checkout",
  } as unknown as DriverWiring;
  await validateEnvironments(["dev"], {}, wiring);
  expect(lines.join("\n")).toContain('bases/web/kustomization.yaml:2:3: resources names "gone.yaml"');
});
