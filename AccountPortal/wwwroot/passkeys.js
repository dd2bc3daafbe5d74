// Passkeys (WebAuthn). Each [data-passkey] stands in a form: its button asks the browser for one and sends the form with the answer as "passkey".
// Converted by hand: not every browser and password manager has toJSON and parse…FromJSON.
const bytes = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0));
const text = buffer => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const ids = list => list?.map(credential => ({ ...credential, id: bytes(credential.id) }));

const words = {
  NotAllowedError: 'No passkey was used. Try again when you are ready.',
  InvalidStateError: 'This device or password manager has a passkey for your account already.',
  SecurityError: 'Passkeys do not work at this address.',
  429: 'Too many tries. Wait a little, then try again.',
};

async function ask(part, how) {
  const response = await fetch(part.dataset.passkey, { method: 'POST', signal: how.signal });
  if (response.status === 401) location.reload();
  if (response.status === 403) {
    // It has been a while: confirm that it's you, then come back.
    const { stepUpUrl } = await response.json();
    if (stepUpUrl) location.assign(`${stepUpUrl}&returnUrl=${encodeURIComponent(location.pathname + location.search)}`);
  }
  if (!response.ok) throw { name: response.status };
  const options = await response.json();
  const publicKey = { ...options, challenge: bytes(options.challenge), excludeCredentials: ids(options.excludeCredentials), allowCredentials: ids(options.allowCredentials) };
  if (options.user) publicKey.user = { ...options.user, id: bytes(options.user.id) };
  return navigator.credentials[how.creates ? 'create' : 'get']({ publicKey, signal: how.signal, mediation: how.mediation });
}

function send(part, { id, type, authenticatorAttachment, response }) {
  const field = part.querySelector('input[name=passkey]') ?? part.appendChild(Object.assign(document.createElement('input'), { type: 'hidden', name: 'passkey' }));
  field.value = JSON.stringify({
    id, rawId: id, type, authenticatorAttachment, clientExtensionResults: {},
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject) ?? undefined,
      transports: response.getTransports?.(),
      authenticatorData: response.attestationObject ? undefined : text(response.authenticatorData),
      signature: text(response.signature) ?? undefined,
      userHandle: text(response.userHandle) ?? undefined,
    },
  });
  const form = part.closest('form');
  for (const box of document.querySelectorAll('[data-every-way] input:checked')) {
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: box.name, value: box.value }));
  }
  form.submit();
}

// One question at a time: the button's takes the place of autofill's.
let waiting;

async function press(part, button, problem) {
  waiting?.abort();
  problem.textContent = '';
  button.disabled = true;
  try {
    send(part, await ask(part, { creates: part.dataset.does === 'create' }));
  } catch (error) {
    problem.textContent = words[error.name] ?? 'That did not work. Please try again.';
    button.disabled = false;
    offer(part);
  }
}

// Autofill: the browser shows passkeys in the field, for as long as the page is open. A challenge lives five minutes, so a new one in time.
async function offer(part) {
  if (part.dataset.does !== 'autofill' || !await PublicKeyCredential.isConditionalMediationAvailable?.()) return;
  const own = waiting = new AbortController();
  const fresh = setTimeout(() => own.abort('stale'), 4 * 60 * 1000);
  try {
    const credential = await ask(part, { mediation: 'conditional', signal: own.signal });
    if (credential) send(part, credential);
  } catch {
    // Quiet: nobody asked. The button says what is wrong.
  }
  clearTimeout(fresh);
  if (own.signal.reason !== 'stale') return;
  if (document.hidden) await new Promise(shown => document.addEventListener('visibilitychange', shown, { once: true }));
  if (waiting === own) offer(part);
}

for (const part of document.querySelectorAll('[data-passkey]')) {
  if (!window.PublicKeyCredential) {
    part.parentElement.querySelector('[data-passkey-missing]')?.removeAttribute('hidden');
    continue;
  }
  const button = part.querySelector('button'), problem = part.querySelector('[role=alert]');
  part.hidden = part.closest('form').hidden = false;
  button.addEventListener('click', () => press(part, button, problem));
  // The Enter key, in a form that has no other way.
  if (part.dataset.does !== 'get') {
    part.closest('form').addEventListener('submit', event => {
      event.preventDefault();
      button.click();
    });
  }
  // Back in the history the button works again.
  addEventListener('pageshow', () => button.disabled = false);
  offer(part);
}

// The browser and password managers forget what the account no longer has (WebAuthn, 5.1.10). Few can yet; the rest go on offering it.
const list = document.querySelector('[data-passkeys-of]')?.dataset;
if (list) {
  window.PublicKeyCredential?.signalAllAcceptedCredentials?.({
    rpId: list.domain, userId: list.passkeysOf, allAcceptedCredentialIds: list.known.split(' ').filter(Boolean),
  }).catch(() => {});
}
