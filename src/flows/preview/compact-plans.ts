import { type EnvironmentPreview, isPlanned, type LayerPreview } from "../../change/index.ts";

/**
 * The preview, with its plans held as text, which takes a fifth of the memory: a large change has hundreds of them, and each is looked
 * at when it is shown. Plans are plain data, and are read from the text when they are asked for.
 */
export function withCompactPlans(preview: EnvironmentPreview): EnvironmentPreview {
  return { ...preview, layers: preview.layers.map(withCompactPlan) };
}

function withCompactPlan(layer: LayerPreview): LayerPreview {
  if (!isPlanned(layer)) return layer;
  const { plan, steps } = layer;
  const compact = { ...layer };
  if (plan) holdAsText(compact, "plan", plan);
  holdAsText(compact, "steps", steps);
  return compact;
}

function holdAsText<Name extends string, Value extends object>(
  holder: Readonly<Partial<Record<Name, Value>>>,
  name: Name,
  value: Value,
): void {
  const text = Buffer.from(JSON.stringify(value));
  // Several parts of a report ask for it, one after the other.
  let read: WeakRef<Value> | undefined;
  const get = (): Value => {
    const known = read?.deref();
    if (known) return known;
    const made = JSON.parse(text.toString()) as Value;
    read = new WeakRef(made);
    return made;
  };
  Object.defineProperty(holder, name, { configurable: true, enumerable: true, get });
}
