import type { PropertyMap } from "../../../../pulumi/index.ts";

/** What the compiler of the protocol has made of `google.protobuf.Struct`, as far as it is used here. */
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

const plainStructs = new WeakMap<object, PlainStruct>();

/** What the struct was made of; `undefined` for one that is made of messages. */
export function plainStructOf(struct: unknown): PlainStruct | undefined {
  return typeof struct === "object" && struct !== null ? plainStructs.get(struct) : undefined;
}

/**
 * Stands for the module with `google.protobuf.Struct` where the SDK makes and reads the properties of resources.
 *
 * The SDK makes a struct only to have it written, and reads one only to have plain JSON of it. Made of messages, one for every
 * number, it takes a third of the SDK's time; here it keeps the JSON, and is made of messages when somebody looks into it.
 */
export function lightStructs(loaded: unknown): unknown {
  const module = loaded as { readonly Struct: StructClass };

  class LightStruct extends module.Struct {
    readonly #plain: PropertyMap;
    #whole: Struct | undefined;

    constructor(plain: PropertyMap) {
      super();
      this.#plain = plain;
      plainStructs.set(this, { plain, another: (other) => new LightStruct(other) });
    }

    static override fromJavaScript(plain: PropertyMap): Struct {
      return new LightStruct(plain);
    }

    override toJavaScript(): PropertyMap {
      return this.#whole ? this.#whole.toJavaScript() : this.#plain;
    }

    override getFieldsMap(): unknown {
      if (!this.#whole) {
        this.#whole = module.Struct.fromJavaScript(this.#plain);
        // Whoever has the messages may change them.
        plainStructs.delete(this);
      }
      return this.#whole.getFieldsMap();
    }
  }

  return { ...module, Struct: LightStruct };
}
