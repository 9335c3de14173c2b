import { ForgeSettingInvalid } from "../errors.ts";

/**
 * A token without the line break that files of secrets end with.
 *
 * @throws {ForgeSettingInvalid} without the token: `fetch` repeats a header that it does not take in its error
 */
export function checkedToken(text: string): string {
  const token = text.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new ForgeSettingInvalid({
    setting: "token",
    problem: token === "" ? "is empty" : "has characters that no token has",
    allowed: "an access token of the forge",
  });
}

/**
 * A server's address without a slash at its end.
 *
 * @param setting its name, such as `public address`
 * @throws {ForgeSettingInvalid} without the address, which may hold a secret
 */
export function checkedAddress(setting: string, text: string): string {
  const allowed = "one such as https://git.example.com, without a name, a password or a query";
  const refuse = (problem: string) => new ForgeSettingInvalid({ setting, problem, allowed });
  if (!URL.canParse(text)) throw refuse("is no address");
  const { protocol, username, password, search, hash } = new URL(text);
  if (protocol !== "https:" && protocol !== "http:") throw refuse(`has the scheme ${protocol.slice(0, -1)}`);
  if (username !== "" || password !== "") throw refuse("has a name or a password in it");
  if (search !== "" || hash !== "") throw refuse("has a query in it");
  return text.replace(/\/+$/, "");
}
