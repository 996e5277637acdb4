import { parseGatewayAddress } from "../src/core/gateway/address.ts";
import { createConnector } from "../src/core/gateway/connect.ts";
import { RECEIVE_LIMIT } from "../src/core/gateway/frames.ts";
import { testIdentity } from "../test/scripted/test-identity.ts";

// The bare minimum of a node of a gateway: it answers every invoke at once, with nothing. What its calls take is what the
// gateway and the socket take.
const address = parseGatewayAddress(process.env.BARE_GATEWAY ?? "");
if (!address.ok) throw new Error("BARE_GATEWAY is no address of a gateway");
const identity = testIdentity();
console.log(identity.deviceId);
const connect = createConnector({ version: "0.0.0-bench" });

for (;;) {
  const result = await connect(
    {
      address: address.value,
      identity,
      signatureVersion: "v3",
      credential: { kind: "token", token: process.env.BARE_TOKEN ?? "" },
      displayName: "the bare node",
      surface: { caps: ["system"], commands: ["system.which"], permissions: {} },
      frameLimit: RECEIVE_LIMIT,
      tlsFingerprint: null,
    },
    new AbortController().signal,
  );
  if (!result.ok) {
    // Until it is admitted.
    await new Promise((resolve) => setTimeout(resolve, 300));
    continue;
  }
  const { session } = result;
  session.listen((event) => {
    if (event.kind === "invoke")
      void session.sendResult(event.request.id, { ok: true, payload: { bins: {} } });
  });
  await session.ended;
}
