import { readFileSync, statSync } from "node:fs";
import { KubeconfigUnusable } from "./errors.ts";

/**
 * The text of a kubeconfig, or of a file that it names.
 *
 * A device is read without end, and a pipe until something writes to it: a process that serves many runs would stand still.
 *
 * @param what describes the file in the error, for example ", which the kubeconfig names,"
 * @throws {KubeconfigUnusable}
 */
export function plainText(file: string, what = ""): string {
  let plain: boolean;
  try {
    plain = statSync(file).isFile();
    if (plain) return readFileSync(file, "utf8");
  } catch (cause) {
    throw new KubeconfigUnusable({ why: `${file}${what} cannot be read` }, { cause });
  }
  throw new KubeconfigUnusable({ why: `${file}${what} is no plain file` });
}
