// Signs fixed requests with the code of other Fediverse servers and writes them as JSON to standard output.
// npm install @js-temporal/polyfill @fedify/fedify@1.10.12 @misskey-dev/node-http-message-signatures@0.0.10, Node 22.
import { webcrypto } from "node:crypto";
import { Temporal } from "@js-temporal/polyfill";
import { signRequest } from "@fedify/fedify/sig";
import { genRFC3230DigestHeader, signAsDraftToRequest } from "@misskey-dev/node-http-message-signatures";

const keyId = "https://peer.example/users/anna#main-key";
const url = "https://stadt.example/ap/rathaus/inbox";
const now = 1618884473;
const body = JSON.stringify({ hello: "Grüße" });
const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
const pair = await webcrypto.subtle.generateKey(rsa, true, ["sign", "verify"]);
const pem = (label, der) =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString("base64").replace(/(.{64})/g, "$1\n")}\n-----END ${label}-----\n`;
const key = pem("PUBLIC KEY", await webcrypto.subtle.exportKey("spki", pair.publicKey));
const cases = [];

for (const [spec, method] of [
  ["draft-cavage-http-signatures-12", "POST"], ["draft-cavage-http-signatures-12", "GET"], ["rfc9421", "POST"], ["rfc9421", "GET"],
]) {
  const request = new Request(url, {
    method,
    headers: { "content-type": "application/activity+json" },
    body: method === "POST" ? body : undefined,
  });
  const currentTime = Temporal.Instant.fromEpochMilliseconds(now * 1000);
  const signed = await signRequest(request, pair.privateKey, new URL(keyId), { spec, currentTime });
  const headers = [...signed.headers];
  if (!signed.headers.has("host")) headers.push(["host", "stadt.example"]);
  cases.push({ name: `Fedify ${spec} ${method}`, method, url, now, body: method === "POST" ? body : "", key, headers });
}

{
  const headers = {
    host: "stadt.example",
    date: new Date(now * 1000).toUTCString(),
    digest: await genRFC3230DigestHeader(body, "SHA-256"),
  };
  const request = { method: "POST", url, headers };
  const privateKeyPem = pem("PRIVATE KEY", await webcrypto.subtle.exportKey("pkcs8", pair.privateKey));
  await signAsDraftToRequest(request, { keyId, privateKeyPem }, ["(request-target)", "date", "host", "digest"]);
  cases.push({ name: "Misskey draft POST", method: "POST", url, now, body, key, headers: Object.entries(request.headers) });
}
console.log(JSON.stringify(cases, null, 2));
