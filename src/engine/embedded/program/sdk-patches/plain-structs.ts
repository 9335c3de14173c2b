import type { PropertyMap } from "../../../../pulumi/index.ts";
import { oncePerCopy, type SdkPatch } from "./sdk-patch.ts";

/** The generated `google.protobuf.Struct`, as far as it is used here. */
interface Struct {
  toJavaScript(): PropertyMap;
  getFieldsMap(): unknown;
}

interface StructClass {
  new (): Struct;
  fromJavaScript(plain: PropertyMap): Struct;
}

/** The plain JSON of a struct, and how to make another of its kind. */
export interface PlainStruct {
  readonly plain: PropertyMap;
  another(plain: PropertyMap): object;
}

const keptJson = new WeakMap<object, PlainStruct>();

/** The plain JSON that a struct keeps; `undefined` for a struct that is made of messages. */
export function plainStructOf(struct: unknown): PlainStruct | undefined {
  return typeof struct === "object" && struct !== null ? keptJson.get(struct) : undefined;
}

const makesResources = /[\\/]runtime[\\/]resource\.js$/u;

/**
 * Keeps the properties of a resource as plain JSON between the SDK and the message that carries them.
 *
 * The SDK makes a struct only to have it serialized, and reads one only for its plain JSON. A struct of messages, one for
 * every number, takes a third of the SDK's time; this one makes them when its fields are read.
 */
export const plainStructs: SdkPatch = {
  name: "properties of resources stay plain JSON until they are sent",
  concerns: ({ request, from }) => request.endsWith("/struct_pb") && makesResources.test(from),
  apply: oncePerCopy(({ load }) => withPlainStructs(load())),
};

/** @param loaded the module that has the generated class `Struct`. */
export function withPlainStructs(loaded: unknown): unknown {
  const module = loaded as { readonly Struct: StructClass };

  class PlainlyKeptStruct extends module.Struct {
    readonly #plain: PropertyMap;
    #whole: Struct | undefined;

    constructor(plain: PropertyMap) {
      super();
      this.#plain = plain;
      keptJson.set(this, { plain, another: (other) => new PlainlyKeptStruct(other) });
    }

    static override fromJavaScript(plain: PropertyMap): Struct {
      return new PlainlyKeptStruct(plain);
    }

    override toJavaScript(): PropertyMap {
      return this.#whole ? this.#whole.toJavaScript() : this.#plain;
    }

    override getFieldsMap(): unknown {
      if (!this.#whole) {
        this.#whole = module.Struct.fromJavaScript(this.#plain);
        // The caller may change the messages, and then they say something else than the JSON.
        keptJson.delete(this);
      }
      return this.#whole.getFieldsMap();
    }
  }

  return { ...module, Struct: PlainlyKeptStruct };
}
