import { parse } from "yaml";
import * as z from "zod";
import { messageOf } from "../lib/index.ts";
import { SettingsInvalid } from "./errors.ts";

/** Lies at the root of the repository. */
export const settingsFile = "groundwork.yaml";

/** What holds for everyone who runs Groundwork on a repository. */
export interface RepositorySettings {
  /** Where the record of previews and runs is kept, as `--record` names it. */
  readonly record?: string;
}

const settings = z.strictObject({ record: z.string().optional() });

/**
 * The settings in the text of a settings file; an empty file sets nothing.
 *
 * @throws {SettingsInvalid} for a key that is not known, too: it may be a setting that is spelled wrong.
 */
export function parseSettings(text: string): RepositorySettings {
  try {
    const { record } = settings.parse(parse(text) ?? {});
    return record === undefined ? {} : { record };
  } catch (thrown) {
    throw new SettingsInvalid({ file: settingsFile, problem: messageOf(thrown) }, { cause: thrown });
  }
}
