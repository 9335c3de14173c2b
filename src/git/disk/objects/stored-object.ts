export type ObjectType = "commit" | "tree" | "blob" | "tag";

export interface StoredObject {
  readonly type: ObjectType;
  readonly content: Buffer;
}
