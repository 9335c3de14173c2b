import type { SdkPatch } from "./sdk-patch.ts";

/** Where in a source a resource is made, as the SDK sends it; `undefined` for code that has no file. */
type Frames = readonly ({ readonly uri: string } | undefined)[];

/** The SDK's `resource`, in versions that send whole stack traces. */
interface Resources {
  readonly Resource?: { stackTrace?: (this: unknown, skip: number) => Frames };
}

/** The loader for TypeScript, built beside this file. */
const loader = new URL("typescript.js", import.meta.url).pathname;

/** What the address of an entry ends with that is evaluated again: it is the same file at each run. */
const ofRun = /\?run=\d+$/;

const knowing = new WeakSet<object>();

/**
 * The SDK sends the stack trace of each resource, mapped to the sources. Mapping one and reading it back from its text takes 0.1 ms,
 * and programs make most of their resources in the same few places: a stack that was seen before gets the same frames.
 */
export const knownPositions: SdkPatch = {
  name: "stack traces of resources are mapped once for each place",
  concerns: ({ request }) => request.endsWith("/resource"),
  apply({ load }) {
    const resources = load() as Resources;
    const { Resource } = resources;
    const { stackTrace } = Resource ?? {};
    if (!Resource || !stackTrace || knowing.has(Resource)) return undefined;
    knowing.add(Resource);
    const known = new Map<string, Frames>();
    Resource.stackTrace = function knownStackTrace(skip) {
      const place = placeOfCaller(skip);
      const before = place === undefined ? undefined : known.get(place);
      if (before) return before;
      const frames = withoutLoader(stackTrace.call(this, skip + 1));
      if (place !== undefined) known.set(place, frames);
      return frames;
    };
    return resources;
  },
};

/** The loader's address names a folder of one run, so with it no two states of a stack would be the same. */
function withoutLoader(frames: Frames): Frames {
  return frames.map((frame) => (frame?.uri.includes(loader) ? undefined : frame));
}

/** The current stack by files and positions in them, before any mapping; `undefined` where code that has no file is in it. */
function placeOfCaller(skip: number): string | undefined {
  const { stackTraceLimit } = Error;
  const kept = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  Error.prepareStackTrace = (_error, sites) => sites;
  try {
    const sites = new Error().stack as unknown as readonly Site[];
    let place = `${skip}\n`;
    for (const site of sites) {
      if (site.isEval()) return undefined;
      place += `${site.getFileName()?.replace(ofRun, "") ?? ""}:${site.getPosition()}\n`;
    }
    return place;
  } finally {
    if (kept) Object.defineProperty(Error, "prepareStackTrace", kept);
    else Reflect.deleteProperty(Error, "prepareStackTrace");
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** `getPosition` is missing in the types of Node: the offset in the file, which needs no count of lines. */
type Site = NodeJS.CallSite & { getPosition(): number };
