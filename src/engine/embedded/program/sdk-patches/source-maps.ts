import type { SdkPatch } from "./sdk-patch.ts";

/**
 * The SDK looks at a stack trace for each resource. `source-map-support` maps every trace by parsing source maps in
 * JavaScript, 5 ms a resource; Node maps traces itself.
 */
export const noSourceMapSupport: SdkPatch = {
  name: "Node maps stack traces to sources",
  concerns: ({ request }) => request === "source-map-support/register",
  apply: () => ({}),
};

/**
 * Node reads the source map of every file that is loaded while mapping is on, so it is switched on after the SDK.
 *
 * @param loadRun loads the part of the SDK's launcher that runs the program.
 */
export function loadBeforeMapping(loadRun: () => unknown): unknown {
  // In a process that was warmed mapping is on already.
  process.setSourceMapsEnabled(false);
  const loaded = loadRun();
  mapSources();
  return loaded;
}

export function mapSources(): void {
  process.setSourceMapsEnabled(true);
}
