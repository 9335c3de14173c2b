import { randomBytes, randomUUID } from "node:crypto";
import { ImportIdInvalid, type LogicalType } from "../logical/index.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID of version 4: nothing but random bits. */
export const randomUuid = uuidType("RandomUuid", () => randomUUID());

/** A UUID of version 7 (RFC 9562): ones that were made later sort later. */
export const randomUuid7 = uuidType("RandomUuid7", () => {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
});

function uuidType(type: string, make: () => string): LogicalType {
  const resource = (result: string) => ({ id: result, outputs: { result } });
  return {
    defaults: {},
    create: () => resource(make()),
    imported: (id) => {
      if (!UUID.test(id)) throw new ImportIdInvalid({ type, expected: "a UUID" });
      return resource(id.toLowerCase());
    },
  };
}
