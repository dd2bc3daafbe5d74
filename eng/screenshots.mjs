// The main pages as a person meets them, for eng/screenshots.sh: node screenshots.mjs ADDRESS FOLDER, with the session keys in EVERYDAY and ADMINISTRATOR
// and the first's PASSWORD.
import { createRequire } from 'node:module';

const { chromium } = createRequire(import.meta.url)(process.env.PLAYWRIGHT);
const [address, folder] = process.argv.slice(2);
const { CHROMIUM, DESK, EVERYDAY, ADMINISTRATOR, PASSWORD } = process.env;
// From home, as when they signed in.
const home = { 'X-Forwarded-For': '192.0.2.8' };
const desktop = { viewport: { width: 1120, height: 760 }, colorScheme: 'light', userAgent: DESK };
const phoneDark = { viewport: { width: 390, height: 780 }, colorScheme: 'dark', isMobile: true, hasTouch: true, userAgent: DESK };
const browser = await chromium.launch({ executablePath: CHROMIUM || undefined, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });

async function visit(look, session, steps) {
  const context = await browser.newContext({ ...look, baseURL: address, locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', extraHTTPHeaders: home });
  if (session) await context.addCookies([{ name: 'portal-session', value: session, url: address }]);
  const page = await context.newPage();
  await steps(page, name => page.screenshot({ path: `${folder}/${name}.png` }));
  // A key that a step changed is the next visit's.
  const key = (await context.cookies()).find(cookie => cookie.name === 'portal-session')?.value;
  await context.close();
  return key;
}

await visit(desktop, null, async (page, picture) => {
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill('mara.lindqvist@harbour.test');
  await picture('sign-in');
});

const everyday = await visit(desktop, EVERYDAY, async (page, picture) => {
  await page.goto('/account');
  await page.getByRole('button', { name: 'End it now' }).click();
  await page.goto('/account');
  await picture('overview');
  await page.goto('/account/sessions');
  await picture('sessions');
});
await visit(phoneDark, everyday, async (page, picture) => {
  await page.goto('/account/sessions');
  await picture('sessions-phone');
});
await visit(desktop, ADMINISTRATOR, async (page, picture) => {
  await page.goto('/admin');
  await picture('administration');
  await page.goto('/admin/saml-providers/acme');
  await picture('company');
});
// Last: from the deletion on the account opens nothing but the countdown.
await visit(desktop, everyday, async (page, picture) => {
  await page.goto('/account/sessions');
  await page.getByRole('button', { name: /^Sign out \d+ other/ }).click();
  await page.getByRole('heading', { name: "Confirm it's you" }).waitFor();
  await picture('step-up');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('One more click').waitFor();
  await page.goto('/account/delete');
  await page.getByLabel('Type your email address to confirm').fill('mara.lindqvist@harbour.test');
  await page.getByRole('button', { name: /^Delete my account/ }).click();
  await page.getByRole('button', { name: 'Keep my account' }).waitFor();
  await picture('deletion');
});
await browser.close();
