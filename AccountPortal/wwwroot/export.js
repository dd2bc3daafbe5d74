// "Your data" follows what goes on. Without this script the page refreshes itself.
const card = document.querySelector('[data-export]');
const moving = ['waiting', 'running', 'leaving'];

// Asks until the state is another than the page shows, then shows the page anew.
async function follow(from) {
  let pause = 1000;
  for (;;) {
    await new Promise(resolve => setTimeout(resolve, pause));
    try {
      const answer = await fetch('/me/export', { headers: { Accept: 'application/json' } });
      // Signed out, say: the page itself knows what to do.
      if (!answer.ok && answer.status < 500) return location.reload();
      if (!answer.ok) throw new Error();
      const now = await answer.json();
      if (!from.includes(now.state)) return location.reload();
      show(now);
      pause = 1000;
    } catch {
      // Away for a moment.
      pause = Math.min(pause * 2, 15000);
    }
  }
}

function show({ rowsDone, rowsTotal }) {
  const bar = card.querySelector('progress');
  if (!bar || !rowsTotal) return;
  [bar.max, bar.value] = [rowsTotal, rowsDone];
  document.getElementById('progress-words').textContent = `${rowsDone.toLocaleString('en')} of ${rowsTotal.toLocaleString('en')} entries`;
}

const state = card?.dataset.export;
if (state === 'leaving') follow(['leaving']);
else if (moving.includes(state)) follow(['waiting', 'running']);
// The download itself leaves the page where it is.
card?.querySelector('[data-download]')?.addEventListener('submit', () => follow(['ready', 'leaving']), { once: true });
