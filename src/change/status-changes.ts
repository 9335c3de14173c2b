import { jsonText } from "../lib/index.ts";
import type { FleetStatus, LayerStatus } from "./status.ts";

/** A layer that stands otherwise than when it was looked at before. */
export interface LayerChange {
  readonly environment: string;
  /** When it was found. */
  readonly at: string;
  /** Absent at the first look. */
  readonly before?: LayerStatus;
  readonly layer: LayerStatus;
}

/** What is otherwise than before, in the order of the environments; without a look before, everything. Ages are no change. */
export function layerChanges(before: FleetStatus | undefined, now: FleetStatus): readonly LayerChange[] {
  const known = new Map(
    (before?.environments ?? []).flatMap(({ environment, layers }) =>
      layers.map((layer) => [`${environment} ${layer.layer}`, layer] as const),
    ),
  );
  return now.environments.flatMap(({ environment, layers }) =>
    layers.flatMap((layer): readonly LayerChange[] => {
      const earlier = known.get(`${environment} ${layer.layer}`);
      if (earlier && newsIn(earlier) === newsIn(layer)) return [];
      return [{ environment, at: now.at, ...(earlier && { before: earlier }), layer }];
    }),
  );
}

function newsIn({ verdict, revision, detail, problems, kubediffs = [] }: LayerStatus): string {
  const found = kubediffs.map(({ objects, left, problems: unread }) => ({ objects, left, unread }));
  return jsonText([verdict, revision, detail, problems, found]);
}
