import {
  type ChangeRequestPreview,
  type FlowPorts,
  previewChange,
  previewChangeRequest,
  previewPart,
} from "../flows/index.ts";
import { GroundworkError } from "../lib/index.ts";
import type { PreviewFlags } from "./driver-flags.ts";
import type { OpenedForge } from "./driver-host.ts";
import type { DriverWiring } from "./driver-options.ts";
import { withDriver } from "./driver-run.ts";
import { NeedsForge } from "./errors.ts";
import type { ExitCode } from "./exit-code.ts";
import { notPosted, previewWriter } from "./forge-comments.ts";
import { showPreview } from "./preview-output.ts";

export async function runPreview(flags: PreviewFlags, wiring: DriverWiring): Promise<ExitCode> {
  const isPart = flags.part !== undefined;
  const opened = isPart ? await forgeOfPart(flags, wiring) : await wiring.openForge(flags, wiring.cwd);
  if (!opened && !isPart && flags.changeRequest !== undefined) throw new NeedsForge({ flag: "--change-request" });
  return withDriver(flags, wiring, async (ports, screen) => {
    const shown = await previewWith(opened, flags, wiring, ports);
    const dialect = opened?.forge.board?.limits.dialect;
    return showPreview({ ...shown, ...(dialect && { dialect }) }, flags, wiring, screen);
  });
}

/**
 * The forge that says whose change a part is of. None is asked where that is said already, and where a variable for all jobs names one of
 * which this job has no token, as jobs that run the code of changes should have none.
 */
async function forgeOfPart(flags: PreviewFlags, wiring: DriverWiring): Promise<OpenedForge | undefined> {
  if (flags.outside) return undefined;
  try {
    return await wiring.openForge(flags, wiring.cwd);
  } catch (thrown) {
    const isLeftOut = thrown instanceof GroundworkError && thrown.code === "forge-not-configured";
    if (!isLeftOut || flags.forge !== undefined) throw thrown;
    wiring.terminal.err(`The forge is not asked whether the change comes from outside: ${thrown.message}`);
    return undefined;
  }
}

async function previewWith(
  opened: OpenedForge | undefined,
  flags: PreviewFlags,
  wiring: DriverWiring,
  ports: FlowPorts,
): Promise<Pick<ChangeRequestPreview, "preview"> & Partial<ChangeRequestPreview>> {
  const request = {
    environments: flags.env ?? [],
    refresh: flags.refresh ?? false,
    ...(flags.readOnly && { kubediffMode: "read-only" as const }),
    anew: !flags.reuse,
    ...(flags.previewTimeout !== undefined && { limitMilliseconds: flags.previewTimeout }),
    ...(flags.checkModeTimeout !== undefined && { checkModeMilliseconds: flags.checkModeTimeout }),
    ...(flags.part !== undefined && { asPart: true }),
    ...(flags.report !== undefined && { manifestTexts: true }),
    ...(flags.base !== undefined && { base: flags.base }),
    ...(flags.head !== undefined && { head: flags.head }),
  };
  if (!opened) return { preview: await previewChange(request, ports) };
  const number = flags.changeRequest ?? opened.changeRequest;
  const named = { ...request, ...(number !== undefined && { number }), onNotPosted: notPosted(wiring) };
  // A part is no result of the change request: the jobs beside this one have the others.
  if (flags.part !== undefined) return { preview: await previewPart(named, ports, opened.forge) };
  const write = previewWriter(flags.report, wiring);
  return previewChangeRequest({ ...named, branch: flags.branch, write }, ports, opened.forge);
}
