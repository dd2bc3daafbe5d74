// The countdown to a deletion, kept ticking. The page is right without it; the words are those of Countdown.cs.
const served = Date.parse(document.querySelector('meta[name=server-time]')?.content);
const skew = Number.isNaN(served) ? 0 : served - Date.now();
const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;

for (const clock of document.querySelectorAll('[data-deletion-to]')) {
  const from = Date.parse(clock.dataset.deletionFrom), to = Date.parse(clock.dataset.deletionTo);
  const ring = clock.querySelector('svg.ring'), part = ring.querySelector('.part'), middle = ring.querySelector('.middle'), under = ring.querySelector('.under');
  const words = clock.querySelector('[data-words]'), whole = ring.getAttribute('aria-label').split(' left of ')[1];
  const step = () => {
    const left = Math.max(0, to - Date.now() - skew), seconds = Math.floor(left / 1000) % 60, minutes = Math.floor(left / 6e4) % 60, hours = Math.floor(left / 36e5) % 24, days = Math.floor(left / 864e5);
    if (left === 0) {
      // The page says what that means.
      if (part) location.reload();
      return;
    }
    const said = days > 0 ? `${count(days, 'day')}, ${count(hours, 'hour')}, ${count(minutes, 'minute')}`
      : hours > 0 ? `${count(hours, 'hour')}, ${count(minutes, 'minute')}`
      : minutes > 0 ? `${count(minutes, 'minute')}, ${count(seconds, 'second')}`
      : count(seconds, 'second');
    if (words.textContent !== said) {
      words.textContent = said;
      ring.setAttribute('aria-label', `${said} left of ${whole}`);
      const [number, unit] = days > 0 ? [days, 'day'] : hours > 0 ? [hours, 'hour'] : minutes > 0 ? [minutes, 'minute'] : [seconds, 'second'];
      middle.textContent = number;
      under.textContent = `${unit}${number === 1 ? '' : 's'} left`;
      part?.setAttribute('stroke-dasharray', `${Math.min(100, 100 * left / (to - from)).toFixed(2)} 100`);
    }
    setTimeout(step, 1000);
  };
  step();
}
