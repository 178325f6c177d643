// A small ActivityPub server of someone else (Fedify) that follows one account and watches what it is sent.
// In: the account and what is expected. Out: one JSON line per event on stdout, exit code 0 (all arrived, no rule
// broken), 1 (something missing, late or wrong), 2 (wrong usage). Loopback only; needs Node 22 or newer.

import dns from "node:dns";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { parseArgs } from "node:util";

const HELP = `usage: node fedify-peer.mjs --actor NAME@HOST[:PORT]|URL [options]
  --port N           listen on 127.0.0.1:N (default 9100)
  --host NAME        own host name, without port (default peer.localhost)
  --expect LIST      comma list of activity types to wait for, e.g. Accept,Create,Create,Update,Delete (default Accept)
  --exact            more activities of a type than expected are an error
  --timeout S        give up after S seconds (default 60)
  --settle S         after the last expected one, listen S more seconds for doubles (default 2)
  --require DIALECT  draft-cavage or rfc9421: refuse deliveries signed otherwise with 401
  --knock DIALECT    dialect of our own first try (default draft-cavage)
  --undo             unfollow at the end`;
const IDENTIFIER = "leserin";
const DIALECTS = { "draft-cavage": "draft-cavage-http-signatures-12", rfc9421: "rfc9421" };

if (Number(process.versions.node.split(".")[0]) < 22) {
  console.error(
    `Node 22 or newer is needed, this is ${process.versions.node}; npm install brings one in node_modules/.bin`,
  );
  process.exit(2);
}
const { MemoryKvStore, createFederation, generateCryptoKeyPair } = await import("@fedify/fedify");
const { Activity, Endpoints, Follow, Person, Undo } = await import("@fedify/vocab");

/** Writes one event as a JSON line. */
function say(event, fields = {}) {
  console.log(JSON.stringify({ at: new Date().toISOString(), event, ...fields }));
}

/** Reads the command line; ends the process with 2 when it makes no sense. */
function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        actor: { type: "string" },
        port: { type: "string", default: "9100" },
        host: { type: "string", default: "peer.localhost" },
        expect: { type: "string", default: "Accept" },
        exact: { type: "boolean", default: false },
        timeout: { type: "string", default: "60" },
        settle: { type: "string", default: "2" },
        require: { type: "string" },
        knock: { type: "string", default: "draft-cavage" },
        undo: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    if (!values.actor) throw new Error("--actor is missing");
    for (const dialect of [values.require, values.knock]) {
      if (dialect && !DIALECTS[dialect]) throw new Error(`unknown dialect ${dialect}`);
    }
    const numbers = { port: Number(values.port), timeout: Number(values.timeout), settle: Number(values.settle) };
    for (const [name, number] of Object.entries(numbers)) {
      if (!Number.isFinite(number) || number < 0) throw new Error(`--${name} is not a number`);
    }
    const expect = values.expect
      .split(",")
      .map((type) => type.trim())
      .filter(Boolean);
    return { ...values, ...numbers, expect };
  } catch (error) {
    console.error(`${error.message}\n${HELP}`);
    process.exit(2);
  }
}

/** Names under `.localhost` mean this machine (RFC 6761), which many system resolvers do not know. */
function resolveLocalhostNames() {
  const systemLookup = dns.lookup;
  dns.lookup = (hostname, options, callback) => {
    const done = typeof options === "function" ? options : callback;
    if (!/(^|\.)localhost\.?$/i.test(hostname)) return systemLookup(hostname, options, callback);
    const all = typeof options === "object" && options?.all;
    return process.nextTick(() =>
      all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4),
    );
  };
}

/** What has arrived, what is still missing, and which rules the sender broke. */
class Ledger {
  faults = [];
  #missing;
  #counts = new Map();
  #activities = new Set();
  #objects = new Map();
  #wake = () => {};
  #start = Date.now();

  constructor(expect, followId, actorId) {
    this.#missing = [...expect];
    this.followId = followId;
    this.actorId = actorId;
  }

