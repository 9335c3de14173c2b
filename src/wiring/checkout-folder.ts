import path from "node:path";
import { NoCheckout, type Repository } from "../git/index.ts";

/** @throws {NoCheckout} for a bare repository. */
export function checkoutFolder({ checkout }: Repository, cwd: string): string {
  if (checkout.folder === undefined) throw new NoCheckout({ folder: path.resolve(cwd) });
  return checkout.folder;
}
