// Small comforts. Every page works without them.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// The reader's clock may be wrong: count from the server's.
const served = Date.parse(document.querySelector('meta[name=server-time]')?.content);
const skew = Number.isNaN(served) ? 0 : served - Date.now();
const now = () => Date.now() + skew;

// Times: the same words as RelativeTime.cs, kept fresh; where the reader's zone is not known, the browser's takes the place of UTC.
const parts = (at, timeZone) => Object.fromEntries(new Intl.DateTimeFormat('en-GB', {
  timeZone, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'shortOffset',
}).formatToParts(at).map(part => [part.type, part.value]));
const day = p => Date.UTC(p.year, ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].indexOf(p.month.slice(0, 3)), p.day) / 864e5;
const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;

function relative(at, zone, justNow) {
  const elapsed = Math.trunc((now() - at) / 1000);
  const minutes = Math.floor(Math.abs(elapsed) / 60);
  if (minutes === 0) return elapsed >= 0 ? justNow : 'in less than a minute';
  if (minutes < 60) return elapsed > 0 ? `${count(minutes, 'minute')} ago` : `in ${count(minutes, 'minute')}`;
  const then = parts(at, zone), today = parts(now(), zone), ahead = day(then) - day(today), clock = `${then.hour}:${then.minute}`;
  if (ahead === 0) return elapsed > 0 ? `${count(Math.floor(minutes / 60), 'hour')} ago` : `today, ${clock}`;
  if (ahead === -1) return `yesterday, ${clock}`;
  if (ahead === 1) return `tomorrow, ${clock}`;
  if (ahead > 1 && ahead < 7) return `${then.weekday}, ${clock}`;
  return dated(then, then.year !== today.year);
}

const dated = (p, withYear) => `${p.weekday.slice(0, 3)} ${p.day} ${p.month.slice(0, 3)}${withYear ? ' ' + p.year : ''}, ${p.hour}:${p.minute}`;

function tick() {
  for (const time of all('time[data-relative], time[data-exact]')) {
    try {
      const at = Date.parse(time.dateTime), zone = time.dataset.zone, local = parts(at, zone);
      const words = 'exact' in time.dataset ? dated(local, true) : relative(at, zone, time.dataset.relative);
      if (time.textContent !== words) time.textContent = words;
      if (!zone) time.title = `${local.weekday}, ${local.day} ${local.month} ${local.year}, ${local.hour}:${local.minute} (${local.timeZoneName.replace('GMT', 'UTC')})`;
    } catch {
      // A zone that this browser does not know: what the server wrote stays.
    }
  }
}
tick();
setInterval(tick, 15000);
document.addEventListener('visibilitychange', () => document.hidden || tick());

// <span data-countdown-to="…" data-holds="id of a button">: the button waits for zero.
for (const left of all('[data-countdown-to]')) {
  const held = document.getElementById(left.dataset.holds);
  held?.setAttribute('data-held', '');
  const step = () => {
    const seconds = Math.ceil((Date.parse(left.dataset.countdownTo) - now()) / 1000);
    if (held) held.disabled = seconds > 0;
    left.textContent = seconds <= 0 ? 'now' : seconds < 60 ? `in ${count(seconds, 'second')}` : `in ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} minutes`;
    if (seconds > 0) setTimeout(step, 1000);
  };
  step();
}

// Copy buttons.
for (const button of all('[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const field = document.getElementById(button.dataset.copy), says = button.querySelector('[data-says]');
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand('copy');
    }
    says.textContent = 'Copied';
    says.setAttribute('role', 'status');
    setTimeout(() => says.textContent = 'Copy', 2000);
  });
}

// Show what is typed into a password field; hidden again before it is sent, so that browsers save it as a password.
for (const button of all('[data-show]')) {
  const field = document.getElementById(button.dataset.show);
  const show = shown => {
    field.type = shown ? 'text' : 'password';
    button.setAttribute('aria-pressed', shown);
  };
  button.hidden = false;
  button.addEventListener('click', () => show(field.type === 'password'));
  field.form?.addEventListener('submit', () => show(false));
}

// A second click on a button does not send the form twice. After the back button it works again.
const sent = new Set();
document.addEventListener('submit', event => {
  const button = event.submitter;
  if (event.defaultPrevented || !button) return;
  // Later, for a disabled button's own name and value are not sent.
  setTimeout(() => {
    button.disabled = true;
    sent.add(button);
  });
  setTimeout(free, 15000);
});
function free() {
  for (const button of sent) button.disabled = false;
  sent.clear();
}
addEventListener('pageshow', free);

// What is wrong is where reading goes on.
document.querySelector('[data-summary]')?.focus();

// Print buttons.
for (const button of all('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}

// The Escape key closes the menu of narrow screens.
addEventListener('keydown', event => {
  const menu = event.key === 'Escape' && document.querySelector('.menu[open]');
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary').focus();
});
