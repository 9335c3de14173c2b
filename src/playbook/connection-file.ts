import { parse } from "yaml";
import * as z from "zod";
import { messageOf } from "../lib/index.ts";
import { ConnectionFileInvalid } from "./errors.ts";
import type { PlaybookFiles } from "./playbook-syntax.ts";

const word = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/u, "is no name");

const connection = z.strictObject({
  user: word.optional(),
  through: z
    .union([
      z.enum(["internal-address", "external-address", "iap"]),
      z.strictObject({ bastion: word, user: word.optional() }),
    ])
    .default("internal-address"),
  changesInCheckMode: z.enum(["refused", "allowed"]).default("refused"),
});

/** What `connection.yaml` says. It holds no key, and no path of this machine. */
export type ConnectionFile = z.infer<typeof connection>;

/** Its name in the folder of the machines. */
export const connectionFileName = "connection.yaml";

/** @throws {ConnectionFileInvalid} */
export function readConnectionFile(files: PlaybookFiles): ConnectionFile {
  const content = files.get(connectionFileName);
  try {
    const text = content === undefined ? "" : Buffer.from(content).toString("utf8");
    return connection.parse(parse(text) ?? {});
  } catch (thrown) {
    throw new ConnectionFileInvalid({ problems: messageOf(thrown).split("\n") });
  }
}
