import { type FluxSource, fluxSourcesIn, mentionsFlux } from "./flux-sources.ts";

/** More manifests than one repository's fleet has; beyond it what was known is forgotten. */
const mostKnown = 200_000;

/**
 * What manifests name through Flux's API, by the id of their content. Nearly every manifest is the same in the next commit that is
 * looked at, and nearly none names anything.
 */
export class FluxMemo {
  private readonly known = new Map<string, readonly FluxSource[] | undefined>();

  /** `undefined` when the text cannot be read. @param id absent where contents have none: the text is read each time */
  async sourcesIn(id: string | undefined, read: () => Promise<string>): Promise<readonly FluxSource[] | undefined> {
    if (id !== undefined && this.known.has(id)) return this.known.get(id);
    const text = await read();
    const sources = mentionsFlux(text) ? fluxSourcesIn(text) : [];
    if (id !== undefined) {
      if (this.known.size >= mostKnown) this.known.clear();
      this.known.set(id, sources);
    }
    return sources;
  }
}
