// better-auth as its documentation sets it up on PostgreSQL. Arguments: the port, the file that gets a line for each session ("NUMBER COOKIE"), how many.
// Its database is the PG… environment variables' (see pg). Passwords are not hashed here, so that seeding takes seconds.
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { toNodeHandler } from 'better-auth/node'
import pg from 'pg'

const [port, file, count] = process.argv.slice(2)
const options = {
  database: new pg.Pool({ max: 20 }),
  baseURL: `http://127.0.0.1:${port}`,
  secret: 'a secret of the benchmark alone, thirty-two bytes and more',
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  emailAndPassword: { enabled: true, password: { hash: async password => password, verify: async ({ hash, password }) => hash === password } },
}
const auth = betterAuth(options)
await (await getMigrations(options)).runMigrations()

const lines = []
for (let number = 0; number < count; number++) {
  const answer = await auth.api.signUpEmail({ body: { name: 'Somebody', email: `somebody${number}@example.com`, password: 'quiet harbour lantern' }, asResponse: true })
  lines.push(`${number} ${answer.headers.getSetCookie().map(cookie => cookie.split(';')[0]).join('; ')}`)
}
// Without a session the answer is 200 too, with null.
const first = await auth.api.getSession({ headers: new Headers({ cookie: lines[0].split(' ').slice(1).join(' ') }) })
if (!first?.session) throw new Error('The sessions do not work.')
writeFileSync(file, lines.join('\n') + '\n')

const handler = toNodeHandler(auth)
createServer((request, response) => request.url === '/ready' ? response.end('ready') : handler(request, response)).listen(port, '127.0.0.1')
