// Whether a page moves once it is shown, for eng/page-speed.sh: node page-shift.mjs ADDRESS FOLDER, where FOLDER/pages has a cookie jar of curl's and a path a
// line. Prints each page that moved by how much (the sum of Layout Instability's shifts) and fails if there is one.
import { readFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const { chromium } = createRequire(import.meta.url)(process.env.PLAYWRIGHT);
const [address, folder] = process.argv.slice(2);
const pages = readFileSync(`${folder}/pages`, 'utf8').trim().split('\n').map(line => line.split(' '));
const looks = { desktop: { viewport: { width: 1280, height: 900 } }, phone: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } };
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || undefined, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
let moved = 0, wide = 0;

function cookies(jar) {
  if (!existsSync(`${folder}/${jar}`)) return [];
  return readFileSync(`${folder}/${jar}`, 'utf8').split('\n').map(line => line.replace(/^#HttpOnly_/, '').split('\t')).filter(parts => parts.length === 7)
    .map(([, , , , , name, value]) => ({ name, value, url: address }));
}

for (const [look, screen] of Object.entries(looks)) {
  for (const jar of new Set(pages.map(([jar]) => jar))) {
    const context = await browser.newContext({ ...screen, baseURL: address });
    await context.addCookies(cookies(jar));
    await context.addInitScript(() => {
      window.moves = [];
      new PerformanceObserver(list => {
        for (const entry of list.getEntries()) {
          if (!entry.hadRecentInput) window.moves.push([entry.value, ...entry.sources.map(source => source.node?.outerHTML?.slice(0, 80) ?? source.node?.textContent?.slice(0, 80))]);
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    const page = await context.newPage();
    for (const [, path] of pages.filter(([one]) => one === jar)) {
      await page.goto(path, { waitUntil: 'load' });
      // Two frames and a turn: what scripts change after the load is drawn by then.
      const shifts = () => page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(window.moves), 50)))));
      // A page that goes on by itself is looked at where it leads.
      const moves = await shifts().catch(async () => {
        await page.waitForLoadState('load');
        return shifts();
      });
      // Where that is elsewhere (a company's sign-in), it is not ours.
      const sum = page.url().startsWith(address) ? moves.reduce((all, [value]) => all + value, 0) : 0;
      if (sum > 0) {
        moved++;
        console.log(`${sum.toFixed(4)}  ${path} on a ${look}: ${JSON.stringify(moves.flatMap(([, ...what]) => what).slice(0, 3))}`);
      }

      if (await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)) {
        wide++;
        console.log(`wider than the ${look}'s screen: ${path}`);
      }
    }

    await context.close();
  }
}

await browser.close();
console.log(`${moved} of ${pages.length * 2} moved, ${wide} were too wide.`);
process.exit(moved + wide === 0 ? 0 : 1);
