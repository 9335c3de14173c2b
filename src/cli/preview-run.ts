import { previewChange } from "../flows/index.ts";
import type { PreviewFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { withDriver } from "./driver-run.ts";
import type { ExitCode } from "./exit-code.ts";
import { showPreview } from "./preview-output.ts";

export async function runPreview(flags: PreviewFlags, wiring: DriverWiring): Promise<ExitCode> {
  return withDriver(flags, wiring, async (ports, screen) => {
    const preview = await previewChange(
      {
        environments: flags.env ?? [],
        refresh: flags.refresh ?? false,
        ...(flags.previewTimeout !== undefined && { limitMilliseconds: flags.previewTimeout }),
        ...(flags.part !== undefined && { asPart: true }),
        ...(flags.base !== undefined && { base: flags.base }),
        ...(flags.head !== undefined && { head: flags.head }),
      },
      ports,
    );
    return showPreview(preview, flags, wiring, screen);
  });
}
