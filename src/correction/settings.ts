import { environmentsFolder } from "../environment/index.ts";

/** The one file that says what becomes of drift. That of the protected branch holds. */
export const correctionsPath = `${environmentsFolder}/corrections.yaml`;

/** What becomes of drift. */
export type CorrectionMode =
  /** It is told, and nothing is done. */
  | "detect"
  /** A change request declares what stands, or an issue says why none can. */
  | "propose"
  /** What was changed outside is updated back to what is declared. */
  | "correct";

/** What becomes of drift in one environment. */
export interface CorrectionSettings {
  readonly mode: CorrectionMode;
  /** Resources that may be corrected in one run. Where more are to be, none is. */
  readonly atMost: number;
}

/** By the name of each environment; one without an entry is only looked at. */
export type Corrections = ReadonlyMap<string, CorrectionSettings>;
