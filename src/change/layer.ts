/** In the order in which they are built: each stands on the ones before it. */
export const layersInOrder = ["infrastructure", "cluster", "machines"] as const;

/** A part of an environment that is compared with Git, and converges, on its own. */
export type Layer = (typeof layersInOrder)[number];
