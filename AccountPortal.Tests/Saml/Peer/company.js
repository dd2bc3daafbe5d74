// A company's identity provider by a library that nobody here wrote: a page to sign in at, the sign-in itself, metadata and single logout.
// Arguments: the files of its key and its certificate (PEM). Prints its address; ends with its standard input.
const crypto = require('node:crypto');
const fs = require('node:fs');
const express = require('express');
const samlp = require('samlp');

const [key, cert] = process.argv.slice(2).map(file => fs.readFileSync(file, 'utf8'));
const post = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const email = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';

// What the portal said of itself: { entityId, acs, logout, cert }.
let portal;
// Whoever is signed in here, by the cookie's value.
const people = new Map();
const participants = new (require('samlp/lib/sessionParticipants'))([]);

// What a logout is about, between its steps. The library would keep it in a session of Express.
class Steps {
  #kept = new Map();
  save(request, state, done) {
    const handle = crypto.randomBytes(8).toString('hex');
    this.#kept.set(handle, state);
    done(null, handle);
  }
  load(request, handle, options, done) {
    const state = this.#kept.get(handle);
    if (options?.destroy) this.#kept.delete(handle);
    done(null, state);
  }
}

class Person {
  constructor(person) { this.person = person; }
  getClaims() {
    const { name, address, groups } = this.person;
    return { mail: address, displayName: name, groups };
  }
  getNameIdentifier() { return { nameIdentifier: this.person.id, nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent' }; }
}
Person.prototype.metadata = [];
const mapper = person => new Person(person);
mapper.prototype = Person.prototype;

const app = express();
app.set('query parser', 'extended');
app.use(express.urlencoded({ extended: false }), express.json());
app.use((request, response, next) => {
  request.body ??= {};
  const cookie = /(?:^|; )company=([0-9a-f]+)/.exec(request.headers.cookie ?? '')?.[1];
  request.user = people.get(cookie);
  next();
});

const signIn = (request, response) => {
  const sent = Buffer.from(JSON.stringify({ query: request.query, body: request.body })).toString('base64url');
  response.type('html').send(`<!doctype html><html lang="en"><title>Company</title><link rel="icon" href="data:,"><main><h1>Company</h1><form method="post" action="/enter">
    <input type="hidden" name="sent" value="${sent}"><label>User <input name="user"></label><label>Groups <input name="groups"></label><button>Enter</button></form></main></html>`);
};

app.post('/enter', (request, response, next) => {
  const handle = crypto.randomBytes(16).toString('hex');
  const address = request.body.user;
  const [local] = address.split('@');
  people.set(handle, {
    id: crypto.createHash('sha256').update(address).digest('hex'), address, name: local[0].toUpperCase() + local.slice(1),
    groups: request.body.groups ? request.body.groups.split(',') : [], session: `_${handle}`,
  });
  response.set('Set-Cookie', `company=${handle}; HttpOnly; Path=/`);
  const { query, body } = JSON.parse(Buffer.from(request.body.sent, 'base64url'));
  Object.defineProperty(request, 'query', { value: query });
  request.body = body;
  request.method = body.SAMLRequest ? 'POST' : 'GET';
  request.user = people.get(handle);
  answer(request, response, next);
});

const answer = (request, response, next) => {
  const { user } = request;
  participants._participants.push({
    serviceProviderId: portal.entityId, nameId: user.id, nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', sessionIndex: user.session,
    serviceProviderLogoutURL: portal.logout, cert: portal.cert, binding: post,
  });
  samlp.auth({
    issuer: 'https://company.example/saml', key, cert, recipient: portal.acs, destination: portal.acs, profileMapper: mapper, sessionIndex: user.session,
    // The portal signs its requests: what is not signed by it is not answered.
    signingCert: portal.cert, signResponse: request.query.both === '1',
    getPostURL: (audience, message, _, done) => done(null, message.documentElement.getAttribute('AssertionConsumerServiceURL') === portal.acs ? portal.acs : null),
  })(request, response, next);
};

app.all('/sso', (request, response, next) => {
  const message = { GET: request.query, POST: request.body }[request.method].SAMLRequest;
  if (!message) return next(new Error('No request.'));
  samlp.parseRequest(request, { signingCert: portal.cert, relayState: request.query.RelayState }, (error, parsed) => {
    if (error) return next(error);
    request.user && parsed.forceAuthn !== 'true' ? answer(request, response, next) : signIn(request, response);
  });
});

app.all('/logout', (request, response, next) => samlp.logout({
  issuer: 'https://company.example/saml', key, cert, deflate: true, protocolBinding: post, sessionParticipants: participants, store: logouts,
  destination: portal.logout, clearIdPSession: done => { people.clear(); done(); },
})(request, response, next));
const logouts = new Steps();

app.get('/favicon.ico', (request, response) => response.sendStatus(204));

app.get('/metadata', samlp.metadata({
  issuer: 'https://company.example/saml', cert, profileMapper: mapper, redirectEndpointPath: '/sso', postEndpointPath: '/sso', logoutEndpointPaths: { redirect: '/logout', post: '/logout' },
}));

app.post('/portal', (request, response) => {
  portal = request.body;
  response.sendStatus(204);
});

app.use((error, request, response, _) => response.status(500).type('text').send(String(error.stack ?? error)));

const server = app.listen(0, '127.0.0.1', () => console.log(`http://localhost:${server.address().port}`));
process.stdin.resume().on('end', () => process.exit());
