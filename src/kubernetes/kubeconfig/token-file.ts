import { KubeconfigUnusable } from "./errors.ts";
import { plainText } from "./plain-file.ts";

/** How long a token that was read is used before its file is read again: a kubelet renews it well before it ends. */
const tokenAgeMilliseconds = 30_000;

/**
 * The token in a file that is rewritten while the process runs. The last token that could be read is used as long as the
 * file is missing.
 *
 * @returns a function that throws {KubeconfigUnusable} when no token could ever be read
 */
export function tokenFromFile(file: string): { read(): Promise<string>; forget(): void } {
  let token = "";
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    read: async () => {
      if (performance.now() - readAt < tokenAgeMilliseconds) return token;
      try {
        token = (await plainText(file)).trim() || token;
        readAt = performance.now();
      } catch (cause) {
        if (token === "") throw new KubeconfigUnusable({ why: `the token in ${file} cannot be read` }, { cause });
      }
      return token;
    },
    forget: () => {
      readAt = Number.NEGATIVE_INFINITY;
    },
  };
}
