// Checks an ID token with openid-client, unchanged, by what the issuer publishes: openid.mjs ISSUER ADDRESS CLIENT_ID TOKEN
// The instance answers for the issuer at ADDRESS. It signs nobody in, so the answer that has the token is made here.
import * as client from "openid-client";

const [issuer, address, clientId, token] = process.argv.slice(2);
const asked = [];
const reach = (url, options) => {
  if (url === `${issuer}/oauth/token`) return Response.json({ access_token: "none", token_type: "bearer", id_token: token });
  asked.push(url);
  return fetch(url.replace(issuer, address), options);
};
const config = await client.discovery(new URL(issuer), clientId, undefined, client.None(), { [client.customFetch]: reach });
config[client.customFetch] = reach;
client.enableNonRepudiationChecks(config); // the signature, by the issuer's key set
try {
  const answer = await client.authorizationCodeGrant(config, new URL("https://client.example.com/?code=x"), { idTokenExpected: true });
  console.log(JSON.stringify({ asked, claims: answer.claims() }));
} catch (error) {
  console.log(JSON.stringify({ asked, refused: error.cause?.message ?? error.message }));
}
