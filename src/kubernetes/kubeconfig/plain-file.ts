import { FileTooLarge, NotAPlainFile, readPlainFile } from "../../lib/index.ts";
import { KubeconfigUnusable } from "./errors.ts";

/** More than a kubeconfig of a thousand clusters has with all its certificates. In bytes. */
const largestFile = 16 * 1024 * 1024;

/**
 * The text of a kubeconfig, or of a file that it names.
 *
 * @param what describes the file in the error, for example ", which the kubeconfig names,"
 * @throws {KubeconfigUnusable}
 */
export async function plainText(file: string, what = ""): Promise<string> {
  const bytes = await readPlainFile(file, { limit: largestFile, links: "followed" }).catch((cause: unknown) => {
    throw new KubeconfigUnusable({ why: `${file}${what} ${problemOf(cause)}` }, { cause });
  });
  if (bytes === undefined) throw new KubeconfigUnusable({ why: `${file}${what} does not exist` });
  return bytes.toString("utf8");
}

function problemOf(thrown: unknown): string {
  if (thrown instanceof NotAPlainFile) return `is ${thrown.data.what}`;
  if (thrown instanceof FileTooLarge) return `has more than ${thrown.data.limit / 1024} KiB`;
  return "cannot be read";
}
