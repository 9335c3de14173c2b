/** Top-level inputs that a provider's check added to those that the program gives, among them names that it made up. */
export function addedInputs(given: object, checked: object): readonly string[] {
  return Object.keys(checked).filter((key) => !Object.hasOwn(given, key));
}
