import path from "node:path";
import type { Repository } from "../git/index.ts";
import { NoCheckout } from "./errors.ts";

/** @throws {NoCheckout} for a bare repository. */
export function checkoutFolder({ checkout }: Repository, cwd: string): string {
  if (checkout.folder === undefined) throw new NoCheckout({ folder: path.resolve(cwd) });
  return checkout.folder;
}
