// A receiver of BeskedHent written with amqplib from its documentation alone.
//
// node modtager.js '{"port": …, "dueslag": …, …}' writes a line of JSON for every message and for every connection, and
// ends when it has answered `antal` messages. What it does with the first ones is said by `svar`, in the order they
// come: "ack" (also what it does with all after them), "nack" (refuse), "requeue" (give back), "die" (the connection is
// torn down unanswered, and a new one is made). Channels are closed before the connection: amqplib sends the goodbye of
// the connection past what still waits on its channels, and acknowledgements would be lost.

import { readFileSync } from "node:fs";
import amqp from "amqplib";

const oenske = {
  vaert: "localhost", certifikat: null, noegle: null, system: null, hemmelighed: null,
  prefetch: 1, antal: 1, kanaler: 1, svar: [], hent: false, ...JSON.parse(process.argv[2]),
};
const svar = [...oenske.svar];
let besvaret = 0;

const say = (ord) => process.stdout.write(`${JSON.stringify(ord)}\n`);

function credentials() {
  return oenske.system
    ? amqp.credentials.plain(oenske.system, oenske.hemmelighed)
    : amqp.credentials.external();
}

async function connect() {
  const forbindelse = await amqp.connect(
    { protocol: "amqps", hostname: oenske.vaert, port: oenske.port, vhost: "BF", heartbeat: 10 },
    {
      ca: [readFileSync(oenske.ca)],
      cert: oenske.certifikat && readFileSync(oenske.certifikat),
      key: oenske.noegle && readFileSync(oenske.noegle),
      credentials: credentials(),
    },
  );
  say({ forbundet: true });
  return forbindelse;
}

// Answers one message; "die" where the connection is to be torn down.
function answer(kanal, besked, nummer) {
  const ord = svar.shift() ?? "ack";
  say({
    kanal: nummer,
    svar: ord,
    igen: besked.fields.redelivered,
    id: besked.properties.messageId,
    type: besked.properties.contentType,
    krop: besked.content.toString("base64"),
  });
  if (ord === "ack") kanal.ack(besked);
  if (ord === "nack") kanal.nack(besked, false, false);
  if (ord === "requeue") kanal.nack(besked, false, true);
  if (ord === "ack" || ord === "nack") besvaret += 1;
  return ord;
}

async function consume(forbindelse) {
  await new Promise((done, fail) => {
    forbindelse.on("error", () => {});
    forbindelse.on("close", done);
    const over = () => besvaret >= oenske.antal;
    const kanaler = [];
    const leave = () => Promise.all(kanaler.map((kanal) => kanal.close())).then(done, fail);
    const one = async (nummer) => {
      const kanal = await forbindelse.createChannel();
      kanaler.push(kanal);
      kanal.on("error", fail);
      await kanal.checkQueue(oenske.dueslag);
      await kanal.prefetch(oenske.prefetch);
      await kanal.consume(oenske.dueslag, (besked) => {
        if (besked === null) return fail(new Error("cancelled by the server"));
        if (over()) return undefined;
        if (answer(kanal, besked, nummer) === "die") forbindelse.connection.stream.destroy(new Error("torn"));
        else if (over()) leave();
        return undefined;
      });
    };
    Promise.all(Array.from({ length: oenske.kanaler }, (_, nummer) => one(nummer))).catch(fail);
  });
}

async function get(forbindelse) {
  const kanal = await forbindelse.createChannel();
  while (besvaret < oenske.antal) {
    const besked = await kanal.get(oenske.dueslag);
    if (besked) answer(kanal, besked, 0);
    else await new Promise((done) => setTimeout(done, 20));
  }
  await kanal.close();
}

try {
  while (besvaret < oenske.antal) {
    const forbindelse = await connect();
    try {
      await (oenske.hent ? get(forbindelse) : consume(forbindelse));
    } finally {
      await forbindelse.close().catch(() => {});
    }
  }
} catch (error) {
  say({ fejl: error.message });
  process.exitCode = 1;
}
