// Imports single files: the program processes of the driver start before the folders' indexes are loaded.
import { describeSdkStart } from "../engine/embedded/program/launch/sdk-start.ts";
import type { WarmRunnerOptions } from "../engine/embedded/program/warm-runner.ts";

/** For `--verbose`: reports each way in which an SDK was started, once. */
export function noticesOfSdkStarts(onNotice: (line: string) => void): Pick<WarmRunnerOptions, "onSdkStart"> {
  const reported = new Set<string>();
  return {
    onSdkStart(start, patches) {
      const lines = describeSdkStart(start, patches);
      const text = lines.join("\n");
      if (reported.has(text)) return;
      reported.add(text);
      for (const line of lines) onNotice(line);
    },
  };
}
