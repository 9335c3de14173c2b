import type { CheckModeCase } from "./case.ts";
import { casesOfPlays } from "./cases-of-plays.ts";
import { casesOfTasks } from "./cases-of-tasks.ts";

/** Every rule with a playbook that shows it. */
export const checkModeCases: readonly CheckModeCase[] = [...casesOfTasks, ...casesOfPlays];
