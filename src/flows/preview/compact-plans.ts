import { type EnvironmentPreview, isPlanned, type LayerPreview } from "../../change/index.ts";

/**
 * The preview, with its plans held as text, which takes a fifth of the memory: a large change has hundreds of them, and
 * each is looked at when it is shown. Plans are plain data, and are read from the text when they are asked for.
 */
export function withCompactPlans(preview: EnvironmentPreview): EnvironmentPreview {
  return { ...preview, layers: preview.layers.map(withCompactPlan) };
}

/** {@link withCompactPlans} of one layer. A copy of its members, and not of their descriptors, holds the plan whole. */
export function withCompactPlan<Preview extends LayerPreview>(layer: Preview): Preview {
  if (!isPlanned(layer) || isCompact(layer)) return layer;
  const { plan, steps } = layer;
  const compact = { ...layer };
  if (plan) holdAsText(compact, "plan", plan);
  holdAsText(compact, "steps", steps);
  return compact;
}

function isCompact(layer: LayerPreview): boolean {
  return Object.getOwnPropertyDescriptor(layer, "steps")?.get !== undefined;
}

/**
 * The value that was read last: parts of a report ask for it several times in a row. One, because what `WeakRef`s give stays alive
 * until the whole turn ends, and one turn writes the plans of all environments.
 */
let lastRead: { readonly text: Buffer; readonly value: unknown } | undefined;

function holdAsText<Name extends string, Value extends object>(
  holder: Readonly<Partial<Record<Name, Value>>>,
  name: Name,
  value: Value,
): void {
  const text = Buffer.from(JSON.stringify(value));
  const get = (): Value => {
    if (lastRead?.text !== text) lastRead = { text, value: JSON.parse(text.toString()) };
    return lastRead.value as Value;
  };
  Object.defineProperty(holder, name, { configurable: true, enumerable: true, get });
}