  /** Books one verified activity and wakes whoever waits. */
  book(type, id, actor, object, published) {
    const fault = (text) => this.faults.push(`${type} ${id}: ${text}`);
    if (actor !== this.actorId) fault(`comes from ${actor}`);
    if (this.#activities.has(id)) fault("activity id used before");
    this.#activities.add(id);
    if (type === "Accept" && object !== this.followId) fault(`accepts ${object} instead of our Follow`);
    if (["Create", "Update", "Delete"].includes(type)) this.#bookObject(type, object, published, fault);
    this.#counts.set(type, (this.#counts.get(type) ?? 0) + 1);
    const place = this.#missing.indexOf(type);
    if (place >= 0) this.#missing.splice(place, 1);
    this.#wake();
  }

  /**
   * Create, then Updates, then one Delete: the only order that makes sense for one object. What was published before
   * the Follow can be corrected and withdrawn without a Create; a Tombstone does not say when that was.
   */
  #bookObject(type, object, published, fault) {
    const state = this.#objects.get(object);
    const older = type === "Delete" || (published !== null && Date.parse(published) <= this.#start);
    if (type === "Create" && state) fault(`second Create of ${object}`);
    if (type !== "Create" && !state && !older) fault(`${object} was never created here`);
    if (type !== "Create" && state === "Delete") fault(`${object} was deleted already`);
    this.#objects.set(object, type);
  }

  missing() {
    return [...this.#missing];
  }

  /** Milliseconds since the Follow was about to leave. */
  age() {
    return Date.now() - this.#start;
  }

  /** Types that arrived more often than the list says. */
  surplus(expect) {
    return [...this.#counts].filter(([type, count]) => count > expect.filter((wanted) => wanted === type).length);
  }

  /** Resolves when nothing is missing; rejects after `seconds`. */
  async complete(seconds) {
    const deadline = Date.now() + seconds * 1000;
    while (this.#missing.length > 0) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`not arrived within ${seconds} s: ${this.#missing.join(", ")}`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

/** Finds the actor id of `name@host` by WebFinger (RFC 7033), over http for names of this machine. */
async function findActor(account) {
  if (/^https?:\/\//.test(account)) return new URL(account);
  const [name, host] = account.replace(/^(acct:)?@?/, "").split("@");
  if (!name || !host) throw new Error(`${account} is not name@host`);
  const local = /^(localhost|127\.\d+\.\d+\.\d+|.*\.localhost|.*\.test)(:\d+)?$/i.test(host);
  const resource = encodeURIComponent(`acct:${name}@${host}`);
  const url = `${local ? "http" : "https"}://${host}/.well-known/webfinger?resource=${resource}`;
  const response = await fetch(url, { headers: { accept: "application/jrd+json" } });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  const jrd = await response.json();
  const self = jrd.links?.filter((link) => link.rel === "self" && link.type === "application/activity+json") ?? [];
  if (self.length !== 1) throw new Error(`${url} has ${self.length} links of rel self, 1 is needed`);
  say("webfinger", { subject: jrd.subject, self: self[0].href });
  return new URL(self[0].href);
}

/** Sets up the foreign server: one person with one key in memory, and an inbox that tells `onActivity`. */
async function buildPeer(options, onActivity) {
  const federation = createFederation({
    kv: new MemoryKvStore(),
    allowPrivateAddress: true,
    firstKnock: DIALECTS[options.knock],
  });
  const keys = await generateCryptoKeyPair("RSASSA-PKCS1-v1_5");
  federation
    .setActorDispatcher("/users/{identifier}", async (ctx, identifier) => {
      if (identifier !== IDENTIFIER) return null;
      const [pair] = await ctx.getActorKeyPairs(identifier);
      return new Person({
        id: ctx.getActorUri(identifier),
        preferredUsername: identifier,
        name: "Leserin",
        url: ctx.getActorUri(identifier),
        inbox: ctx.getInboxUri(identifier),
        endpoints: new Endpoints({ sharedInbox: ctx.getInboxUri() }),
        publicKey: pair.cryptographicKey,
        assertionMethods: [pair.multikey],
      });
    })
    .setKeyPairsDispatcher((_ctx, identifier) => (identifier === IDENTIFIER ? [keys] : []));
  federation
    .setInboxListeners("/users/{identifier}/inbox", "/inbox")
    .on(Activity, onActivity)
    .onError((_ctx, error) => say("inbox-error", { message: error.message }));
  return federation;
}

/** Names the dialect of a delivery by its headers. */
function dialectOf(headers) {
  if (headers.has("signature-input")) return "rfc9421";
  return headers.has("signature") ? "draft-cavage" : "none";
}

/** Serves the federation over plain http and prints one line per delivery. */
async function listen(federation, options) {
  const origin = `http://${options.host}:${options.port}`;
  const server = createServer(async (incoming, outgoing) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const headers = new Headers();
    for (let i = 0; i < incoming.rawHeaders.length; i += 2)
      headers.append(incoming.rawHeaders[i], incoming.rawHeaders[i + 1]);
    const hasBody = !["GET", "HEAD"].includes(incoming.method);
    const request = new Request(new URL(incoming.url, origin), {
      method: incoming.method,
      headers,
      body: hasBody ? body : null,
    });
    const dialect = dialectOf(headers);
    const refused = hasBody && options.require && dialect !== options.require;
    const response = refused
      ? new Response(null, { status: 401 })
      : await federation.fetch(request, { contextData: null });
    if (hasBody) say("post", { path: incoming.url, bytes: body.length, dialect, status: response.status });
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  return { server, origin };
}

/** The plain name of an activity's class: Create, Update, … */
function typeOf(activity) {
  return activity.constructor.name.replace(/^_+/, "");
}

/** Prints and books one activity whose signature Fedify has verified. */
async function receive(ledger, activity) {
  const type = typeOf(activity);
  const object = await activity.getObject({ suppressError: true }).catch(() => null);
  const objectId = activity.objectId?.href ?? object?.id?.href ?? null;
  const published = object?.published?.toString() ?? null;
  say("activity", {
    type,
    ms_since_follow: ledger.age(),
    id: activity.id?.href ?? null,
    actor: activity.actorId?.href ?? null,
    object: objectId,
    object_type: object ? typeOf(object) : null,
    published,
    updated: object?.updated?.toString() ?? null,
  });
  ledger.book(type, activity.id?.href ?? null, activity.actorId?.href ?? null, objectId, published);
}

/** Follows, waits, checks. Returns the process's exit code. */
async function main() {
  const options = readArguments();
  resolveLocalhostNames();
  let ledger = null;
  const federation = await buildPeer(options, (_ctx, activity) => ledger && receive(ledger, activity));
  const { server, origin } = await listen(federation, options);
  say("listening", { origin });
  try {
    const ctx = federation.createContext(new URL(origin), null);
    const documentLoader = await ctx.getDocumentLoader({ identifier: IDENTIFIER });
    const actor = await ctx.lookupObject(await findActor(options.actor), { documentLoader });
    if (!actor?.inboxId) throw new Error(`${options.actor} is not an actor with an inbox`);
    say("actor", { id: actor.id.href, type: typeOf(actor), inbox: actor.inboxId.href });

    const follow = new Follow({
      id: new URL(`/follows/${randomUUID()}`, origin),
      actor: ctx.getActorUri(IDENTIFIER),
      object: actor.id,
      to: actor.id,
    });
    ledger = new Ledger(options.expect, follow.id.href, actor.id.href);
    await ctx.sendActivity({ identifier: IDENTIFIER }, actor, follow, { immediate: true });
    say("followed", { id: follow.id.href });

    await ledger.complete(options.timeout);
    await new Promise((resolve) => setTimeout(resolve, options.settle * 1000));
    if (options.undo) {
      const undo = new Undo({
        id: new URL(`/undos/${randomUUID()}`, origin),
        actor: follow.actorId,
        object: follow,
        to: actor.id,
      });
      await ctx.sendActivity({ identifier: IDENTIFIER }, actor, undo, { immediate: true });
      say("unfollowed", { id: undo.id.href });
    }
  } catch (error) {
    say("failed", { message: error.message, missing: ledger?.missing() ?? options.expect });
    return 1;
  } finally {
    server.close();
    server.closeAllConnections();
  }
  const surplus = options.exact ? ledger.surplus(options.expect).map(([type, n]) => `${n}× ${type}`) : [];
  if (ledger.faults.length > 0 || surplus.length > 0) {
    say("failed", { faults: ledger.faults, surplus });
    return 1;
  }
  say("done");
  return 0;
}

process.exit(await main());
