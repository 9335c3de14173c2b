import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseDocument } from "yaml";
import { projectRoot, textIn } from "../lib/index.ts";
import { planOrganizationFiles } from "../project/index.ts";
import type { BootstrapInitFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { FlagNeeds } from "./errors.ts";
import type { ExitCode } from "./exit-code.ts";
import { showProject } from "./project-output.ts";
import { writeProjectFiles } from "./write-project-files.ts";

export async function runBootstrapInit(flags: BootstrapInitFlags, wiring: DriverWiring): Promise<ExitCode> {
  const { cloud, parent, billingAccount, seedProject, region, forge, repository } = flags;
  if (forge !== undefined && repository === undefined) throw new FlagNeeds({ flag: "--forge", needed: "--repository" });
  if (forge === undefined && repository !== undefined) throw new FlagNeeds({ flag: "--repository", needed: "--forge" });
  const { folder, tree } = await wiring.openFiles(wiring.cwd);
  const own = JSON.parse(await readFile(path.join(projectRoot(), "package.json"), "utf8")) as { readonly name: string };
  const named: unknown = parseDocument((await textIn(tree, "Pulumi.yaml")) ?? "").get("name");
  const files = await planOrganizationFiles(tree, {
    project: typeof named === "string" ? named : "platform",
    packageName: own.name,
    cloud,
    parent,
    billingAccount,
    seedProject,
    region,
    ...(forge !== undefined && repository !== undefined && { forge: { kind: forge, repository } }),
  });
  const dryRun = flags.dryRun ?? false;
  if (!dryRun) await writeProjectFiles(folder, files);
  const next = "Look at environments/_organization/organization.yaml, then: groundwork bootstrap --preview-only";
  const { terminal } = wiring;
  const shown = { out: (line: string) => terminal.out(line), invocation: terminal.invocation };
  return showProject({ kind: "bootstrap-init", folder, files, dryRun, tasks: [], next }, flags, shown);
}
