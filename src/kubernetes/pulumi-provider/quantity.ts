/** Whether a field holds quantities by its place in an object. */
export function holdsQuantity(path: readonly (string | number)[]): boolean {
  const parents = [
    "limits",
    "requests",
    "capacity",
    "hard",
    "allocatable",
    "overhead",
    "max",
    "min",
    "default",
    "defaultRequest",
  ];
  const parent = path.at(-2);
  return (
    (typeof parent === "string" && parents.includes(parent)) ||
    path.at(-1) === "sizeLimit" ||
    path.at(-1) === "averageValue"
  );
}
