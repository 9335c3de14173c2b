/** Where an object is on its way to what was asked of it: the words of kstatus. */
export interface Health {
  readonly status: "Current" | "InProgress" | "Failed" | "Terminating";
  /** What is missing, for a person. */
  readonly message: string;
}

export const current = (message: string): Health => ({ status: "Current", message });
export const inProgress = (message: string): Health => ({ status: "InProgress", message });
export const failed = (message: string): Health => ({ status: "Failed", message });
