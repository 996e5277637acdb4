import * as v from "valibot";
import { capabilityNames } from "./capability.ts";
import { MAX_MESSAGE_LENGTH, MAX_SESSION_LENGTH } from "./conversation.ts";
import type { EdgeHeader } from "./edge-header.ts";
import { MAX_FILE_NAME, MAX_PICTURE_DATA, MAX_PICTURES } from "./picture/picture.ts";
import { bare, record, sha256, text } from "./schema.ts";
import { readDisplayName } from "./text/display-name.ts";
import { MAX_TEXTS } from "./text-file.ts";

const displayName = v.pipe(
  text(200),
  v.check((name) => readDisplayName(name) !== null),
  v.transform((name) => readDisplayName(name) ?? ""),
);

/** What a person types; a setup code's credential never comes from a page. */
const typedCredential = v.variant("kind", [
  v.object({ kind: v.literal("token"), token: text() }),
  v.object({ kind: v.literal("password"), password: text() }),
]);

/** Pictures that go with a question, in base64; what they are is looked at elsewhere. */
export const picturesGiven = v.pipe(
  v.array(v.object({ name: text(MAX_FILE_NAME), data: text(MAX_PICTURE_DATA) })),
  v.maxLength(MAX_PICTURES),
  v.readonly(),
);

/** Texts that go with a question; each by itself, and all of them in one message: `refusedTexts` looks at that. */
export const textsGiven = v.pipe(
  v.array(v.object({ name: text(MAX_FILE_NAME), text: text(MAX_MESSAGE_LENGTH) })),
  v.maxLength(MAX_TEXTS),
  v.readonly(),
);

/** Longer than any server of tools is called, UTF-16 units. */
const MAX_SERVER_LENGTH = 100;

/** A program's id is a UUID. */
const MAX_PROGRAM_ID_LENGTH = 100;

/** Off takes effect at once, even for what is running; on is declared, and a gateway may require approval. */
const setCapability = {
  capability: v.picklist(capabilityNames),
  on: v.boolean(),
};

/** What a page may ask of the node. Not to forget the device: that is a request of its own, with a confirmation. */
export const pageIntent = v.variant("kind", [
  /** Try now: after `blocked` has been fixed, or instead of waiting. */
  bare("reconnect"),
  bare("pause"),
  bare("resume"),
  /** Use this gateway. A secret given here is used until a device token arrives, then forgotten. */
  v.object({
    kind: v.literal("configure"),
    address: text(),
    credential: v.exactOptional(v.pipe(record, typedCredential)),
    /** SHA-256 of the certificate, hex, that the person accepted. */
    tlsFingerprint: v.exactOptional(sha256),
    /** Plain `ws://` to a public address, against advice. */
    allowInsecure: v.exactOptional(v.boolean()),
  }),
  v.object({ kind: v.literal("set-display-name"), displayName }),
  v.object({ kind: v.literal("set-capability"), ...setCapability }),
]);

/** What another process of the same person may ask: no secret, no address, nothing that cannot be undone. */
export const instanceRequest = v.variant("request", [
  v.object({ request: v.literal("set-capability"), ...setCapability }),
  v.object({ request: v.literal("pause") }),
  v.object({ request: v.literal("resume") }),
  /** To end this connection's node and leave its folder to the one who asks: it is about to be removed. */
  v.object({ request: v.literal("let-go") }),
  /** One program that is running for the gateway, or all of them. */
  v.object({ request: v.literal("stop-program"), id: v.nullable(text(MAX_PROGRAM_ID_LENGTH)) }),
  /**
   * To pause or end what this gateway's agent does with this computer. There is no request that lets it go on: a program
   * that an agent started could make it.
   */
  v.object({ request: v.literal("hold-computer"), how: v.picklist(["pause", "end"]) }),
  /** A server of tools was seen to work: one that failed is tried now. */
  v.object({ request: v.literal("retry-tool-server"), server: text(MAX_SERVER_LENGTH) }),
  /** A message of the owner to the agent. */
  v.object({
    request: v.literal("ask"),
    message: text(MAX_MESSAGE_LENGTH),
    sessionKey: text(MAX_SESSION_LENGTH),
    pictures: v.exactOptional(picturesGiven),
    texts: v.exactOptional(textsGiven),
  }),
]);

export type PageIntent = Readonly<v.InferOutput<typeof pageIntent>>;
type PageConfigure = Extract<PageIntent, { kind: "configure" }>;

/** What a person wants from the node, from whichever front end. */
export type Intent =
  | Exclude<PageIntent, PageConfigure>
  | (Omit<PageConfigure, "credential"> & {
      readonly credential?: SharedCredential;
      /** So far the identity has signed at another gateway, and its owner lets it sign at this one too. */
      readonly allowAnotherGateway?: boolean;
      /** For what stands in front of it, in addition to those that are kept for it; kept and sent over TLS only. */
      readonly edgeHeaders?: readonly EdgeHeader[];
    })
  /** Destroys the identity. The only way there is to get a new one. */
  | { readonly kind: "forget-device" };

/** What a gateway accepts from a device it does not know yet. */
export type SharedCredential =
  | Readonly<v.InferOutput<typeof typedCredential>>
  /** From a setup code: short-lived, single use. */
  | { readonly kind: "bootstrap"; readonly bootstrapToken: string };
