import { type ChangeRequestPreview, type FlowPorts, previewChange, previewChangeRequest } from "../flows/index.ts";
import type { PreviewFlags } from "./driver-flags.ts";
import type { OpenedForge } from "./driver-host.ts";
import type { DriverWiring } from "./driver-options.ts";
import { withDriver } from "./driver-run.ts";
import { NeedsForge } from "./errors.ts";
import type { ExitCode } from "./exit-code.ts";
import { notPosted, previewWriter } from "./forge-comments.ts";
import { showPreview } from "./preview-output.ts";

export async function runPreview(flags: PreviewFlags, wiring: DriverWiring): Promise<ExitCode> {
  // A part is no result of the change request: the jobs beside this one have the others.
  const opened = flags.part === undefined ? await wiring.openForge(flags, wiring.cwd) : undefined;
  if (!opened && flags.changeRequest !== undefined) throw new NeedsForge({ flag: "--change-request" });
  return withDriver(flags, wiring, async (ports, screen) => {
    const shown = await previewWith(opened, flags, wiring, ports);
    const dialect = opened?.forge.board?.limits.dialect;
    return showPreview({ ...shown, ...(dialect && { dialect }) }, flags, wiring, screen);
  });
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
    anew: !flags.reuse,
    ...(flags.previewTimeout !== undefined && { limitMilliseconds: flags.previewTimeout }),
    ...(flags.part !== undefined && { asPart: true }),
    ...(flags.report !== undefined && { manifestTexts: true }),
    ...(flags.base !== undefined && { base: flags.base }),
    ...(flags.head !== undefined && { head: flags.head }),
  };
  if (!opened) return { preview: await previewChange(request, ports) };
  const number = flags.changeRequest ?? opened.changeRequest;
  const write = previewWriter(flags.report, wiring);
  return previewChangeRequest(
    {
      ...request,
      ...(number !== undefined && { number }),
      branch: flags.branch,
      write,
      onNotPosted: notPosted(wiring),
    },
    ports,
    opened.forge,
  );
}
