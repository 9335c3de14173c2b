/** An error of a field, with the type that GitHub gives it. */
export class FieldError extends Error {
  constructor(
    readonly type: "NOT_FOUND" | "FORBIDDEN" | "UNPROCESSABLE",
    message: string,
  ) {
    super(message);
  }
}
