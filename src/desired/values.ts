/**
 * What one resource is to be.
 *
 * `args` are arguments of the Pulumi resource of that kind, exactly as they are passed, without those that refer to other
 * resources: these stand beside `args` as keys, and the component looks them up.
 */
export interface Values<Args extends object> {
  /** Pulumi's name of the resource. Unique among resources of its kind and as stable as what it stands for. */
  readonly key: string;
  /** The resource option of the same name. */
  readonly protect: boolean;
  readonly args: Args;
}
